package auditweb

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var showPage = web.MustPage[showView](ui.Layout, files, "show.html")

type showView struct {
	ui.Frame
	What    ui.Card
	Changes ui.Card
	Proof   ui.Card
}

func (h handler) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	e, p, err := h.entry(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := showView{Frame: ui.NewFrame(r, lang.T(ctx, h.log.Label(e.Action)), ui.Link{Text: lang.T(ctx, "审计日志"), URL: "/audit"})}
	v.Head.Sub = clock(e.Time())
	v.What = ui.Card{Title: lang.T(ctx, "经过"), Facts: []ui.Fact{
		{Label: lang.T(ctx, "人员"), Value: who(ctx, e), URL: with("/audit", nil, "q", e.ActorID)}, {Label: lang.T(ctx, "角色"), Value: role(ctx, e.Role)},
		{Label: lang.T(ctx, "来源地址"), Value: e.Addr}, {Label: lang.T(ctx, "动作"), Value: e.Action},
		{Label: lang.T(ctx, "记录"), Value: e.Ref().String(), URL: with("/audit", nil, "record", e.Ref().String())},
		{Label: lang.T(ctx, "单位"), Value: h.unit(ctx, e.UnitPath, map[string]string{})}, {Label: lang.T(ctx, "说明"), Value: e.Note},
		{Label: lang.T(ctx, "编号"), Value: e.ID},
	}}
	v.What.Facts = slices.DeleteFunc(v.What.Facts, func(f ui.Fact) bool { return f.Value == "" })
	v.Changes = ui.Card{Title: lang.T(ctx, "变更内容"), Table: changes(ctx, e)}
	v.Proof = proofCard(ctx, e, p)
	return showPage.Render(w, r, http.StatusOK, v)
}

// entry loads one entry in the reader's scope with its proof, and says so in the log.
func (h handler) entry(ctx context.Context, id string) (audit.Row, *audit.Proof, error) {
	sc, err := scope(ctx, MayView)
	if err != nil {
		return audit.Row{}, nil, err
	}
	e, err := h.log.ByID(ctx, sc, id)
	if err != nil {
		return e, nil, err
	}
	if err := h.log.Looked(ctx, audit.Entry{Action: "audit.read", Ref: ident.Ref{Kind: "audit", ID: e.ID}, UnitPath: e.UnitPath}); err != nil {
		return e, nil, err
	}
	if e.Index == nil {
		return e, nil, nil
	}
	p, err := h.log.Prove(ctx, e)
	return e, &p, err
}

// changes sets old beside new, one line a value.
func changes(ctx context.Context, e audit.Row) *ui.Table {
	t := &ui.Table{Caption: lang.T(ctx, "变更内容"), Empty: lang.T(ctx, "没有改动数据。"),
		Columns: []ui.Column{{Label: lang.T(ctx, "项目")}, {Label: lang.T(ctx, "原值")}, {Label: lang.T(ctx, "新值")}, {Label: lang.T(ctx, "变化")}}}
	old, now := flat(e.Old), flat(e.New)
	var keys []string
	for k := range old {
		keys = append(keys, k)
	}
	for k := range now {
		if _, both := old[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var same [][]ui.Cell
	for _, k := range keys {
		was, had := old[k]
		is, has := now[k]
		mark := ui.Chip{Text: lang.T(ctx, "改动"), Tone: ui.Act}
		switch {
		case !had:
			mark = ui.Chip{Text: lang.T(ctx, "新增"), Tone: ui.Done}
		case !has:
			mark = ui.Chip{Text: lang.T(ctx, "去除"), Tone: ui.Late}
		case was == is:
			same = append(same, []ui.Cell{{Text: k}, {Text: was}, {Text: is}, {}})
			continue
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: k}, {Text: was}, {Text: is}, {Chip: &mark}})
	}
	t.Rows = append(t.Rows, same...)
	return t
}

// flat writes JSON as values by their path: "items.0.title".
func flat(text string) map[string]string {
	out := map[string]string{}
	if text == "" {
		return out
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		out["?"] = text
		return out
	}
	walk("", v, out)
	return out
}

func walk(path string, v any, out map[string]string) {
	below := func(k string) string {
		if path == "" {
			return k
		}
		return path + "." + k
	}
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			walk(below(k), x, out)
		}
	case []any:
		for i, x := range v {
			walk(below(strconv.Itoa(i)), x, out)
		}
	case nil:
		out[path] = "—"
	default:
		out[path] = fmt.Sprint(v)
	}
}

func proofCard(ctx context.Context, e audit.Row, p *audit.Proof) ui.Card {
	c := ui.Card{Title: lang.T(ctx, "存证")}
	if p == nil {
		c.Notice = &ui.Notice{Text: lang.T(ctx, "这条记录正在等待存证，请稍后再看"), Tone: ui.Soon}
		return c
	}
	switch {
	case p.Problem != "":
		c.Notice = &ui.Notice{Text: lang.T(ctx, "存证不成立：%s", lang.T(ctx, p.Problem)), Tone: ui.Late}
	case p.Checkpoint == nil:
		c.Notice = &ui.Notice{Text: lang.T(ctx, "内容与存证一致；所在的哈希树将由下一个检查点签名。"), Tone: ui.Act}
	default:
		c.Notice = &ui.Notice{Text: lang.T(ctx, "内容与存证一致，并由检查点签名证明。"), Tone: ui.Done}
	}
	c.Facts = []ui.Fact{{Label: lang.T(ctx, "序号"), Value: "#" + strconv.FormatInt(p.Index, 10)}, {Label: lang.T(ctx, "内容的哈希"), Value: p.Leaf},
		{Label: lang.T(ctx, "根哈希"), Value: p.Root}}
	if p.Checkpoint != nil {
		size := strconv.FormatInt(p.Checkpoint.Size, 10)
		c.Facts = append(c.Facts, ui.Fact{Label: lang.T(ctx, "检查点"), Value: lang.T(ctx, "%s 条，%s", size, clock(p.Checkpoint.Time())), URL: "/audit/checkpoints/" + size})
	}
	c.Table = &ui.Table{Caption: lang.T(ctx, "证明路径"), Columns: []ui.Column{{Label: lang.T(ctx, "层"), Num: true}, {Label: lang.T(ctx, "证明路径")}}, Empty: lang.T(ctx, "树中只有这一条，它自己就是根。")}
	for i, hash := range p.Path {
		c.Table.Rows = append(c.Table.Rows, []ui.Cell{{Text: strconv.Itoa(i)}, {Text: hash}})
	}
	return c
}
