package fileweb

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	tusd "github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"

	"dudao/internal/base/actor"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
	"dudao/internal/feature/file"
	"dudao/internal/platform/web"
)

const (
	tusBase = "/files/tus/"
	owner   = "dudao-owner"      // in the metadata of an upload: whose it is
	keepFor = 7 * 24 * time.Hour // how long a broken upload waits to be resumed
)

// tusUploads takes files in pieces, so that a broken connection costs only the last piece. Pieces lie
// in a folder of this node; several nodes behind one address need sticky sessions or a shared folder.
type tusUploads struct {
	files  *file.Service
	folder string
	store  filestore.FileStore
	proto  *tusd.UnroutedHandler
}

func newTus(s *file.Service, folder string) (*tusUploads, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	t := &tusUploads{files: s, folder: folder, store: filestore.New(folder)}
	parts := tusd.NewStoreComposer()
	parts.UseCore(t.store)
	parts.UseTerminater(t.store)
	memorylocker.New().UseIn(parts)
	var err error
	t.proto, err = tusd.NewUnroutedHandler(tusd.Config{
		StoreComposer: parts, MaxSize: file.MaxSize, BasePath: tusBase, DisableDownload: true,
		Cors:                      &tusd.CorsConfig{Disable: true},
		Logger:                    slog.New(slog.NewTextHandler(io.Discard, nil)),
		PreUploadCreateCallback:   t.begin,
		PreFinishResponseCallback: t.finish,
	})
	return t, err
}

// begin asks for the rights and refuses a wrong type before the first byte.
func (t *tusUploads) begin(e tusd.HookEvent) (tusd.HTTPResponse, tusd.FileInfoChanges, error) {
	m := e.Upload.MetaData
	u, err := uploadOf(m)
	if err == nil {
		err = t.files.MayAdd(e.Context, u.Ref)
	}
	if err == nil {
		err = file.CheckName(u.Name, e.Upload.Size)
	}
	if err != nil {
		return tusd.HTTPResponse{}, tusd.FileInfoChanges{}, refuse(e.Context, err)
	}
	kept := tusd.MetaData{owner: actor.From(e.Context).ID}
	for _, k := range []string{"filename", "title", "kind", "happened_at", "ref_kind", "ref_id", "id"} {
		kept[k] = m[k]
	}
	return tusd.HTTPResponse{}, tusd.FileInfoChanges{MetaData: kept}, nil
}

func uploadOf(m tusd.MetaData) (file.Upload, error) {
	happened, err := instant(m["happened_at"])
	return file.Upload{ID: m["id"], Ref: ident.Ref{Kind: m["ref_kind"], ID: m["ref_id"]}, Name: m["filename"], Title: m["title"],
		Kind: file.Kind(m["kind"]), HappenedAt: happened}, err
}

// finish keeps a complete upload as a file. Kept or refused, the pieces are done with.
func (t *tusUploads) finish(e tusd.HookEvent) (tusd.HTTPResponse, error) {
	defer t.drop(e.Upload.ID)
	u, err := uploadOf(e.Upload.MetaData)
	if err != nil {
		return tusd.HTTPResponse{}, refuse(e.Context, err)
	}
	body, err := os.Open(filepath.Join(t.folder, e.Upload.ID))
	if err != nil {
		return tusd.HTTPResponse{}, err
	}
	defer body.Close()
	it, err := t.files.Add(e.Context, u, body)
	if err != nil {
		return tusd.HTTPResponse{}, refuse(e.Context, err)
	}
	return tusd.HTTPResponse{Header: tusd.HTTPHeader{"X-File-Id": it.ID}}, nil
}

func (t *tusUploads) drop(id string) {
	os.Remove(filepath.Join(t.folder, id+".info"))
	os.Remove(filepath.Join(t.folder, id))
}

// refuse says an error in the words of the protocol; the body is what the page shows.
func refuse(ctx context.Context, err error) error {
	l := lang.From(ctx)
	text := errs.TextIn(l, err)
	for _, f := range errs.FieldsIn(l, err) {
		text = f.Text
		break
	}
	return tusd.Error{ErrorCode: "ERR_REFUSED", Message: text, HTTPResponse: tusd.HTTPResponse{
		StatusCode: web.Status(err), Body: text, Header: tusd.HTTPHeader{"Content-Type": "text/plain; charset=utf-8"}}}
}

func (t *tusUploads) create(w http.ResponseWriter, r *http.Request) error {
	t.sweep()
	if n, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64); err == nil && n > file.MaxSize {
		return file.TooLarge() // the protocol would say it in its own words
	}
	t.serve(t.proto.PostFile, w, r)
	return nil
}

func (t *tusUploads) head(w http.ResponseWriter, r *http.Request) error {
	return t.mine(w, r, t.proto.HeadFile)
}

func (t *tusUploads) patch(w http.ResponseWriter, r *http.Request) error {
	return t.mine(w, r, t.proto.PatchFile)
}

func (t *tusUploads) terminate(w http.ResponseWriter, r *http.Request) error {
	return t.mine(w, r, t.proto.DelFile)
}

var uploadID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// mine lets only the person who began an upload go on with it.
func (t *tusUploads) mine(w http.ResponseWriter, r *http.Request, do http.HandlerFunc) error {
	id := r.PathValue("id")
	gone := errs.New(errs.NotFound, "上传已失效，请重新上传")
	if !uploadID.MatchString(id) {
		return gone
	}
	up, err := t.store.GetUpload(r.Context(), id)
	if errors.Is(err, tusd.ErrNotFound) {
		return gone
	}
	if err != nil {
		return err
	}
	info, err := up.GetInfo(r.Context())
	if err != nil {
		return err
	}
	if info.MetaData[owner] != actor.From(r.Context()).ID {
		return gone
	}
	if r.Method == http.MethodHead && info.Offset == info.Size { // complete, but the program stopped before it was kept
		t.drop(id)
		return gone
	}
	if at, err := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64); err == nil && at == info.Offset && r.ContentLength > info.Size-info.Offset {
		return errs.New(errs.TooLarge, "收到的内容比文件大，请重新选择文件上传")
	}
	t.serve(do, w, r)
	return nil
}

// serve hands the request to the protocol, which wants the path below its base.
func (t *tusUploads) serve(do http.HandlerFunc, w http.ResponseWriter, r *http.Request) {
	t.proto.Middleware(http.StripPrefix(tusBase[:len(tusBase)-1], do)).ServeHTTP(pathOnly{w}, r)
}

// pathOnly leaves host and scheme out of the address of an upload: behind a proxy that ends TLS they
// are not those the browser knows.
type pathOnly struct{ http.ResponseWriter }

// WriteHeader writes the head.
func (p pathOnly) WriteHeader(status int) {
	if u, err := url.Parse(p.Header().Get("Location")); err == nil && u.Path != "" {
		p.Header().Set("Location", u.Path)
	}
	p.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (p pathOnly) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// sweep removes uploads that nobody resumed.
func (t *tusUploads) sweep() {
	list, err := os.ReadDir(t.folder)
	if err != nil {
		return
	}
	for _, e := range list {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > keepFor { // the folder's own time
			os.Remove(filepath.Join(t.folder, e.Name()))
		}
	}
}
