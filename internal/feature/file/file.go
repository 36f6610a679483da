package file

import (
	"path/filepath"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/ident"
)

// File is one piece of evidence with its versions.
type File struct {
	ID           string     `db:"id"`
	Version      int        `db:"version"`
	ident.Ref               // the record it belongs to
	UnitPath     string     `db:"unit_path"`
	Title        string     `db:"title"`
	Kind         Kind       `db:"kind"`
	HappenedAt   civil.Time `db:"happened_at"` // as the person says; zero if unknown
	Latest       int        `db:"latest"`      // number of the newest version
	CreatedAt    civil.Time `db:"created_at"`
	CreatedBy    string     `db:"created_by"`
	DeletedAt    civil.Time `db:"deleted_at"`
	DeletedBy    string     `db:"deleted_by"`
	DeleteReason string     `db:"delete_reason"`
}

// Version is one state of the content.
type Version struct {
	ID         string     `db:"id"`
	FileID     string     `db:"file_id"`
	N          int        `db:"n"`
	Name       string     `db:"name"`
	MIME       string     `db:"mime"`
	Size       int64      `db:"size"`
	SHA256     string     `db:"sha256"`
	ReceivedAt civil.Time `db:"received_at"` // when it arrived here
	ByID       string     `db:"by_id"`
	ByName     string     `db:"by_name"`
	Thumb      string     `db:"thumb"` // SHA-256 of the small picture, "" if there is none
}

// Item is a file with its versions, the newest first.
type Item struct {
	File
	Versions []Version
}

// Now returns the newest version.
func (i Item) Now() Version { return i.Versions[0] }

// Upload is what a person says about a file that arrives.
type Upload struct {
	ID         string    // made with the form, so that sending twice is harmless; "" makes one
	Ref        ident.Ref // the record
	Name       string    // of the file
	Title      string    // "" takes the name
	Kind       Kind      // "" takes what the type suggests
	HappenedAt civil.Time
}

// check completes u and names every broken rule.
func (u *Upload) check(f format, now civil.Time) error {
	u.Title = strings.TrimSpace(u.Title)
	if u.Title == "" {
		u.Title = strings.TrimSuffix(u.Name, filepath.Ext(u.Name))
	}
	if u.Kind == "" {
		u.Kind = f.kind
	}
	var c errs.Check
	c.That(len([]rune(u.Title)) <= 200, "title", "标题不能超过 %d 字", 200)
	c.That(known(u.Kind), "kind", "请选择文件类别")
	c.That(u.HappenedAt.IsZero() || !u.HappenedAt.After(now.Time), "happened_at", "发生时间不能晚于现在")
	c.That(u.ID == "" || ident.Valid(u.ID), "id", "表单已失效，请重新打开")
	return c.Err()
}

// seal is what the log commits to for one version: every fact about it.
type seal struct {
	File       string `json:"file"`
	N          int    `json:"n"`
	Record     string `json:"record"`
	Title      string `json:"title"`
	Kind       Kind   `json:"kind"`
	HappenedAt string `json:"happened_at"`
	Name       string `json:"name"`
	MIME       string `json:"mime"`
	Size       int64  `json:"size"`
	SHA256     string `json:"sha256"`
	ReceivedAt string `json:"received_at"`
	By         string `json:"by"`
	ByName     string `json:"by_name"`
	CreatedAt  string `json:"created_at"`
	CreatedBy  string `json:"created_by"`
	UnitPath   string `json:"unit_path"`
}

func sealOf(f File, v Version) seal {
	return seal{
		File: f.ID, N: v.N, Record: f.Ref.String(), Title: f.Title, Kind: f.Kind, HappenedAt: at(f.HappenedAt),
		Name: v.Name, MIME: v.MIME, Size: v.Size, SHA256: v.SHA256, ReceivedAt: at(v.ReceivedAt), By: v.ByID, ByName: v.ByName,
		CreatedAt: at(f.CreatedAt), CreatedBy: f.CreatedBy, UnitPath: f.UnitPath,
	}
}

func at(t civil.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
