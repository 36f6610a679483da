package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"dudao/internal/testkit"
)

// schema is what the description of the API says about a value.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"`
	Format     string             `json:"format"`
	Enum       []any              `json:"enum"`
	MinLength  int                `json:"minLength"`
	MinItems   int                `json:"minItems"`
	Minimum    *float64           `json:"minimum"`
	Required   []string           `json:"required"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
}

// samples makes a body for every operation of the API that its description calls complete, so that
// a request goes past the check of its form and meets the rules behind it.
type samples struct {
	Paths map[string]map[string]struct {
		RequestBody *struct {
			Content map[string]struct {
				Schema *schema `json:"schema"`
			} `json:"content"`
		} `json:"requestBody"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
}

func samplesOf(t *testing.T, w *testkit.World) (s samples) {
	t.Helper()
	if err := json.Unmarshal(w.Get("", "/api/v1/openapi.json").Body.Bytes(), &s); err != nil || len(s.Paths) == 0 {
		t.Fatalf("%d paths, %v", len(s.Paths), err)
	}
	return s
}

// body returns what to send to an operation; "{}" if it takes no JSON.
func (s samples) body(method, path string) string {
	b := s.Paths[path][strings.ToLower(method)].RequestBody
	if b == nil || b.Content["application/json"].Schema == nil {
		return "{}"
	}
	text, err := json.Marshal(s.value(b.Content["application/json"].Schema))
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (s samples) value(x *schema) any {
	if x.Ref != "" {
		return s.value(s.Components.Schemas[strings.TrimPrefix(x.Ref, "#/components/schemas/")])
	}
	if len(x.Enum) > 0 {
		return x.Enum[0]
	}
	kind, _ := x.Type.(string)
	if list, ok := x.Type.([]any); ok && len(list) > 0 { // ["array", "null"]
		kind, _ = list[0].(string)
	}
	switch kind {
	case "object":
		m := map[string]any{}
		for _, name := range x.Required {
			if name != "$schema" {
				m[name] = s.value(x.Properties[name])
			}
		}
		return m
	case "array":
		if x.MinItems == 0 {
			return []any{}
		}
		return []any{s.value(x.Items)}
	case "integer", "number":
		if x.Minimum != nil {
			return *x.Minimum
		}
		return 1
	case "boolean":
		return true
	}
	switch x.Format {
	case "date":
		return "2026-12-01"
	case "date-time":
		return "2026-12-01T08:00:00Z"
	}
	return strings.Repeat("x", max(1, x.MinLength))
}
