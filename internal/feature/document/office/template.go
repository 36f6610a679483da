package office

import (
	"bytes"
	"context"
	"io"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
	"dudao/internal/platform/blob"
	"dudao/internal/platform/db"
	"dudao/internal/platform/docx/fill"
)

// State is where a file stands.
type State string

// The states of a file.
const (
	Checked State = "checked" // let in, never used
	Active  State = document.TemplateActive
	Retired State = "retired"
)

// Label is the state in Chinese.
func (s State) Label() string {
	switch s {
	case Checked:
		return "待启用"
	case Active:
		return "启用"
	case Retired:
		return "停用"
	}
	return string(s)
}

// Template is a DOCX of an office.
type Template struct {
	ID       string        `db:"id" json:"id"`
	Version  int           `db:"version" json:"version"`
	OfficeID org.UnitID    `db:"office_id" json:"office_id"`
	SeatPath string        `db:"seat_path" json:"-"`
	Kind     document.Kind `db:"kind" json:"kind"`
	Name     string        `db:"name" json:"name"`
	File     string        `db:"file" json:"file"` // SHA-256, which is also where the bytes lie
	Size     int           `db:"size" json:"size"`
	Reason   string        `db:"report" json:"reason"` // why it is used although it differs from the standard
	State    State         `db:"state" json:"state"`
	AddedBy  string        `db:"added_by" json:"added_by"`
	AddedAt  civil.Time    `db:"added_at" json:"added_at"`
}

const columns = `id, version, office_id, seat_path, kind, name, file, size, report, state, added_by, added_at`

// RefKind names a file in references.
const RefKind = "document.template"

// Ref names the file in the log.
func (t Template) Ref() ident.Ref { return ident.Ref{Kind: RefKind, ID: t.ID} }

// URL is where people find the file.
func (t Template) URL() string { return "/letter-templates/" + t.ID }

// Service has the use cases.
type Service struct {
	db      *db.DB
	store   blob.Store
	staging *blob.Staging
}

// New returns the service.
func New(d *db.DB, store blob.Store, staging *blob.Staging) *Service {
	return &Service{d, store, staging}
}

// OfficeName is the name of the acting person's office.
func (s *Service) OfficeName(ctx context.Context) (string, error) {
	if err := access.Holds(ctx, document.MayInternal); err != nil {
		return "", err
	}
	u, err := org.OfficeOf(ctx, s.db, actor.From(ctx).Scope)
	return u.Name, err
}

// NewID returns an id for a form.
func (s *Service) NewID() string { return s.db.NewID() }

// Report is what the check says of a file.
type Report struct {
	Problems []fill.Problem
	Measures []fill.Measure
	Names    []string // its placeholders
}

// Bad reports whether the file cannot be used.
func (r Report) Bad() bool { return fill.Bad(r.Problems) }

// Odd reports whether there is something to be explained before the file is used.
func (r Report) Odd() bool { return len(r.Problems) > 0 || fill.Off(r.Measures) > 0 }

// Check looks at a file for a kind of letter; it stores nothing.
func Check(k document.Kind, b []byte, l lang.Lang) (Report, *fill.Template) {
	t, problems := fill.Open(b)
	if t == nil {
		return Report{Problems: problems}, nil
	}
	form := k.Info().Form
	r := Report{Problems: append(problems, t.Check(form, document.Placeholders(k))...), Measures: t.Measures(form, l), Names: t.Names()}
	return r, t
}

// List returns the files of the places the acting person works for, by kind, the one in use first.
func (s *Service) List(ctx context.Context) ([]Template, error) {
	rg, err := access.Over(ctx, document.MayInternal)
	if err != nil {
		return nil, err
	}
	return db.List[Template](ctx, s.db, `select `+columns+` from doc_template where seat_path >= $1 and seat_path < $2 and seat_path = $3
		order by kind, case state when 'active' then 0 when 'checked' then 1 else 2 end, added_at desc, id`, rg.From, rg.To, actor.From(ctx).Scope)
}

// Get returns one file of the acting person's places.
func (s *Service) Get(ctx context.Context, id string) (Template, error) { return get(ctx, s.db, id) }

func get(ctx context.Context, r db.Reader, id string) (Template, error) {
	rg, err := access.Over(ctx, document.MayInternal)
	if err != nil {
		return Template{}, err
	}
	return db.Get[Template](ctx, r, `select `+columns+` from doc_template where id = $1 and seat_path >= $2 and seat_path < $3`, id, rg.From, rg.To)
}

// Bytes returns the file as it came.
func (s *Service) Bytes(ctx context.Context, t Template) ([]byte, error) {
	r, err := s.store.Open(ctx, t.File)
	if err != nil {
		return nil, errs.New(errs.NotFound, "文件不在存储中，请联系系统管理员").Because(err)
	}
	defer r.Close()
	return io.ReadAll(r)
}

// Sample writes the file with the letter of a made-up case in it, marked as a sample.
func (s *Service) Sample(ctx context.Context, t Template, w io.Writer) error {
	b, err := s.Bytes(ctx, t)
	if err != nil {
		return err
	}
	office, err := org.UnitByID(ctx, s.db, t.OfficeID)
	if err != nil {
		return err
	}
	return sample(b, t.Kind, office.Name, w)
}

func sample(b []byte, k document.Kind, office string, w io.Writer) error {
	t, problems := fill.Open(b)
	if t == nil {
		return errs.New(errs.Invalid, "%s", problems[0].In(lang.Zh))
	}
	return t.Fill(w, Example(k, office), mark)
}

// NewTemplate is a file that an office uploads.
type NewTemplate struct {
	ID   string // of the form: sent twice it is stored once
	Kind document.Kind
	Name string
	File []byte
}

// Add stores a file that passed the check.
func (s *Service) Add(ctx context.Context, n NewTemplate) (Template, error) {
	a := actor.From(ctx)
	if err := access.Require(ctx, document.MayTemplate, a.Scope); err != nil {
		return Template{}, err
	}
	n.Name = strings.TrimSpace(n.Name)
	var c errs.Check
	c.That(n.Kind.Known(), "kind", "请选择文种")
	c.That(n.Name != "" && len([]rune(n.Name)) <= 60, "name", "请填写模板名称，不超过 60 个字")
	c.That(len(n.File) > 0, "file", "请选择文件")
	c.That(len(n.File) <= fill.MaxFile, "file", "文件过大，不能超过 %d MB", fill.MaxFile>>20)
	if err := c.Err(); err != nil {
		return Template{}, err
	}
	office, err := org.OfficeOf(ctx, s.db, a.Scope)
	if err != nil {
		return Template{}, err
	}
	if r, _ := Check(n.Kind, n.File, lang.Zh); r.Bad() {
		return Template{}, errs.NewField("file", "模板没有通过检查，没有保存")
	}
	if err := sample(n.File, n.Kind, office.Name, io.Discard); err != nil { // it must be filled, too
		return Template{}, err
	}
	staged, err := s.staging.Take(bytes.NewReader(n.File), fill.MaxFile)
	if err != nil {
		return Template{}, err
	}
	defer staged.Discard()
	if err := s.store.Put(ctx, staged); err != nil {
		return Template{}, err
	}
	t := Template{ID: n.ID, Version: 1, OfficeID: office.ID, SeatPath: a.Scope, Kind: n.Kind, Name: n.Name, File: staged.SHA256, Size: len(n.File), State: Checked, AddedBy: a.Name}
	if !ident.Valid(t.ID) {
		t.ID = s.NewID()
	}
	return t, s.db.Write(ctx, func(tx *db.Tx) error {
		t.AddedAt = tx.Now
		k, err := tx.Exec(ctx, `insert into doc_template (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing`,
			t.ID, t.Version, t.OfficeID, t.SeatPath, t.Kind, t.Name, t.File, t.Size, t.Reason, t.State, t.AddedBy, t.AddedAt)
		if err != nil || k == 0 { // sent twice
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "document.template_add", Ref: t.Ref(), UnitPath: t.SeatPath, Note: t.Name, New: t})
	})
}

// Enable puts a file into use for its kind; the one that was in use is retired. What differs from the
// standard wants a reason.
func (s *Service) Enable(ctx context.Context, id string, version int, reason string) error {
	t, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	b, err := s.Bytes(ctx, t)
	if err != nil {
		return err
	}
	r, _ := Check(t.Kind, b, lang.Zh)
	switch reason = strings.TrimSpace(reason); {
	case r.Bad(): // the rules may have become stricter since
		return errs.New(errs.Conflict, "模板没有通过检查，不能启用")
	case r.Odd() && reason == "":
		return errs.NewField("reason", "模板与国家标准不一致或有不印出的内容，请说明启用的理由")
	}
	return s.set(ctx, id, version, Active, reason)
}

// Retire takes a file out of use; letters that carry it keep it.
func (s *Service) Retire(ctx context.Context, id string, version int, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return errs.NewField("reason", "请说明理由")
	}
	return s.set(ctx, id, version, Retired, reason)
}

func (s *Service) set(ctx context.Context, id string, version int, to State, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, document.MayTemplate, t.SeatPath); err != nil {
			return err
		}
		if t.State == to || to == Retired && t.State != Active {
			return errs.New(errs.Conflict, "模板处于“%s”状态，不能进行此操作", t.State.Label())
		}
		if to == Active {
			if _, err := tx.Exec(ctx, `update doc_template set state = $1, version = version + 1 where seat_path = $2 and kind = $3 and state = $4`, Retired, t.SeatPath, t.Kind, Active); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, `update doc_template set state = $1, report = $2, version = version + 1 where id = $3 and version = $4`, to, reason, id, version)
		if err == nil && n == 0 {
			err = errs.New(errs.Stale, "记录已被他人修改，请核对后重新提交")
		}
		if err != nil {
			return err
		}
		old := t
		t.State, t.Reason = to, reason
		return audit.Record(ctx, tx, audit.Entry{Action: "document.template_state", Ref: t.Ref(), UnitPath: t.SeatPath, Note: reason, Old: old, New: t})
	})
}

// Events is what happened to a file.
func (s *Service) Events(ctx context.Context, t Template) ([]audit.Event, error) {
	return audit.Of(ctx, s.db, t.Ref())
}
