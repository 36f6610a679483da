package identityweb

import (
	"bytes"
	"context"

	"dudao/internal/feature/identity/enrol"
	"dudao/internal/platform/web"
)

type importBody struct {
	ID        string          `json:"id"`
	FileName  string          `json:"file_name"`
	AppliedAt string          `json:"applied_at"`
	Columns   []string        `json:"columns"`
	Rows      []importRowBody `json:"rows"`
	Bad       int             `json:"bad" doc:"rows with problems; the import can be applied when there are none"`
}

type importRowBody struct {
	Line     int                 `json:"line"`
	Cells    []string            `json:"cells" doc:"in the order of columns"`
	Problems []importProblemBody `json:"problems"`
}

type importProblemBody struct {
	Column string `json:"column"`
	Text   string `json:"text"`
}

func importOf(m enrol.Import) importBody {
	b := importBody{m.ID, m.FileName, stamp(m.AppliedAt), enrol.ImportColumns, []importRowBody{}, m.Bad()}
	for _, r := range m.Rows {
		row := importRowBody{r.Line, r.Cells, []importProblemBody{}}
		for _, p := range r.Problems {
			row.Problems = append(row.Problems, importProblemBody(p))
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

type importOut struct{ Body importBody }

type importUploadIn struct {
	Body struct {
		Name    string `json:"name,omitempty" doc:"of the file"`
		Content []byte `json:"content,omitempty" doc:"the XLSX or CSV file, base64"`
	}
}

type madeOut struct {
	Body struct {
		Accounts []madeBody `json:"accounts"`
	}
}

type madeBody struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Unit     string `json:"unit"`
	Password string `json:"password" doc:"shown this once"`
}

// apiImports are the operations of importing accounts: check a file, look at the check, apply it.
func apiImports(rt *web.Router, h handler) {
	show := func(ctx context.Context, id string) (*importOut, error) {
		m, err := h.enrol.ImportByID(ctx, id)
		if err != nil {
			return nil, err
		}
		return &importOut{importOf(m)}, nil
	}
	web.Op(rt, "POST", "/account-imports", manage, "identity.import_check", "检查账号文件", func(ctx context.Context, in *importUploadIn) (*importOut, error) {
		id, err := h.enrol.ReadImport(ctx, in.Body.Name, bytes.NewReader(in.Body.Content))
		if err != nil {
			return nil, err
		}
		return show(ctx, id)
	})
	web.Op(rt, "GET", "/account-imports/{id}", manage, "identity.import_show", "账号文件的检查结果", func(ctx context.Context, in *identityIDIn) (*importOut, error) {
		return show(ctx, in.ID)
	})
	web.Op(rt, "POST", "/account-imports/{id}/apply", manage, "identity.import_apply", "导入账号", func(ctx context.Context, in *identityIDIn) (*madeOut, error) {
		made, err := h.enrol.ApplyImport(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		out := &madeOut{}
		for _, m := range made {
			out.Body.Accounts = append(out.Body.Accounts, madeBody(m))
		}
		return out, nil
	})
}
