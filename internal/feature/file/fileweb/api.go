package fileweb

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/file"
	"dudao/internal/platform/web"
)

type versionBody struct {
	N          int    `json:"n"`
	Name       string `json:"name"`
	MIME       string `json:"mime"`
	Size       int64  `json:"size"`
	SHA256     string `json:"sha256"`
	ReceivedAt string `json:"received_at"`
	By         string `json:"by"`
}

type fileBody struct {
	ID         string        `json:"id"`
	Version    int           `json:"version" doc:"send it back with a change"`
	RefKind    string        `json:"ref_kind"`
	RefID      string        `json:"ref_id"`
	Title      string        `json:"title"`
	Kind       string        `json:"kind"`
	HappenedAt string        `json:"happened_at"`
	Versions   []versionBody `json:"versions"`
}

func bodyOf(i file.Item) fileBody {
	b := fileBody{ID: i.ID, Version: i.Version, RefKind: i.Ref.Kind, RefID: i.Ref.ID, Title: i.Title, Kind: string(i.Kind), HappenedAt: rfc(i.HappenedAt), Versions: []versionBody{}}
	for _, v := range i.Versions {
		b.Versions = append(b.Versions, versionBody{v.N, v.Name, v.MIME, v.Size, v.SHA256, rfc(v.ReceivedAt), v.ByName})
	}
	return b
}

func rfc(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

type listIn struct {
	RefKind string `query:"ref_kind" required:"true"`
	RefID   string `query:"ref_id" required:"true"`
}

type listOut struct{ Body []fileBody }

type oneIn struct {
	ID string `path:"id"`
}

type oneOut struct{ Body fileBody }

type deleteIn struct {
	ID   string `path:"id"`
	Body struct {
		Version int    `json:"version"`
		Reason  string `json:"reason" minLength:"1"`
	}
}

// api adds the operations. Uploads and downloads are streams, so they stand beside huma and are
// only described to it.
func (h handler) api(rt *web.Router) {
	web.Op(rt, "GET", "/files", web.SignedIn, "file.list", "列出一条记录的文件", func(ctx context.Context, in *listIn) (*listOut, error) {
		items, err := h.files.List(ctx, ident.Ref{Kind: in.RefKind, ID: in.RefID})
		if err != nil {
			return nil, err
		}
		out := &listOut{Body: []fileBody{}}
		for _, i := range items {
			out.Body = append(out.Body, bodyOf(i))
		}
		return out, nil
	})
	web.Op(rt, "GET", "/files/{id}", web.SignedIn, "file.show", "查看一个文件的信息", func(ctx context.Context, in *oneIn) (*oneOut, error) {
		it, err := h.files.Show(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &oneOut{bodyOf(it)}, nil
	})
	web.Op(rt, "POST", "/files/{id}/delete", web.SignedIn, "file.delete", "删除文件", func(ctx context.Context, in *deleteIn) (*struct{}, error) {
		_, err := h.files.Delete(ctx, in.ID, in.Body.Version, in.Body.Reason)
		return nil, err
	})
	rt.Handle("POST "+web.API+"/files", web.SignedIn, h.apiCreate)
	rt.Handle("POST "+web.API+"/files/{id}/versions", web.SignedIn, h.apiVersion)
	rt.Handle("GET "+web.API+"/files/{id}/content", web.SignedIn, h.download)
	describe(rt)
}

func (h handler) apiCreate(w http.ResponseWriter, r *http.Request) error {
	sent, part, err := fields(r)
	if err != nil {
		return err
	}
	ref := ident.Ref{Kind: sent.Get("ref_kind"), ID: sent.Get("ref_id")}
	if err := h.files.MayAdd(r.Context(), ref); err != nil {
		return err
	}
	happened, err := instant(sent.Get("happened_at"))
	if err == nil {
		err = checkPart(r, part)
	}
	if err != nil {
		return err
	}
	it, err := h.files.Add(r.Context(), file.Upload{ID: sent.Get("id"), Ref: ref, Name: part.FileName(), Title: sent.Get("title"),
		Kind: file.Kind(sent.Get("kind")), HappenedAt: happened}, part)
	return answer(w, it, err)
}

func (h handler) apiVersion(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.files.Show(r.Context(), r.PathValue("id")); err != nil { // before anything is read
		return err
	}
	sent, part, err := fields(r)
	if err != nil {
		return err
	}
	if err := checkPart(r, part); err != nil {
		return err
	}
	version := number(sent.Get("version"))
	if version == 0 {
		return errs.NewField("version", "缺少版本号")
	}
	it, err := h.files.AddVersion(r.Context(), r.PathValue("id"), version, part.FileName(), part)
	return answer(w, it, err)
}

func answer(w http.ResponseWriter, it file.Item, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(bodyOf(it))
}

// describe puts the streams into the document of the API.
func describe(rt *web.Router) {
	doc := rt.OpenAPI()
	text := &huma.Schema{Type: huma.TypeString}
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	one := doc.Components.Schemas.Schema(reflect.TypeFor[fileBody](), true, "fileBody")
	id := []*huma.Param{{Name: "id", In: "path", Required: true, Schema: text}}
	form := func(required []string, fields ...string) *huma.RequestBody {
		s := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": binary}, Required: required, Description: "the file comes last"}
		for _, f := range fields {
			s.Properties[f] = text
		}
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: s}}}
	}
	made := map[string]*huma.Response{"201": {Description: "Created", Content: map[string]*huma.MediaType{"application/json": {Schema: one}}}}
	doc.AddOperation(&huma.Operation{OperationID: "file.create", Method: "POST", Path: web.API + "/files", Summary: "上传文件", Tags: []string{"file"},
		RequestBody: form([]string{"ref_kind", "ref_id", "file"}, "ref_kind", "ref_id", "id", "title", "kind", "happened_at"), Responses: made})
	doc.AddOperation(&huma.Operation{OperationID: "file.version", Method: "POST", Path: web.API + "/files/{id}/versions", Summary: "上传新版本", Tags: []string{"file"},
		Parameters: id, RequestBody: form([]string{"version", "file"}, "version"), Responses: made})
	doc.AddOperation(&huma.Operation{OperationID: "file.content", Method: "GET", Path: web.API + "/files/{id}/content", Summary: "下载文件内容", Tags: []string{"file"}, Parameters: id,
		Responses: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: binary}}}}})
}
