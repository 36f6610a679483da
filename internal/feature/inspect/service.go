package inspect

import (
	"context"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/clock"
	"dudao/internal/feature/inspect/fieldwork"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/feature/plan"
	"dudao/internal/feature/standard"
	"dudao/internal/platform/db"
)

// Service has the use cases of supervision.
type Service struct {
	db    *db.DB
	units *org.Service
}

// New returns the service. When the time for a reply is over, clocks moves the supervision on.
func New(d *db.DB, units *org.Service, clocks *clock.Service) *Service {
	s := &Service{d, units}
	clocks.OnLate("inspect.reply", s.lapse)
	return s
}

// Today is the program's day in Beijing.
func (s *Service) Today() civil.Date { return civil.DateOf(s.db.Now().Time) }

// NewID returns an id for a form.
func (s *Service) NewID() string { return s.db.NewID() }

// NewInspection is what starts a supervision: an item of an approved plan and one of its units.
type NewInspection struct {
	ID     string // made with the form; starting twice with the same id returns the first
	ItemID string
	UnitID org.UnitID
	Demo   bool
}

// Start opens a supervision from an item of the year plan: 《教育督导条例》第十六条 (matters are settled
// beforehand). It keeps the version of the standard in force today.
func (s *Service) Start(ctx context.Context, n NewInspection) (i Inspection, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if n.ID != "" {
			had, err := byID(ctx, tx, n.ID)
			if errs.KindOf(err) != errs.NotFound {
				i = had
				return err
			}
		}
		item, err := plan.ItemByID(ctx, tx, n.ItemID)
		if err != nil {
			return err
		}
		unit, err := org.UnitByID(ctx, tx, n.UnitID)
		if err != nil {
			return err
		}
		if i, err = s.begin(ctx, tx, n, item, unit); err != nil {
			return err
		}
		if err := plan.MarkStarted(ctx, tx, item.ID, unit.ID, i.Ref()); err != nil {
			return err
		}
		if err := duties(ctx, tx, &i, civil.Date{}); err != nil {
			return err
		}
		return record(ctx, tx, "inspect.start", i, "", nil, i)
	})
	return i, err
}

// begin builds and stores the supervision with its indicators.
func (s *Service) begin(ctx context.Context, tx *db.Tx, n NewInspection, item plan.Item, unit org.Unit) (Inspection, error) {
	if err := access.Require(ctx, MayManage, unit.Path); err != nil {
		return Inspection{}, err
	}
	if err := org.Existing(ctx, tx, unit, "target"); err != nil {
		return Inspection{}, err
	}
	office, err := organiser(ctx, tx, item)
	if err != nil {
		return Inspection{}, err
	}
	i := Inspection{ID: n.ID, UnitPath: unit.Path, UnitID: unit.ID, UnitName: unit.Name, SeatPath: item.UnitPath, OfficeID: office.ID, OfficeName: office.Name,
		PlanItemID: item.ID, Title: item.Title, Mode: item.Mode, Field: item.Field, Basis: item.Basis, Matters: item.Title, Year: item.From.Year(),
		State: Prepare, From: item.From, To: item.To, Demo: n.Demo || unit.Demo, CreatedBy: actor.From(ctx).ID}
	if item.Note != "" {
		i.Matters = item.Note
	}
	if i.ID == "" {
		i.ID = tx.NewID()
	}
	var v standard.Version
	if item.StandardCode != "" {
		if v, err = standard.Current(ctx, tx, item.StandardCode, tx.Today()); err != nil {
			return i, err
		}
		i.StandardID, i.StandardCode, i.StandardName = v.ID, v.Code, v.Name()
	}
	if err := insert(ctx, tx, &i); err != nil {
		return i, err
	}
	for ord, leaf := range v.Leaves() {
		x := Indicator{ID: tx.NewID(), InspectionID: i.ID, UnitPath: i.UnitPath, NodeCode: leaf.Code, TopCode: topOf(v, leaf.Code), Ord: ord + 1}
		if err := insertIndicator(ctx, tx, x); err != nil {
			return i, err
		}
	}
	return i, nil
}

// organiser returns the office of the plan, which must be the acting person's.
func organiser(ctx context.Context, tx *db.Tx, item plan.Item) (org.Unit, error) {
	a := actor.From(ctx)
	office, err := org.UnitByID(ctx, tx, org.UnitID(a.UnitID))
	if err != nil {
		return office, err
	}
	place, err := org.UnitByID(ctx, tx, office.ParentID)
	if err != nil {
		return office, err
	}
	if office.Kind != org.Office || place.Path != item.UnitPath {
		return office, errs.New(errs.Denied, "只能由编制计划的督导机构启动督导")
	}
	return office, nil
}

// Edit settles matters, basis and the window before the notice.
func (s *Service) Edit(ctx context.Context, id string, version int, title, matters, basis string, from, to civil.Date) error {
	return s.do(ctx, id, version, "edit", "", MayManage, Office, func(tx *db.Tx, w *work) error {
		if w.State != Prepare {
			return errs.New(errs.Conflict, "督导通知已经发出，不能再修改")
		}
		if strings.TrimSpace(title) == "" {
			return errs.NewField("title", "请填写标题")
		}
		w.Title, w.Matters, w.Basis, w.From, w.To = strings.TrimSpace(title), strings.TrimSpace(matters), strings.TrimSpace(basis), from, to
		return w.checkWindow(tx.Today())
	})
}

// work is a supervision being changed, with its team.
type work struct {
	Inspection
	team   []fieldwork.Member
	viewer Viewer
	due    civil.Date // that the office wrote in a letter, for the clock
}

// do is the shape of every change: load what the person may see, ask permission and side, apply the
// rule, save with the version that was read, record.
func (s *Service) do(ctx context.Context, id string, version int, action, note string, need access.Permission, side Side, rule func(*db.Tx, *work) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := w.viewer.may(ctx, need, side, w.Inspection); err != nil {
			return err
		}
		if version != w.Version {
			return errs.New(errs.Stale, "记录已被他人修改，请核对后重试")
		}
		old := w.Inspection
		if err := rule(tx, w); err != nil {
			return err
		}
		if err := update(ctx, tx, &w.Inspection, version); err != nil {
			return err
		}
		return record(ctx, tx, "inspect."+action, w.Inspection, note, old, w.Inspection)
	})
}

// step is do for a step of the life cycle; afterwards the clocks follow the new state.
func (s *Service) step(ctx context.Context, id string, version int, a Action, note string, rule func(*db.Tx, *work) error) error {
	st, _ := StepOf(a)
	return s.do(ctx, id, version, string(a), note, st.Need, st.By, func(tx *db.Tx, w *work) error {
		if err := rule(tx, w); err != nil {
			return err
		}
		return duties(ctx, tx, &w.Inspection, w.due)
	})
}

// part changes something that belongs to a supervision and not the supervision itself, so that
// several people can work at once: each part has its own version.
func (s *Service) part(ctx context.Context, id string, need access.Permission, side Side, rule func(*db.Tx, *work) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := w.viewer.may(ctx, need, side, w.Inspection); err != nil {
			return err
		}
		return rule(tx, w)
	})
}

func load(ctx context.Context, tx *db.Tx, id string) (*work, error) {
	i, err := byID(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	team, err := teamOf(ctx, tx, i.ID)
	return &work{Inspection: i, team: team, viewer: viewerOf(ctx, i, team)}, err
}

func (w *work) in(states ...State) error {
	for _, s := range states {
		if w.State == s {
			return nil
		}
	}
	return errs.New(errs.Conflict, "督导处于“%s”阶段，不能进行此操作", w.State.Label())
}

func record(ctx context.Context, tx *db.Tx, action string, i Inspection, note string, old, now any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, Ref: i.Ref(), UnitPath: i.UnitPath, Note: note, Old: old, New: now})
}

// tell tells the supervised unit.
func tell(ctx context.Context, tx *db.Tx, i Inspection, unit org.UnitID, need access.Permission, subject string) error {
	return notify.Tell(ctx, tx, notify.Message{UnitID: string(unit), Need: need, Ref: i.Ref(), URL: i.URL(), Subject: subject + "：" + i.Title})
}

// CancelWork ends a supervision before its opinion, with a reason.
func (s *Service) CancelWork(ctx context.Context, id string, version int, reason string) error {
	return s.step(ctx, id, version, Cancel, reason, func(tx *db.Tx, w *work) error {
		was := w.State
		if err := w.take(Cancel, reason); err != nil {
			return err
		}
		w.CancelReason = strings.TrimSpace(reason)
		if was == Prepare {
			return nil
		}
		return tell(ctx, tx, w.Inspection, w.UnitID, MayAnswer, "督导已中止")
	})
}
