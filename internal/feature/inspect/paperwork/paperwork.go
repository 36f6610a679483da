//lang:document

// Package paperwork says what a supervision gives to its official letters: notice, preliminary opinion,
// opinion. Package inspect hands it what it knows; the letters themselves are made by package document.
package paperwork

import (
	"context"
	"fmt"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/document"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
	"dudao/internal/platform/paper"
)

// In is what is known when a letter is issued. Facts has the unit, the office and the record.
type In struct {
	Facts          document.Facts
	Kind           document.Kind
	Text, Extra    string     // what the office drafted
	Due            civil.Date // the day the letter sets
	Matters, Basis string
	From, To       civil.Date // on site
	Team           []fieldwork.Member
	Today          civil.Date // the time to reply starts with the letter
}

// Make fills in the facts of a letter. The opinion and its demands are copied to the superior department
// (京教组发〔2020〕5号 (三) 规范反馈制度: 同时抄送被督导单位业务主管部门).
func Make(ctx context.Context, r db.Reader, in In) (document.Facts, error) {
	f := in.Facts
	f.Team, f.To, f.Blocks = inspectors(in.Team), []document.Party{{UnitID: f.UnitID, Name: f.UnitName}}, map[string][]paper.Block{}
	f.Values = map[string]string{"督导名称": f.Title, "督导内容": in.Matters, "督导依据": in.Basis, "现场时间": document.LongDay(in.From) + "至" + document.LongDay(in.To), "督导组成员": names(in.Team),
		"自评截止": document.LongDay(in.Due), "准备要求": or(in.Extra, in.Text), "初步评价": in.Text, "督导评价": in.Text, "工作建议": or(in.Extra, "无。"), "整改截止": document.LongDay(in.Due)}
	if in.Kind == document.Notice {
		return f, nil
	}
	for i, x := range f.Findings {
		text := fmt.Sprintf("%d. %s（依据：%s）。", i+1, strings.TrimRight(x.Text, "。"), x.Clause)
		if in.Kind == document.Opinion && x.Demand != "" {
			text += "整改要求：" + strings.TrimRight(x.Demand, "。") + "。"
		}
		f.Blocks["问题清单"] = append(f.Blocks["问题清单"], paper.Block{Kind: paper.Para, Text: text})
	}
	if len(f.Findings) == 0 {
		f.Blocks["问题清单"] = []paper.Block{{Kind: paper.Para, Text: "未发现需要整改的问题。"}}
		f.Values["整改截止"] = "规定时间"
	}
	f.Totals = []document.Total{{Label: "问题", Unit: "个", Count: len(f.Findings)}}
	if in.Kind == document.Preliminary {
		due, err := clock.DueBy(ctx, r, "inspect.reply", in.Today)
		f.Values["申辩截止"] = document.LongDay(due)
		return f, err
	}
	superior, err := org.SuperiorOf(ctx, r, f.UnitID)
	if err == nil && superior.ID != f.UnitID {
		f.To = append(f.To, document.Party{UnitID: superior.ID, Name: superior.Name, Copy: true, Why: "京教组发〔2020〕5号（三）规范反馈制度"})
	}
	f.Due = in.Due
	return f, err
}

func inspectors(team []fieldwork.Member) (n int) {
	for _, m := range team {
		if m.InspectorID != "" && m.LeftAt.IsZero() {
			n++
		}
	}
	return n
}

func names(team []fieldwork.Member) string {
	var out []string
	for _, m := range team {
		if m.LeftAt.IsZero() {
			out = append(out, m.Name)
		}
	}
	return strings.Join(out, "、")
}

func or(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}
