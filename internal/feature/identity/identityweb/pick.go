package identityweb

import (
	"html/template"
	"net/http"

	"dudao/internal/feature/access"
	"dudao/internal/feature/identity/people"
)

// choices are the lines of a picker: the script puts them beside the field that is being typed in.
var choices = template.Must(template.New("pick").Parse(`{{range .}}<option value="{{.Value}}">{{.Label}}</option>
{{end}}`))

// pick answers ?q= with the people a form may name, as options; ?role=expert asks for experts.
func (h handler) pick(w http.ResponseWriter, r *http.Request) error {
	found, err := h.people.Search(r.Context(), r.URL.Query().Get("q"), pickable(r.URL.Query().Get("role")))
	if err != nil {
		return err
	}
	type choice struct{ Value, Label string }
	list := make([]choice, len(found))
	for i, text := range people.Written(found) {
		list[i] = choice{text, found[i].Unit}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return choices.Execute(w, list)
}

// pickable is the role a picker may narrow by; experts are shared by the whole city.
func pickable(role string) access.Role {
	if access.Role(role) == access.Expert {
		return access.Expert
	}
	return ""
}
