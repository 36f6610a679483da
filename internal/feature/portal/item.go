package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
	"dudao/internal/feature/access"
)

// MayWithdraw lets an office withdraw what it published.
const MayWithdraw access.Permission = "portal.withdraw"

// Permissions says which roles hold them. Reading needs none.
var Permissions = []access.Def{
	{Permission: MayWithdraw, Label: "撤回已公开内容", Roles: access.Offices},
}

// Kinds of items.
const (
	Report        = "report"        // 督导报告
	Rectification = "rectification" // 整改结果

	Accountability = "accountability" // 通报与问责
	Honour         = "honour"         // 表彰
	Data           = "data"           // 监测数据: the first table is also a file
)

// KindInfo describes a kind for people.
type KindInfo struct{ Kind, Label string }

// Kinds lists the kinds for people.
var Kinds = []KindInfo{{Report, "督导报告"}, {Rectification, "整改情况"}, {Accountability, "通报与问责"}, {Honour, "表彰"}, {Data, "监测数据"}}

// KindLabel returns the Chinese name of a kind.
func KindLabel(kind string) string {
	for _, k := range Kinds {
		if k.Kind == kind {
			return k.Label
		}
	}
	return kind
}

// Item is what is published: everything the public page shows, and nothing more.
type Item struct {
	Ref           ident.Ref  `json:"ref"`
	Kind          string     `json:"kind"`
	UnitID        string     `json:"unit_id"`
	UnitPath      string     `json:"unit_path"`
	UnitName      string     `json:"unit_name"`
	PublisherID   string     `json:"publisher_id"` // who organised, publishes and answers for it
	PublisherName string     `json:"publisher_name"`
	Title         string     `json:"title"`
	Number        string     `json:"number"`
	Year          int        `json:"year"`
	PublishedOn   civil.Date `json:"published_on"` // set by Publish
	Sections      []Section  `json:"sections"`
	Demo          bool       `json:"demo"`
}

// Section is a headed part of an item.
type Section struct {
	Heading    string   `json:"heading"`
	Paragraphs []string `json:"paragraphs"`
	Table      *Table   `json:"table,omitempty"`
}

// Table is a table of texts.
type Table struct {
	Head []string   `json:"head"`
	Rows [][]string `json:"rows"`
}

// valid checks that an item says what it is about and who answers for it (谁组织、谁发布、谁负责).
func (i *Item) valid() error {
	var c errs.Check
	c.That(i.Ref.Kind != "" && i.Ref.ID != "", "ref", "缺少公开内容的来源")
	c.That(i.Title != "", "title", "请填写标题")
	c.That(i.UnitID != "" && i.UnitName != "", "unit_id", "请填写被督导单位")
	c.That(i.PublisherID != "" && i.PublisherName != "", "publisher_id", "请填写组织并发布的督导机构")
	c.That(len(i.Sections) > 0, "sections", "公开内容不能为空")
	return c.Err()
}

// Freeze returns the item as canonical JSON (fields in the order of the type, no spaces, UTF-8 as it
// is) and its SHA-256 in hex. `dudao verify` recomputes it.
func (i *Item) Freeze() (body, hash string, err error) {
	b, err := json.Marshal(i)
	if err != nil {
		return "", "", err
	}
	return string(b), Hash(string(b)), nil
}

// Hash returns the SHA-256 of a frozen body in hex.
func Hash(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}
