package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/audit"
	"dudao/internal/platform/db"
)

// The leaf of a version.
const (
	sealAction = "file.seal"
	sealKind   = "file.version"
)

// Verifier proves every stored version against its leaf and every blob against its hash.
func (s *Service) Verifier() audit.Verifier {
	return audit.Verifier{Name: "文件", Check: s.verify}
}

func (s *Service) verify(ctx context.Context, r db.Reader, report func(audit.Problem)) (int, error) {
	seen := map[string]bool{}
	last, n := "", 0
	for {
		versions, err := db.List[Version](ctx, r, `select `+versionColumns+` from file_version where id > $1 order by id limit 500`, last)
		if err != nil {
			return n, err
		}
		if len(versions) == 0 {
			break
		}
		for _, v := range versions {
			last = v.ID
			seen[v.ID] = true
			n++
			if err := s.verifyOne(ctx, r, v, report); err != nil {
				return n, err
			}
		}
	}
	hidden, err := db.List[File](ctx, r, `select `+columns+` from file where latest <> (select max(v.n) from file_version v where v.file_id = file.id) order by id`)
	if err != nil {
		return n, err
	}
	for _, f := range hidden {
		report(audit.Problem{Index: -1, Where: "file " + f.ID, Text: lang.T(ctx, "文件的最新版本号与版本不符：%s", f.Title)})
	}
	err = audit.EachSealed(ctx, r, sealKind, sealAction, func(e audit.Stored) error {
		if !seen[e.RefID] {
			report(problem(e, lang.T(ctx, "存证过的文件版本已不在数据库中")))
		}
		return nil
	})
	return n, err
}

func problem(e audit.Stored, text string) audit.Problem {
	return audit.Problem{Index: -1, Entry: e.ID, At: e.At, Action: e.Action, Where: "file_version " + e.RefID, Text: text}
}

func (s *Service) verifyOne(ctx context.Context, r db.Reader, v Version, report func(audit.Problem)) error {
	e, err := sealed(ctx, r, sealKind, v.ID, sealAction)
	if err != nil {
		return err
	}
	if e == nil {
		report(audit.Problem{Index: -1, Where: "file_version " + v.ID, Text: lang.T(ctx, "文件没有存证：%s", v.Name)})
		return nil
	}
	files, err := db.List[File](ctx, r, `select `+columns+` from file where id = $1`, v.FileID)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		report(problem(*e, lang.T(ctx, "文件记录已被删除")))
		return nil
	}
	f := files[0]
	var was seal
	if err := json.Unmarshal([]byte(e.New), &was); err != nil || was != sealOf(f, v) {
		report(problem(*e, lang.T(ctx, "文件的登记信息与存证不符：%s", f.Title)))
	}
	if err := s.verifyDeletion(ctx, r, f, v, *e, report); err != nil {
		return err
	}
	if is := s.hash(ctx, was.SHA256); is != was.SHA256 {
		report(problem(*e, lang.T(ctx, "文件内容与存证的 SHA-256 不符或已丢失：%s", f.Title)))
	}
	return nil
}

// verifyDeletion proves that a file is deleted if and only if the log says so.
func (s *Service) verifyDeletion(ctx context.Context, r db.Reader, f File, v Version, e audit.Stored, report func(audit.Problem)) error {
	if v.N != f.Latest {
		return nil
	}
	gone, err := sealed(ctx, r, "file", f.ID, "file.delete")
	if err != nil {
		return err
	}
	if (gone != nil) == f.DeletedAt.IsZero() || gone != nil && (gone.Note != f.DeleteReason || gone.ActorID != f.DeletedBy || !gone.Time().Equal(f.DeletedAt.Time)) {
		report(problem(e, lang.T(ctx, "文件的删除记录与存证不符：%s", f.Title)))
	}
	return nil
}

func sealed(ctx context.Context, r db.Reader, kind, id, action string) (*audit.Stored, error) {
	list, err := audit.Seals(ctx, r, ident.Ref{Kind: kind, ID: id}, action)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// hash reads a blob again; "" if it cannot be read.
func (s *Service) hash(ctx context.Context, sha string) string {
	body, err := s.store.Open(ctx, sha)
	if err != nil {
		return ""
	}
	defer body.Close()
	h := sha256.New()
	if _, err := io.Copy(h, body); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Actions says in Chinese what the entries of this feature are.
var Actions = map[string]string{
	"file.add": "添加文件", "file.version": "上传新版本", "file.remove": "删除文件", "file.delete": "删除文件", "file.read": "查看文件",
	sealAction: "文件存证", "file.quarantine": "隔离带毒文件",
}
