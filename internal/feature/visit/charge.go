package visit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/page"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/inspector"
	"dudao/internal/feature/notify"
	"dudao/internal/feature/org"
	"dudao/internal/platform/db"
)

// Zone is a 督学责任区 of a district.
type Zone struct {
	ID         string     `db:"id" json:"id"`
	Version    int        `db:"version" json:"version"`
	Path       string     `db:"path" json:"path"` // of the district
	Name       string     `db:"name" json:"name"`
	CreatedAt  civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt  civil.Time `db:"updated_at" json:"updated_at"`
	Schools    int        `db:"schools" json:"schools"`
	Inspectors int        `db:"inspectors" json:"inspectors"`
}

// URL is where people find it.
func (z Zone) URL() string { return "/zones/" + z.ID }

// Ref is the zone as a record.
func (z Zone) Ref() ident.Ref { return ident.Ref{Kind: "visit.zone", ID: z.ID} }

// Charge says who is in charge of a school, from a day, until a day.
type Charge struct {
	ID            string     `db:"id" json:"id"`
	UnitID        org.UnitID `db:"unit_id" json:"unit_id"`
	UnitPath      string     `db:"unit_path" json:"unit_path"`
	UnitName      string     `db:"unit_name" json:"unit_name"`
	ZoneID        string     `db:"zone_id" json:"zone_id"`
	InspectorID   string     `db:"inspector_id" json:"inspector_id"`
	InspectorName string     `db:"inspector_name" json:"inspector_name"`
	AccountID     string     `db:"account_id" json:"account_id"`
	From          civil.Date `db:"from_on" json:"from_on"`
	To            civil.Date `db:"to_on" json:"to_on"` // last day, zero while it lasts
	Reason        string     `db:"reason" json:"reason"`
	ByName        string     `db:"by_name" json:"by_name"`
	At            civil.Time `db:"at" json:"at"`
}

const (
	zoneColumns   = `z.id, z.version, z.path, z.name, z.created_at, z.updated_at`
	chargeColumns = `id, unit_id, unit_path, unit_name, zone_id, inspector_id, inspector_name, account_id, from_on, to_on, reason, by_name, at`
	zoneCounts    = `(select count(*) from visit_charge c where c.zone_id = z.id and c.to_on is null) as schools,
		(select count(distinct c.inspector_id) from visit_charge c where c.zone_id = z.id and c.to_on is null) as inspectors`
)

// On reports whether the charge holds on a day.
func (c Charge) On(day civil.Date) bool {
	return !day.Before(c.From) && (c.To.IsZero() || !c.To.Before(day))
}

// Zones lists the zones of the acting person's range, by name.
func (s *Service) Zones(ctx context.Context, text string, p page.Req) (out page.Of[Zone], err error) {
	over, err := access.Over(ctx, MayView)
	if err != nil {
		return out, err
	}
	var w db.Where
	w.Add("z.path >= ? and z.path < ?", over.From, over.To)
	w.AddText(text, "z.name")
	if out.Total, err = db.Get[int](ctx, s.db, `select count(*) from visit_zone z `+w.SQL(), w.Args()...); err != nil {
		return out, err
	}
	out.Rows, err = db.List[Zone](ctx, s.db, `select `+zoneColumns+`, `+zoneCounts+` from visit_zone z `+w.SQL()+` order by z.path, z.name, z.id `+w.Page(p.Limit(), p.Offset()), w.Args()...)
	return out, err
}

// AddZone makes a zone of the acting person's district. Making it twice with the same id makes it once.
func (s *Service) AddZone(ctx context.Context, id, name string) (z Zone, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if z, err = zoneByID(ctx, tx, MayCharge, id); err == nil {
			return nil
		}
		if errs.KindOf(err) != errs.NotFound {
			return err
		}
		name = strings.TrimSpace(name)
		if name == "" || len([]rune(name)) > 60 {
			return errs.NewField("name", "请填写责任区名称，不超过 %d 个字", 60)
		}
		if id == "" {
			id = tx.NewID()
		}
		z = Zone{ID: id, Version: 1, Path: org.DistrictPath(actor.From(ctx).Scope), Name: name, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if same, err := db.Get[int](ctx, tx, `select count(*) from visit_zone where path = $1 and name = $2`, z.Path, name); err != nil || same > 0 {
			return cmp.Or[error](err, errs.NewField("name", "已有同名的责任区"))
		}
		if _, err := tx.Exec(ctx, `insert into visit_zone (id, version, path, name, created_at, updated_at) values ($1, $2, $3, $4, $5, $6)`, z.ID, z.Version, z.Path, z.Name, z.CreatedAt, z.UpdatedAt); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "visit.zone", Ref: z.Ref(), UnitPath: z.Path, New: z.Name})
	})
	return z, err
}

func zoneByID(ctx context.Context, r db.Reader, p access.Permission, id string) (Zone, error) {
	over, err := access.Over(ctx, p)
	if err != nil {
		return Zone{}, err
	}
	return db.Get[Zone](ctx, r, `select `+zoneColumns+`, `+zoneCounts+` from visit_zone z where z.id = $1 and z.path >= $2 and z.path < $3`, id, over.From, over.To)
}

// Zone returns a zone with its schools and who is in charge of each.
func (s *Service) Zone(ctx context.Context, id string) (Zone, []Charge, error) {
	z, err := zoneByID(ctx, s.db, MayView, id)
	if err != nil {
		return z, nil, err
	}
	list, err := db.List[Charge](ctx, s.db, `select `+chargeColumns+` from visit_charge where zone_id = $1 and to_on is null order by inspector_name, unit_name, id`, id)
	return z, list, err
}

// Proposal is who could be in charge of a school, and why.
type Proposal struct {
	Unit      org.Unit
	Inspector inspector.Inspector
	Load      int  // schools they are in charge of by now, with what is proposed before
	Stage     bool // the stage of the school is theirs
	Kept      int  // inspectors who have to stay away
}

// Loaded is an inspector of a district with how many schools they are in charge of.
type Loaded struct {
	inspector.Inspector
	Load int
}

// Inspectors are those of a district that may be put in charge today, by name.
func (s *Service) Inspectors(ctx context.Context, path string) (out []Loaded, err error) {
	if err := access.Require(ctx, MayCharge, path); err != nil {
		return nil, err
	}
	load, err := loads(ctx, s.db, path)
	if err != nil {
		return nil, err
	}
	list, err := inspector.Available(ctx, s.db, path, org.Unit{}, s.Today())
	for _, c := range list {
		if len(c.Recusals) == 0 && c.Field != "government" {
			out = append(out, Loaded{c.Inspector, load[c.ID]})
		}
	}
	return out, err
}

// School finds a school by what people call it.
func (s *Service) School(ctx context.Context, name string) (org.UnitID, error) {
	u, err := s.org.Resolve(ctx, name, org.School)
	return u.ID, err
}

// proposeAtOnce is how many schools a proposal covers.
const proposeAtOnce = 20

// Propose says who could be in charge of schools of the district that nobody is in charge of: who has fewest schools,
// has the stage and no reason to stay away. Somebody decides; nothing is stored. Where schools lie is not known well
// enough to count distances.
func (s *Service) Propose(ctx context.Context, zoneID, text string) (out []Proposal, err error) {
	z, err := zoneByID(ctx, s.db, MayCharge, zoneID)
	if err != nil {
		return nil, err
	}
	units, err := s.Uncharged(ctx, z.Path, text, max(0, min(proposeAtOnce, ParamOn("zone_max", s.Today())-z.Schools)))
	if err != nil {
		return nil, err
	}
	load, err := loads(ctx, s.db, z.Path)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		candidates, err := inspector.Available(ctx, s.db, z.Path, u, s.Today())
		if err != nil {
			return nil, err
		}
		p := Proposal{Unit: u}
		for _, c := range candidates {
			if len(c.Recusals) > 0 {
				p.Kept++
				continue
			}
			if c.Field == "government" {
				continue
			}
			stage := slices.Contains(c.StageList(), u.Stage) || c.Stages == ""
			if p.Inspector.ID == "" || stage && !p.Stage || stage == p.Stage && load[c.ID] < p.Load {
				p.Inspector, p.Stage, p.Load = c.Inspector, stage, load[c.ID]
			}
		}
		if p.Inspector.ID != "" {
			load[p.Inspector.ID]++
		}
		out = append(out, p)
	}
	return out, nil
}

// Uncharged are schools of a district that nobody is in charge of, by path.
func (s *Service) Uncharged(ctx context.Context, path, text string, most int) ([]org.Unit, error) {
	over, err := access.Over(ctx, MayCharge)
	if err != nil {
		return nil, err
	}
	over = over.Within(path)
	list, err := s.org.List(ctx, org.Filter{Kind: org.School, Below: path, Text: text}, page.Req{Size: page.Max, Sort: "path"})
	if err != nil {
		return nil, err
	}
	taken, err := db.List[string](ctx, s.db, `select unit_id from visit_charge where unit_path >= $1 and unit_path < $2 and to_on is null`, over.From, over.To)
	if err != nil {
		return nil, err
	}
	var out []org.Unit
	for _, u := range list.Rows {
		if len(out) < most && !slices.Contains(taken, string(u.ID)) && visited(u.Unit) {
			out = append(out, u.Unit)
		}
	}
	return out, nil
}

// visited reports whether a unit has an inspector at its gate: schools up to the upper secondary stage and kindergartens.
func visited(u org.Unit) bool {
	return u.Kind == org.School && u.ClosedOn.IsZero() && u.Stage != "higher" && u.Stage != "university"
}

// loads counts the schools of every inspector below a path.
func loads(ctx context.Context, r db.Reader, path string) (map[string]int, error) {
	rows, err := db.List[struct {
		ID string `db:"inspector_id"`
		N  int    `db:"n"`
	}](ctx, r, `select inspector_id, count(*) as n from visit_charge where unit_path >= $1 and unit_path < $2 and to_on is null group by inspector_id`, path, path+"~")
	out := map[string]int{}
	for _, x := range rows {
		out[x.ID] = x.N
	}
	return out, err
}

// PutInCharge puts an inspector in charge of a school from today; who was before is relieved. The school and both
// inspectors are told. 教督〔2012〕7号 (schools of a zone),《教育督导条例》第十条 (recusal).
func (s *Service) PutInCharge(ctx context.Context, zoneID string, unit org.UnitID, inspectorID, reason string) (c Charge, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		z, err := zoneByID(ctx, tx, MayCharge, zoneID)
		if err != nil {
			return err
		}
		u, err := org.UnitByID(ctx, tx, unit)
		if err != nil || !strings.HasPrefix(u.Path, z.Path) || !visited(u) {
			return cmp.Or[error](err, errs.NewField("unit", "请选择本区的学校或幼儿园"))
		}
		i, err := inspector.ByID(ctx, tx, inspectorID)
		if err != nil || i.UnitPath != z.Path {
			return errs.NewField("inspector", "请选择本区的督学")
		}
		if err := s.allowed(ctx, tx, z, u, i); err != nil {
			return err
		}
		now, err := chargeOf(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if now.InspectorID == i.ID && now.ZoneID == z.ID {
			c = now
			return nil
		}
		if now.ID != "" {
			if strings.TrimSpace(reason) == "" {
				return errs.NewField("reason", "%s已由%s负责，请写明更换的理由", u.Name, now.InspectorName)
			}
			if err := s.end(ctx, tx, now, reason); err != nil {
				return err
			}
		}
		c = Charge{ID: tx.NewID(), UnitID: u.ID, UnitPath: u.Path, UnitName: u.Name, ZoneID: z.ID, InspectorID: i.ID, InspectorName: i.Name, AccountID: i.AccountID, From: tx.Today(),
			Reason: strings.TrimSpace(reason), ByName: actor.From(ctx).Name, At: tx.Now}
		if _, err := tx.Insert(ctx, "visit_charge", chargeColumns, slices.Values([][]any{{c.ID, c.UnitID, c.UnitPath, c.UnitName, c.ZoneID, c.InspectorID, c.InspectorName, c.AccountID, c.From, c.To, c.Reason, c.ByName, c.At}})); err != nil {
			return err
		}
		for _, m := range []notify.Message{{AccountID: i.AccountID, URL: "/visits/plan", Subject: fmt.Sprintf("您自 %s 起担任%s的责任督学", c.From, u.Name)},
			{UnitID: string(u.ID), Need: MaySign, URL: "/visits?unit=" + string(u.ID), Subject: fmt.Sprintf("责任督学：%s 自 %s 起负责贵校", i.Name, c.From)}} {
			if m.Ref = z.Ref(); m.AccountID != "" || m.UnitID != "" {
				if err := notify.Tell(ctx, tx, m); err != nil {
					return err
				}
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "visit.charge", Ref: z.Ref(), UnitPath: u.Path, New: map[string]any{"unit": u.Name, "inspector": i.Name}, Note: c.Reason})
	})
	return c, err
}

// allowed says why an inspector may not be in charge of a school.
func (s *Service) allowed(ctx context.Context, tx *db.Tx, z Zone, u org.Unit, i inspector.Inspector) error {
	why, err := inspector.Check(ctx, tx, i.ID, u.ID, tx.Today())
	if err != nil {
		return err
	}
	if len(why) > 0 {
		return errs.NewField("inspector", "%s不能负责%s：%s（%s）", i.Name, u.Name, why[0].Chinese(), why[0].Article)
	}
	most := ParamOn("zone_max", tx.Today())
	others, err := db.Get[int](ctx, tx, `select count(*) from visit_charge where zone_id = $1 and to_on is null and unit_id <> $2`, z.ID, u.ID)
	if err != nil {
		return err
	}
	if most > 0 && others >= most {
		return errs.New(errs.Conflict, "一个责任区不超过 %d 所学校（教督〔2012〕7号）", most)
	}
	return nil
}

func chargeOf(ctx context.Context, r db.Reader, unit org.UnitID) (Charge, error) {
	list, err := db.List[Charge](ctx, r, `select `+chargeColumns+` from visit_charge where unit_id = $1 and to_on is null`, unit)
	return append(list, Charge{})[0], err
}

// end closes a charge: yesterday is its last day, or the day it began.
func (s *Service) end(ctx context.Context, tx *db.Tx, c Charge, reason string) error {
	last := tx.Today().AddDays(-1)
	if last.Before(c.From) {
		last = c.From
	}
	if _, err := tx.Exec(ctx, `update visit_charge set to_on = $1 where id = $2`, last, c.ID); err != nil {
		return err
	}
	if c.AccountID == "" {
		return nil
	}
	return notify.Tell(ctx, tx, notify.Message{AccountID: c.AccountID, URL: "/visits/plan", Ref: ident.Ref{Kind: "visit.zone", ID: c.ZoneID}, Subject: fmt.Sprintf("%s不再由您负责：%s", c.UnitName, strings.TrimSpace(reason))})
}

// Relieve ends a charge; the school has nobody until somebody is put in charge.
func (s *Service) Relieve(ctx context.Context, zoneID, chargeID, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		z, err := zoneByID(ctx, tx, MayCharge, zoneID)
		if err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return errs.NewField("reason", "请写明理由")
		}
		c, err := db.Get[Charge](ctx, tx, `select `+chargeColumns+` from visit_charge where id = $1 and zone_id = $2`, chargeID, z.ID)
		if err != nil {
			return err
		}
		if !c.To.IsZero() {
			return errs.New(errs.Conflict, "%s已不由%s负责", c.UnitName, c.InspectorName)
		}
		if err := s.end(ctx, tx, c, reason); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "visit.relieve", Ref: z.Ref(), UnitPath: c.UnitPath, Old: c.InspectorName, Note: reason})
	})
}
