package returns

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"dudao/internal/base/errs"
)

// Places is how many decimal places a figure may have.
const Places = 4

// Tidy reads what was typed as a value of the field in its one form: figures in half width without separators
// or useless zeros, choices by their words. "" is not given. The error names the field.
func (f Field) Tidy(typed string) (string, error) {
	s := strings.TrimSpace(typed)
	if s == "" {
		return "", nil
	}
	switch f.Type {
	case Choice:
		return f.choice(s)
	case Yes:
		if slices.Contains([]string{"是", "否"}, s) {
			return s, nil
		}
		return "", errs.NewField(f.Code, "请填写“是”或“否”")
	case Year:
		n, err := strconv.Atoi(half(s))
		if err != nil || n < 1800 || n > 2100 {
			return "", errs.NewField(f.Code, "请填写四位数的年份")
		}
		return strconv.Itoa(n), nil
	case Count, Number:
		return f.figure(half(s))
	}
	if len([]rune(s)) > 200 {
		return "", errs.NewField(f.Code, "文字过长，不能超过 200 个字")
	}
	return s, nil
}

func half(s string) string {
	return strings.NewReplacer(",", "", "，", "", " ", "", "。", ".").Replace(width.Narrow.String(s))
}

func (f Field) choice(s string) (string, error) {
	for _, o := range f.Options {
		code, _, coded := strings.Cut(o, " ")
		if o == s || coded && code == s {
			return o, nil
		}
	}
	return "", errs.NewField(f.Code, "没有“%s”这个选项", s)
}

func (f Field) figure(s string) (string, error) {
	r, ok := new(big.Rat).SetString(s)
	if !ok || strings.ContainsAny(s, "/eExXpP_") || len(s) > 20 {
		return "", errs.NewField(f.Code, "“%s”不是数字", s)
	}
	if r.Sign() < 0 {
		return "", errs.NewField(f.Code, "不能是负数")
	}
	if f.Type == Count {
		if !r.IsInt() {
			return "", errs.NewField(f.Code, "应为整数")
		}
		return r.Num().String(), nil
	}
	if _, whole := new(big.Rat).SetString(r.FloatString(Places)); !whole || new(big.Rat).Sub(r, must(r.FloatString(Places))).Sign() != 0 {
		return "", errs.NewField(f.Code, "小数不能超过 %d 位", Places)
	}
	out := r.FloatString(Places)
	return strings.TrimSuffix(strings.TrimRight(out, "0"), "."), nil
}

func must(s string) *big.Rat { r, _ := new(big.Rat).SetString(s); return r }
