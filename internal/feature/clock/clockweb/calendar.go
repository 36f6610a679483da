package clockweb

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"dudao/internal/base/civil"
	"dudao/internal/base/lang"
	"dudao/internal/feature/clock"
	"dudao/internal/platform/web"
	"dudao/internal/ui"
)

var calendarPage = web.MustPage[calendarView](ui.Layout, files, "calendar.html")

var beijing = civil.Beijing

type calendarView struct {
	ui.Frame
	Note    *ui.Notice
	Years   []ui.Button
	Months  []monthView
	Special ui.Card
	More    []ui.Card // corrections, and the forms of the city office
}

// calendar shows the working days of a year, month by month.
func (h handler) calendar(w http.ResponseWriter, r *http.Request) error {
	return h.showCalendar(w, r, http.StatusOK, "", nil)
}

// showCalendar is the page of a year; refused is what was wrong with the form of an action.
func (h handler) showCalendar(w http.ResponseWriter, r *http.Request, status int, action string, refused error) error {
	ctx := r.Context()
	year := h.s.Today().Year()
	if y, err := strconv.Atoi(r.FormValue("year")); err == nil && y >= 1990 && y <= 2100 {
		year = y
	}
	cal, err := h.s.Calendar(ctx)
	if err != nil {
		return err
	}
	months, known := cal.Year(year)
	v := calendarView{Frame: ui.NewFrame(r, lang.T(ctx, "%d 年工作日历", year))}
	v.Note = unsure(r, cal, known)
	total := 0
	special := ui.Table{Caption: lang.T(ctx, "节假日与调休"), Columns: []ui.Column{{Label: lang.T(ctx, "日期")}, {Label: lang.T(ctx, "安排")}},
		Empty: lang.T(ctx, "没有这一年的节假日数据")}
	for _, m := range months {
		total += m.Workdays
		v.Months = append(v.Months, monthOf(ctx, m))
		for _, d := range m.Days {
			if d.Kind != clock.Holiday && d.Kind != clock.MakeUp {
				continue
			}
			chip := ui.Chip{Text: lang.T(ctx, "放假"), Tone: ui.Done}
			if d.Kind == clock.MakeUp {
				chip = ui.Chip{Text: lang.T(ctx, "上班"), Tone: ui.Soon}
			}
			special.Rows = append(special.Rows, []ui.Cell{{Text: d.Date.String(), Sub: lang.T(ctx, d.Name)}, {Chip: &chip}})
		}
	}
	v.Head.Sub = lang.T(ctx, "全年 %d 个工作日", total)
	for y := year - 1; y <= year+1; y++ {
		v.Years = append(v.Years, ui.Button{Label: strconv.Itoa(y), URL: "/calendar?year=" + strconv.Itoa(y), Plain: y != year, Small: true})
	}
	v.Special = ui.Card{Title: lang.T(ctx, "节假日与调休"), Note: lang.T(ctx, "国务院办公厅通知"), Table: &special}
	if v.More, err = h.corrections(r, year, action, refused); err != nil {
		return err
	}
	return calendarPage.Render(w, r, status, v)
}

// monthView is one month with a row a week, Monday first.
type monthView struct {
	Title, Note string
	Head        []string
	Weeks       [][]dayView
}

// dayView is one day; Day is "" outside the month.
type dayView struct{ Day, Mark, Class string }

func monthOf(ctx context.Context, m clock.Month) monthView {
	v := monthView{Title: lang.T(ctx, "%d 月", int(m.Month)), Note: lang.T(ctx, "%d 个工作日", m.Workdays), Head: []string{lang.T(ctx, "一"),
		lang.T(ctx, "二"), lang.T(ctx, "三"), lang.T(ctx, "四"), lang.T(ctx, "五"), lang.T(ctx, "六"), lang.T(ctx, "日")}}
	week := make([]dayView, 7)
	for i, d := range m.Days {
		week[(int(d.Date.Weekday())+6)%7] = dayOf(ctx, d)
		if d.Date.Weekday() == time.Sunday || i == len(m.Days)-1 {
			v.Weeks = append(v.Weeks, week)
			week = make([]dayView, 7)
		}
	}
	return v
}

func dayOf(ctx context.Context, d clock.Day) dayView {
	v := dayView{Day: strconv.Itoa(d.Date.Time().Day())}
	switch d.Kind {
	case clock.Holiday:
		v.Mark, v.Class = lang.T(ctx, "休"), "done"
	case clock.MakeUp:
		v.Mark, v.Class = lang.T(ctx, "班"), "soon"
	case clock.Weekend:
		v.Class = "off"
	}
	return v
}
