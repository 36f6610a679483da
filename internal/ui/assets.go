package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"dudao/internal/base/errs"
	"dudao/internal/platform/web"
)

//go:embed css static
var assetFiles embed.FS

// asset is one file as it is served.
type asset struct {
	text, gzip []byte
	kind, url  string
}

// assets is what /static/ serves, by name. The style sheets are one file.
var assets = loadAssets()

// iconNames is the set of icons that may be drawn.
var iconNames = func() map[string]bool {
	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`id="([a-z]+)"`).FindAllSubmatch(assets["icons.svg"].text, -1) {
		names[string(m[1])] = true
	}
	return names
}()

func loadAssets() map[string]asset {
	all := map[string]asset{}
	var css bytes.Buffer
	err := fs.WalkDir(assetFiles, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := assetFiles.ReadFile(name)
		switch {
		case err != nil:
			return err
		case path.Ext(name) == ".css" && strings.HasPrefix(name, "css/"):
			css.Write(text)
		case path.Ext(name) != ".txt":
			all[path.Base(name)] = newAsset(path.Base(name), text)
		}
		return nil
	})
	if err != nil {
		panic(err) // the files are part of the program
	}
	all["dudao.css"] = newAsset("dudao.css", css.Bytes())
	return all
}

func newAsset(name string, text []byte) asset {
	sum := sha256.Sum256(text)
	a := asset{text: text, kind: mime.TypeByExtension(path.Ext(name)), url: "/static/" + hex.EncodeToString(sum[:6]) + "/" + name}
	if a.kind == "" {
		a.kind = "application/octet-stream"
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	z.Write(text)                                         // a buffer takes everything
	z.Close()
	a.gzip = b.Bytes()
	return a
}

// assetURL is where the named file is served; its name changes when its content does.
func assetURL(name string) string {
	if a, ok := assets[name]; ok {
		return a.url
	}
	return "/static/missing/" + name
}

// Script is the text of a script that has to be served at an address of its own, such as a service worker.
func Script(name string) []byte { return assets[name].text }

// Assets serves GET /static/{hash}/{name}: style sheet, script, icons. A file under its hash never
// changes, so browsers keep it for ever; under another hash it is served but not kept.
func Assets(w http.ResponseWriter, r *http.Request) error {
	a, ok := assets[r.PathValue("name")]
	if !ok {
		return errs.New(errs.NotFound, "没有这个页面：%s", r.URL.Path)
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Path == a.url {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	text := a.text
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		text = a.gzip
	}
	_, err := w.Write(text)
	return err
}

// Routes adds what every page needs: the static files and the switch of language and size.
func Routes(rt *web.Router) {
	rt.Feature("ui")
	rt.Handle("GET /static/{hash}/{name}", web.Public, Assets)
	rt.Handle("POST /preferences", web.Public, Preferences)
}

// Icons lists the names of all icons, in the order of their alphabet.
func Icons() []string { return slices.Sorted(maps.Keys(iconNames)) }
