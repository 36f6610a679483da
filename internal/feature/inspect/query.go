package inspect

import (
	"context"
	"slices"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/rectify"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/db"
)

// Filter narrows a list of supervisions; zero fields do not.
type Filter struct {
	Text  string
	State State
	Open  bool // neither closed nor cancelled
	Mode  plan.Mode
	Field plan.Field
	Below string // path of a district or unit
	Unit  org.UnitID
	Year  int
	Mine  bool // whose team the acting person is in
}

// Row is one line of the list.
type Row struct {
	ID         string     `db:"id" json:"id"`
	UnitID     org.UnitID `db:"unit_id" json:"unit_id"`
	UnitName   string     `db:"unit_name" json:"unit_name"`
	OfficeName string     `db:"office_name" json:"office_name"`
	Title      string     `db:"title" json:"title"`
	Mode       plan.Mode  `db:"mode" json:"mode"`
	Field      plan.Field `db:"field" json:"field"`
	Year       int        `db:"year" json:"year"`
	State      State      `db:"state" json:"state"`
	From       civil.Date `db:"from_on" json:"from"`
	To         civil.Date `db:"to_on" json:"to"`
	Number     string     `db:"opinion_number" json:"opinion_number"`
	Outcome    string     `db:"outcome" json:"outcome"`
	Demo       bool       `db:"demo" json:"demo"`
	UpdatedAt  civil.Time `db:"updated_at" json:"updated_at"`
}

// URL is where people find the supervision.
func (r Row) URL() string { return "/inspections/" + r.ID }

const rowColumns = `id, unit_id, unit_name, office_name, title, mode, field, year, state, from_on, to_on, opinion_number, outcome, demo, updated_at`

var sorts = map[string]string{"title": "i.title", "unit": "i.unit_name", "from": "i.from_on", "state": "i.state", "updated": "i.updated_at"}

// List returns one page of the supervisions the acting person may see, with the exact number of all.
func (s *Service) List(ctx context.Context, f Filter, p page.Req) (out page.Of[Row], err error) {
	var w db.Where
	if err = visible(ctx, &w); err != nil {
		return out, err
	}
	f.narrow(ctx, &w)
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from inspection i `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	order, ok := sorts[p.Sort]
	if !ok {
		order, p.Desc = "i.updated_at", !p.Desc
	}
	if p.Desc {
		order += " desc"
	}
	sql := w.SQL() + ` order by ` + order + `, i.id ` + w.Page(p.Limit(), p.Offset())
	out.Rows, err = db.List[Row](ctx, s.db, `select `+prefixed("i", rowColumns)+` from inspection i `+sql, w.Args()...)
	return out, err
}

// narrow adds the filter's conditions.
func (f Filter) narrow(ctx context.Context, w *db.Where) {
	w.AddText(f.Text, "i.search")
	is := func(column, value string) {
		if value != "" {
			w.Add("i."+column+" = ?", value)
		}
	}
	is("state", string(f.State))
	is("mode", string(f.Mode))
	is("field", string(f.Field))
	is("unit_id", string(f.Unit))
	if f.Open {
		w.Add("i.state not in (?, ?)", Closed, Cancelled)
	}
	if f.Year != 0 {
		w.Add("i.year = ?", f.Year)
	}
	if f.Below != "" {
		r := access.Range{To: "~"}.Within(f.Below)
		w.Add("i.unit_path >= ? and i.unit_path < ?", r.From, r.To)
	}
	if f.Mine {
		w.Add("i.id in (select m.inspection_id from inspect_member m where m.account_id = ? and m.left_at is null)", actor.From(ctx).ID)
	}
}

// Years lists the years of the supervisions the acting person may see, newest first.
func (s *Service) Years(ctx context.Context) ([]int, error) {
	var w db.Where
	if err := visible(ctx, &w); err != nil {
		return nil, err
	}
	return db.List[int](ctx, s.db, `select i.year from inspection i `+w.SQL()+` group by i.year order by i.year desc`, w.Args()...)
}

// Dossier is a supervision with everything the acting person may see of it.
type Dossier struct {
	Inspection
	Viewer     Viewer
	Team       []fieldwork.Member
	Standard   standard.Version
	Indicators []Indicator
	Records    []fieldwork.Record
	Findings   []Finding
	Points     []Point
	Letters    map[string]Letter
	Orders     []rectify.Order
	Duties     []clock.Running
	Events     []audit.Event
}

// Assessed reports whether the reader may see verifications and findings: inside always, the unit
// and everybody else from the preliminary opinion on.
func (d Dossier) Assessed() bool { return d.Viewer.Inside || !d.PrelimOn.IsZero() }

// Work counts what was done on site.
func (d Dossier) Work() fieldwork.Workload { return fieldwork.WorkloadOf(d.Team, d.Records) }

// Result is the judgement by the standard as the verifications stand.
func (d Dossier) Result() standard.Result { return standard.Judge(d.Standard, marks(d.Indicators)) }

// Indicator finds an indicator by its code.
func (d Dossier) Indicator(node string) (Indicator, bool) {
	for _, x := range d.Indicators {
		if x.NodeCode == node {
			return x, true
		}
	}
	return Indicator{}, false
}

// Show returns a supervision, masked for the acting person.
func (s *Service) Show(ctx context.Context, id string) (Dossier, error) {
	i, err := byID(ctx, s.db, id)
	if err != nil {
		return Dossier{}, err
	}
	d, err := gather(ctx, s.db, i)
	if err != nil {
		return d, err
	}
	if d.Duties, err = clock.Open(ctx, s.db, i.Ref()); err != nil {
		return d, err
	}
	if d.Events, err = audit.Of(ctx, s.db, i.Ref()); err != nil {
		return d, err
	}
	d.mask()
	return d, nil
}

// ByID returns a supervision the acting person may see; for other features.
func ByID(ctx context.Context, r db.Reader, id string) (Inspection, error) { return byID(ctx, r, id) }

// Material returns the whole dossier, unmasked, of a supervision the acting person may see from the
// inside; for the report.
func Material(ctx context.Context, r db.Reader, id string) (Dossier, error) {
	i, err := byID(ctx, r, id)
	if err != nil {
		return Dossier{}, err
	}
	d, err := gather(ctx, r, i)
	if err == nil && !d.Viewer.Inside {
		err = errs.New(errs.NotFound, "没有找到相应的记录")
	}
	return d, err
}

func gather(ctx context.Context, r db.Reader, i Inspection) (Dossier, error) {
	d := Dossier{Inspection: i}
	var err error
	if d.Team, err = teamOf(ctx, r, i.ID); err != nil {
		return d, err
	}
	d.Viewer = viewerOf(ctx, i, d.Team)
	if d.Standard, err = i.version(ctx, r); err != nil {
		return d, err
	}
	if d.Indicators, err = indicatorsOf(ctx, r, i.ID); err != nil {
		return d, err
	}
	if d.Records, err = recordsOf(ctx, r, i.ID); err != nil {
		return d, err
	}
	if d.Findings, err = findingsOf(ctx, r, i.ID); err != nil {
		return d, err
	}
	if d.Points, err = pointsOf(ctx, r, i.ID); err != nil {
		return d, err
	}
	if d.Letters, err = lettersOf(ctx, r, i.ID); err != nil {
		return d, err
	}
	d.Orders, err = rectify.OrdersOf(ctx, r, i.Ref())
	return d, err
}

// openly are the actions that the timeline of the supervised unit shows; what the team noted is not
// among them.
var openly = map[string]bool{
	"inspect.notify": true, "inspect.claim": true, "inspect.submit": true, "inspect.supplement": true, "inspect.begin": true, "inspect.finish": true,
	"inspect.send": true, "inspect.reply": true, "inspect.waive": true, "inspect.lapse": true, "inspect.issue": true, "inspect.file": true,
	"inspect.publish": true, "inspect.close": true, "inspect.cancel": true, "file.add": true,
}

// mask takes away what the reader may not see.
func (d *Dossier) mask() {
	if d.Viewer.Inside {
		return
	}
	d.Records = nil
	assessed := d.Assessed()
	for n := range d.Indicators {
		x := &d.Indicators[n]
		x.Look, x.LookName, x.VerifiedName = "", "", "" // the team speaks as one
		if !assessed {
			x.Verified, x.Reason, x.VerifiedName, x.VerifiedAt = "", "", "", civil.Time{}
		}
		if !d.Viewer.Ours && !assessed {
			x.Claim, x.ClaimText = "", ""
		}
	}
	if assessed {
		d.Findings = open(d.Findings)
		for n := range d.Findings {
			d.Findings[n].RaisedName = ""
		}
	} else {
		d.Findings, d.HearingReason = nil, ""
	}
	for kind, l := range d.Letters {
		if l.SentOn.IsZero() {
			delete(d.Letters, kind)
		}
	}
	if !d.State.Reached(Issued) {
		for n := range d.Points {
			d.Points[n].Verdict, d.Points[n].Answer, d.Points[n].AnsweredName = "", "", ""
		}
	}
	d.Duties = slices.DeleteFunc(d.Duties, func(r clock.Running) bool { return r.UnitID != string(d.UnitID) }) // what others owe is theirs
	var events []audit.Event
	for _, e := range d.Events {
		if openly[e.Action] {
			e.Old, e.New = "", ""
			if e.Action == "inspect.send" {
				e.Note = ""
			}
			events = append(events, e)
		}
	}
	d.Events = events
}

// Actions lists the steps that the acting person may take now.
func (d Dossier) Actions() []Step {
	var out []Step
	for _, st := range Steps {
		if !d.possible(st) || !d.Viewer.Actor.May(string(st.Need)) || !d.Viewer.On(st.By, d.Inspection) {
			continue
		}
		out = append(out, st)
	}
	return out
}

func (d Dossier) possible(st Step) bool {
	for _, from := range st.From {
		if from == d.State {
			return true
		}
	}
	return false
}

// May reports whether the acting person may do something beside the steps.
func (d Dossier) May(need access.Permission, side Side, states ...State) bool {
	if !d.Viewer.Actor.May(string(need)) || !d.Viewer.On(side, d.Inspection) {
		return false
	}
	for _, s := range states {
		if s == d.State {
			return true
		}
	}
	return false
}

// MayVerify reports whether the acting person answers for an indicator now.
func (d Dossier) MayVerify(x Indicator) bool {
	return d.May(MayWork, Team, Onsite, Review, Replied) && d.Viewer.InTeam() && fieldwork.MayVerify(d.Team, d.Viewer.Member, x.TopCode)
}

// MayTeam reports whether the acting person may change the team now.
func (d Dossier) MayTeam() bool { return d.May(MayManage, Office, teamStates...) }

// MayAssign reports whether the acting person may say who answers for which section.
func (d Dossier) MayAssign() bool {
	return d.May(MayWork, Team, teamStates...) && (d.Viewer.On(Office, d.Inspection) || d.Viewer.Member.Duty == fieldwork.DutyLeader)
}

// MayFind reports whether the acting person may raise or change findings now.
func (d Dossier) MayFind() bool { return d.May(MayWork, Team, findingStates...) }

// Candidates returns the inspectors of the organiser with the reasons against each.
func (s *Service) Candidates(ctx context.Context, id string) ([]inspector.Candidate, error) {
	i, err := byID(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	if err := viewerOf(ctx, i, nil).may(ctx, MayManage, Office, i); err != nil {
		return nil, err
	}
	u, err := org.UnitByID(ctx, s.db, i.UnitID)
	if err != nil {
		return nil, err
	}
	return inspector.Available(ctx, s.db, i.SeatPath, u, i.day(s.Today()))
}

// Startable returns the items of the plan that the acting person's office can start supervisions from.
func (s *Service) Startable(ctx context.Context) ([]plan.Item, error) {
	over, err := access.Over(ctx, MayManage)
	if err != nil {
		return nil, err
	}
	list, err := plan.Startable(ctx, s.db, over, s.Today().Year())
	var out []plan.Item
	for _, i := range list {
		if i.UnitPath == over.From {
			out = append(out, i)
		}
	}
	return out, err
}
