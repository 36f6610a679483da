package web

import (
	"reflect"
	"strconv"
	"strings"
)

// unstorable returns where in what a program sent a text stands that no database stores, as in
// "body.items[2].name"; "" if there is none. A form loses such characters, a program is told.
func unstorable(v reflect.Value, at string) string {
	switch v.Kind() {
	case reflect.String:
		if !clean(v.String()) {
			return at
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return unstorable(v.Elem(), at)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 { // the bytes of a file
			return ""
		}
		for i := range v.Len() {
			if found := unstorable(v.Index(i), at+"["+strconv.Itoa(i)+"]"); found != "" {
				return found
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if found := unstorable(k, at); found != "" {
				return found
			}
			if found := unstorable(v.MapIndex(k), at+"."+k.String()); found != "" {
				return found
			}
		}
	case reflect.Struct:
		return unstorableField(v, at)
	}
	return ""
}

func unstorableField(v reflect.Value, at string) string {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		inside := at
		if !f.Anonymous {
			inside = strings.TrimPrefix(at+"."+fieldName(f), ".")
		}
		if found := unstorable(v.Field(i), inside); found != "" {
			return found
		}
	}
	return ""
}

// fieldName is how the one who sent it calls the field.
func fieldName(f reflect.StructField) string {
	for _, tag := range []string{"json", "path", "query", "header"} {
		if name, _, _ := strings.Cut(f.Tag.Get(tag), ","); name != "" && name != "-" {
			return name
		}
	}
	return strings.ToLower(f.Name)
}
