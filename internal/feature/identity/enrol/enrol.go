// Package enrol opens accounts by the file: the rows are checked and kept, sealed, for a look; then
// every account is opened in one transaction, or none. It stands on identity, which has the rules of
// an account and opens it; identity does not know it. Pages and API are in identityweb.
package enrol

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"dudao/internal/base/actor"
	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/access"
	"dudao/internal/feature/audit"
	"dudao/internal/feature/identity"
	"dudao/internal/feature/org"
	"dudao/internal/platform/crypto"
	"dudao/internal/platform/db"
	"dudao/internal/platform/xlsx"
)

// ImportKind names imports of accounts in references.
const ImportKind = "identity.import"

// ImportMost is how many accounts one file may bring: every one needs a password of its own.
const ImportMost = 500

// ImportColumns are the columns of the file, in Chinese; the first three must be there.
var ImportColumns = []string{"登录名", "姓名", "单位", "电话", "电子邮箱", "角色"}

const importRequired = 3

// ImportRow is one line of the file with what is wrong with it.
type ImportRow struct {
	Line     int      `json:"line"`
	Cells    []string `json:"cells"` // in the order of ImportColumns
	Problems []Problem
	p        identity.Particulars
	role     access.Role
}

// Problem is what is wrong with one cell, in the reader's language.
type Problem struct{ Column, Text string }

// Import is a file that was uploaded and checked.
type Import struct {
	ID        string     `db:"id"`
	FileName  string     `db:"file_name"`
	Sealed    string     `db:"rows_json"`
	CreatedBy string     `db:"created_by"`
	CreatedAt civil.Time `db:"created_at"`
	AppliedAt civil.Time `db:"applied_at"`
	Rows      []ImportRow
}

// Bad counts the rows with problems.
func (m Import) Bad() (n int) {
	for _, r := range m.Rows {
		if len(r.Problems) > 0 {
			n++
		}
	}
	return n
}

// Service has the use cases of files of accounts.
type Service struct {
	db       *db.DB
	box      crypto.Box // what a file says of people is sealed
	accounts *identity.Service
}

// New returns the service.
func New(d *db.DB, accounts *identity.Service, keys *crypto.Keys) (*Service, error) {
	box, err := keys.Box("identity")
	return &Service{d, box, accounts}, err
}

// ReadImport reads the file and keeps it, sealed, for the dry run; nothing else is stored.
func (s *Service) ReadImport(ctx context.Context, name string, file xlsx.File) (id string, err error) {
	if err := access.Holds(ctx, identity.MayManage); err != nil {
		return "", err
	}
	var rows []ImportRow
	var at []int
	err = xlsx.Read(file, xlsx.Limits{Unzipped: 64 << 20, Rows: ImportMost + 1, Columns: 20, Cell: 300}, func(line int, cells []string) error {
		if at == nil {
			at, err = header(cells)
			return err
		}
		r := ImportRow{Line: line, Cells: make([]string, len(ImportColumns))}
		for i, c := range cells {
			if i < len(at) && at[i] >= 0 {
				r.Cells[at[i]] = strings.TrimSpace(c)
			}
		}
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		return "", err
	}
	if len(rows) == 0 {
		return "", errs.NewField("file", "文件里没有账号")
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id = tx.NewID()
		sealed, err := s.box.Seal(string(text), "import/"+id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into account_import (id, file_name, rows_json, created_by, created_at, applied_at) values ($1, $2, $3, $4, $5, null)`,
			id, name, sealed, actor.From(ctx).ID, tx.Now)
		return err
	})
	return id, err
}

// header maps the columns of the file to ImportColumns; -1 is a column nobody asked for.
func header(cells []string) ([]int, error) {
	at := make([]int, len(cells))
	seen := make([]bool, len(ImportColumns))
	for i, c := range cells {
		at[i] = slices.Index(ImportColumns, strings.TrimSpace(c))
		if at[i] >= 0 {
			seen[at[i]] = true
		}
	}
	for i := range importRequired {
		if !seen[i] {
			return nil, errs.NewField("file", "缺少“%s”列，请使用模板", ImportColumns[i])
		}
	}
	return at, nil
}

// ImportByID returns the person's own import, checked as things stand now.
func (s *Service) ImportByID(ctx context.Context, id string) (Import, error) {
	if err := access.Holds(ctx, identity.MayManage); err != nil {
		return Import{}, err
	}
	m, err := db.Get[Import](ctx, s.db, `select id, file_name, rows_json, created_by, created_at, applied_at from account_import where id = $1 and created_by = $2`, id, actor.From(ctx).ID)
	if err != nil || !m.AppliedAt.IsZero() {
		return m, err
	}
	text, err := s.box.Open(m.Sealed, "import/"+id)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal([]byte(text), &m.Rows); err != nil {
		return m, err
	}
	return m, s.checkImport(ctx, m.Rows)
}

// checkImport finds what is wrong with each row, so that one look shows everything.
func (s *Service) checkImport(ctx context.Context, rows []ImportRow) error {
	used, err := s.usedLogins(ctx)
	if err != nil {
		return err
	}
	units := map[string]org.Unit{}
	wrong := map[string]error{}
	first := map[string]int{}
	for i := range rows {
		r := &rows[i]
		r.p = identity.Particulars{Login: r.Cells[0], Name: r.Cells[1], Phone: r.Cells[3], Email: r.Cells[4]}.Tidy()
		text := r.Cells[2]
		if _, done := wrong[text]; !done {
			units[text], wrong[text] = s.accounts.Unit(ctx, text)
			if k := errs.KindOf(wrong[text]); wrong[text] != nil && k != errs.Invalid {
				return wrong[text]
			}
		}
		u := units[text]
		r.p.UnitID = u.ID
		r.note(ctx, wrong[text])
		if wrong[text] == nil {
			r.note(ctx, r.p.Check())
			r.noteUnit(ctx, u)
		}
		if used[r.p.Login] {
			r.note(ctx, errs.NewField("login", "登录名“%s”已被使用", r.p.Login))
		}
		if line, twice := first[r.p.Login]; twice {
			r.note(ctx, errs.NewField("login", "与第 %d 行的登录名重复", line))
		} else {
			first[r.p.Login] = r.Line
		}
		r.noteRole(ctx, u)
	}
	return nil
}

var columnOf = map[string]int{"login": 0, "name": 1, "unit": 2, "phone": 3, "email": 4, "role": 5}

func (r *ImportRow) note(ctx context.Context, err error) {
	for _, f := range errs.FieldsIn(lang.From(ctx), err) {
		r.Problems = append(r.Problems, Problem{ImportColumns[columnOf[f.Name]], f.Text})
	}
}

func (r *ImportRow) noteUnit(ctx context.Context, u org.Unit) {
	if access.Require(ctx, identity.MayManage, u.Path) != nil || !actor.From(ctx).May(string(identity.MayAll)) && u.Kind != org.School {
		r.note(ctx, errs.NewField("unit", "您只能管理本区学校的账号"))
	}
}

// noteRole reads the role by its Chinese name or its code; only who may grant can give one here.
func (r *ImportRow) noteRole(ctx context.Context, u org.Unit) {
	text := r.Cells[5]
	if text == "" {
		return
	}
	for _, x := range access.Roles {
		if x.Label == text || string(x.Role) == text {
			r.role = x.Role
		}
	}
	switch {
	case r.role == "":
		r.note(ctx, errs.NewField("role", "没有这个角色"))
	case access.Holds(ctx, identity.MayGrant) != nil:
		r.note(ctx, errs.NewField("role", "您不能授予角色，请留空，由安全管理员授予"))
	case !identity.Local(r.role):
		r.note(ctx, errs.NewField("role", "导入时只能授予学校角色"))
	case u.Kind != org.School && u.ID != "":
		r.note(ctx, errs.NewField("role", "“%s”不能设在这类单位", r.role.Label()))
	}
}

func (s *Service) usedLogins(ctx context.Context) (map[string]bool, error) {
	logins, err := db.List[string](ctx, s.db, `select login from account`)
	used := make(map[string]bool, len(logins))
	for _, l := range logins {
		used[l] = true
	}
	return used, err
}

// Made is an account that an import created, with the password to hand over; it is shown once.
type Made struct{ Login, Name, Unit, Password string }

// ApplyImport creates every account of the file in one transaction, or none.
func (s *Service) ApplyImport(ctx context.Context, id string) ([]Made, error) {
	m, err := s.ImportByID(ctx, id)
	if err != nil {
		return nil, err
	}
	if !m.AppliedAt.IsZero() {
		return nil, errs.New(errs.Conflict, "这个文件已经导入过了")
	}
	if n := m.Bad(); n > 0 {
		return nil, errs.New(errs.Conflict, "还有 %d 行有问题，请更正文件后重新上传", n)
	}
	fresh, hashes, err := s.accounts.FirstPasswords(ctx, len(m.Rows))
	if err != nil {
		return nil, err
	}
	made, list := make([]Made, len(m.Rows)), make([]identity.Newcomer, len(m.Rows))
	for i, r := range m.Rows {
		made[i] = Made{r.p.Login, r.p.Name, r.Cells[2], fresh[i]}
		list[i] = identity.Newcomer{Particulars: r.p, Role: r.role, Hash: hashes[i]}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update account_import set applied_at = $1, rows_json = '' where id = $2 and applied_at is null`, tx.Now, id)
		if err == nil && n == 0 {
			err = errs.New(errs.Conflict, "这个文件已经导入过了")
		}
		if err != nil {
			return err
		}
		if err := s.accounts.OpenAll(ctx, tx, list); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "identity.import", Ref: ident.Ref{Kind: ImportKind, ID: id}, UnitPath: actor.From(ctx).Scope, Note: m.FileName,
			New: map[string]int{"accounts": len(m.Rows)}})
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}
