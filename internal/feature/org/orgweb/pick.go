package orgweb

import (
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"dudao/internal/base/lang"
	"dudao/internal/feature/org"
)

// choices are the lines of a picker: the script puts them beside the field that is being typed in.
var choices = template.Must(template.New("pick").Parse(`{{range .}}<option value="{{.Value}}" data-id="{{.ID}}">{{.Label}}</option>
{{end}}`))

// choice is one unit a picker offers. Value is what the field holds then: a text Resolve finds again.
type choice struct {
	ID    string `json:"id"`
	Value string `json:"value"`
	Label string `json:"label"`
	Path  string `json:"path"`
	Kind  string `json:"kind"`
}

// pick answers ?q= with the nearest units, as options or as JSON.
func (h handler) pick(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	f := org.Filter{Kind: org.Kind(q.Get("kind")), Stage: q.Get("stage")}
	if id := q.Get("district"); id != "" {
		u, err := h.s.Unit(ctx, org.UnitID(id))
		if err != nil {
			return err
		}
		f.Below = u.Path
	}
	found, err := h.s.Find(ctx, q.Get("q"), f)
	if err != nil {
		return err
	}
	written := org.Written(found)
	list := make([]choice, 0, len(found))
	for i, u := range found {
		c := choice{ID: string(u.ID), Value: written[i], Path: u.Path, Kind: string(u.Kind), Label: lang.T(ctx, org.LabelOf(org.Kinds, string(u.Kind)))}
		if u.DistrictName != "" {
			c.Label = u.DistrictName + " · " + c.Label
		}
		list = append(list, c)
	}
	if strings.Contains(r.Header.Get("Accept"), "json") {
		w.Header().Set("Content-Type", "application/json")
		return json.NewEncoder(w).Encode(map[string]any{"results": list})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return choices.Execute(w, list)
}
