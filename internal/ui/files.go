package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/base/lang"
)

// FileAccept is what a file input offers; the feature file refuses everything else.
const FileAccept = ".jpg,.jpeg,.png,.webp,.heic,.pdf,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.wps,.et,.mp3,.m4a,.wav,.amr"

// FileMax is the most bytes a file may have.
const FileMax = 200 << 20

// FileKinds are the kinds of evidence with their Chinese names.
var FileKinds = [][2]string{{"photo", "照片"}, {"document", "文档"}, {"pdf", "PDF 文件"}, {"sheet", "表格"}, {"audio", "录音"}, {"other", "其他"}}

// FileLike is what Files needs to know of a stored file; file.Item is one. So a page shows files
// without knowing how they are kept.
type FileLike interface {
	FileID() string
	FileTitle() string
	FileKind() string // one of FileKinds
	FileHappened() civil.Time
	FileState() int // the version a change must carry
	FileThumb() bool
	FileVersions() int                  // how many
	FileVersion(i int) FileVersionFacts // 0 is the newest
}

// FileVersionFacts are the facts of one version of a file.
type FileVersionFacts = ident.FileVersion

// Files lists the files of a record and takes new ones.
type Files struct {
	Items []FileRow
	Add   *FileForm // nil where nothing may be added
	Empty string
}

// FileRow is one file of a list.
type FileRow struct {
	Title, URL        string
	Kind              string // in words
	Thumb             string // URL, "" shows the mark of the kind
	Mark              string // two or three letters: PDF, DOC
	Happened          string // "" if unknown
	Received, By      string
	Size, Name        string
	Hash, HashShort   string
	Download, Preview string // URL; Preview "" where the browser cannot show it
	Older             []Link // older versions
	Change            string // URL of the page for a new version or deleting, "" where neither may be done
}

// FileForm takes a new file. It works without script; script sends large files in pieces (data-tus).
type FileForm struct {
	Form
	Tus     string // URL of the resumable upload, "" for none
	Max     int64
	TooBig  string // what to say about a larger file
	Compact bool   // folded until wanted
}

// FilesOptions say how a record shows its files.
type FilesOptions struct {
	Ref    ident.Ref // the record
	Back   string    // where to return to after adding
	MayAdd bool      // also: may change and delete
	NewID  string    // id of the next file, made when the page is shown, so that sending twice is harmless
}

// NewFiles shows items under the record of o.
func NewFiles[T FileLike](r *http.Request, items []T, o FilesOptions) Files {
	ctx := r.Context()
	v := Files{Empty: lang.T(ctx, "还没有文件")}
	for _, i := range items {
		v.Items = append(v.Items, fileRow(r, i, o))
	}
	if o.MayAdd {
		f := NewFileForm(r, o)
		f.Compact = true
		v.Add = &f
	}
	return v
}

// NewFileForm returns the empty form that adds a file to a record.
func NewFileForm(r *http.Request, o FilesOptions) FileForm {
	ctx := r.Context()
	kinds := []Option{{Label: lang.T(ctx, "按文件类型判断"), Chosen: true}}
	for _, k := range FileKinds {
		kinds = append(kinds, Option{Value: k[0], Label: lang.T(ctx, k[1])})
	}
	tooBig := lang.T(ctx, "文件超过 %d MB，不能上传。请压缩或分成几个文件", FileMax>>20)
	return FileForm{Tus: "/files/tus/", Max: FileMax, TooBig: tooBig, Form: Form{
		ID: "file", Action: "/files", Submit: lang.T(ctx, "上传文件"),
		Hidden: []Hidden{{"id", o.NewID}, {"ref_kind", o.Ref.Kind}, {"ref_id", o.Ref.ID}, {"back", o.Back}},
		Fields: []Field{
			{Name: "title", Label: lang.T(ctx, "文件标题"), Hint: lang.T(ctx, "不填则用文件名")},
			{Name: "kind", Label: lang.T(ctx, "文件类别"), Type: "select", Options: kinds},
			{Name: "happened_at", Label: lang.T(ctx, "发生时间"), Type: "datetime-local", Hint: lang.T(ctx, "照片拍摄或材料形成的时间；收到时间由系统记录")},
			{Name: "file", Label: lang.T(ctx, "选择文件"), Type: "file", Accept: FileAccept, Required: true,
				Hint: lang.T(ctx, "照片、PDF、Office 或 WPS 文档、录音，每个不超过 %d MB", FileMax>>20)},
		},
	}}
}

func fileRow(r *http.Request, i FileLike, o FilesOptions) FileRow {
	ctx := r.Context()
	now := i.FileVersion(0)
	id := url.PathEscape(i.FileID())
	row := FileRow{
		Title: i.FileTitle(), URL: "/files/" + id, Mark: fileMark(now.MIME),
		Happened: when(i.FileHappened()), Received: when(now.ReceivedAt), By: now.By, Name: now.Name,
		Size: Bytes(now.Size), Hash: now.SHA256, HashShort: now.SHA256[:min(12, len(now.SHA256))], Download: "/files/download/" + id,
	}
	for _, k := range FileKinds {
		if k[0] == i.FileKind() {
			row.Kind = lang.T(ctx, k[1])
		}
	}
	if i.FileThumb() {
		row.Thumb = "/files/thumb/" + id
	}
	if Previewable(now.MIME) {
		row.Preview = "/files/preview/" + id
	}
	for n := 1; n < i.FileVersions(); n++ {
		old := i.FileVersion(n)
		row.Older = append(row.Older, Link{lang.T(ctx, "第 %d 版 · %s", old.N, when(old.ReceivedAt)), fmt.Sprintf("/files/download/%s?n=%d", id, old.N)})
	}
	if o.MayAdd {
		row.Change = "/files/" + id + "?back=" + url.QueryEscape(o.Back)
	}
	return row
}

// Previewable reports whether browsers show content of this type by themselves.
func Previewable(mime string) bool {
	switch mime {
	case "application/pdf", "image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "audio/wav":
		return true
	}
	return false
}

func fileMark(mime string) string {
	for _, m := range [][2]string{{"pdf", "PDF"}, {"heic", "HEIC"}, {"image", "IMG"}, {"audio", "REC"}, {"sheet", "XLS"}, {"excel", "XLS"}, {"presentation", "PPT"}, {"powerpoint", "PPT"}} {
		if strings.Contains(mime, m[0]) {
			return m[1]
		}
	}
	return "DOC"
}

func when(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Beijing).Format("2006-01-02 15:04")
}

// Bytes writes a size for people.
func Bytes(n int64) string {
	switch {
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}
