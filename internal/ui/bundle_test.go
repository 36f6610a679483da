package ui_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

var update = flag.Bool("update", false, "write the bundles of src/ to static/")

// The bundles in static/ are made from src/; after a change there run
//
//	go test ./internal/ui -run Bundle -update
func TestBundleIsCurrent(t *testing.T) {
	for name, entry := range map[string]string{"dudao": "src/main.ts", "upload": "src/upload.ts", "visit": "src/visit/main.ts", "sw": "src/visit/sw.ts"} {
		made := bundle(t, entry)
		file := filepath.Join("static", name+".js")
		if *update {
			if err := os.WriteFile(file, made, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, made) {
			t.Errorf("%s is not made from src/ as it is: go test ./internal/ui -run Bundle -update", file)
		}
	}
}

func bundle(t *testing.T, entry string) []byte {
	t.Helper()
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		Format: api.FormatESModule, Outdir: "out", Banner: map[string]string{"js": "/* Mulan PSL v2; contains htmx 4.0.1 (0BSD) or tus-js-client 4.3.1 (MIT), idb 8.0.4 (ISC), lit-html 3.3.3 (BSD-3-Clause), fflate 0.8.3 (MIT), see internal/ui/src/vendor */"},
		Alias:   map[string]string{"js-base64": "./src/shim/base64.ts", "url-parse": "./src/shim/url.ts"},
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "86"}, {Name: api.EngineSafari, Version: "15"}, {Name: api.EngineFirefox, Version: "91"}},
	})
	for _, e := range r.Errors {
		t.Fatalf("%s: %v: %s", entry, e.Location, e.Text)
	}
	return r.OutputFiles[0].Contents
}

// The bars of the design: what every page loads stays small.
func TestAssetsAreSmall(t *testing.T) {
	css := 0
	sheets, err := filepath.Glob("css/*.css")
	if err != nil || len(sheets) == 0 {
		t.Fatal(sheets, err)
	}
	for _, name := range sheets { // served as one
		css += len(readFile(t, name))
	}
	if css > 30<<10 {
		t.Errorf("style sheet: %d bytes, want ≤ 30 KB", css)
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	for _, name := range []string{"dudao.js", "upload.js"} {
		z.Write(readFile(t, "static/"+name))
	}
	z.Close()
	if b.Len() > 40<<10 {
		t.Errorf("script: %d bytes compressed, want ≤ 40 KB", b.Len())
	}
	t.Logf("css %d, script %d compressed", css, b.Len())
	phone := 0
	for _, name := range []string{"dudao.js", "visit.js", "sw.js"} {
		phone += len(readFile(t, "static/"+name))
	}
	if phone > 150<<10 {
		t.Errorf("first load of the phone: %d bytes of script, want ≤ 150 KB", phone)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
