package orgweb

import (
	"bytes"
	"context"

	"dudao/internal/base/civil"
	"dudao/internal/base/errs"
	"dudao/internal/base/page"
	"dudao/internal/feature/org"
	"dudao/internal/feature/org/roster"
	"dudao/internal/platform/web"
)

// body is an answer of the API.
type body[T any] struct{ Body T }

// listOf is one page of a list.
type listOf[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"`
}

func listBody[T any](p page.Of[T]) *body[listOf[T]] {
	if p.Rows == nil {
		p.Rows = []T{}
	}
	return &body[listOf[T]]{listOf[T]{p.Rows, p.Total}}
}

// Paging is what every list of the API takes.
type Paging struct {
	Page int    `query:"page" minimum:"1" default:"1" doc:"page, from 1"`
	Size int    `query:"size" minimum:"1" maximum:"500" default:"50"`
	Sort string `query:"sort" doc:"name, path, students, opened_on"`
	Desc bool   `query:"desc"`
}

func (p Paging) req() page.Req {
	return page.Req{Number: p.Page, Size: p.Size, Sort: p.Sort, Desc: p.Desc}
}

// ByID names one unit.
type ByID struct {
	ID string `path:"id"`
}

func day(s string) (civil.Date, error) {
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, errs.NewField("as_of", "“%s”不是日期，请写成 2006-09-01", s)
	}
	return d, nil
}

// UnitChange is what every change of a unit says.
type UnitChange struct {
	Version int        `json:"version,omitempty"`
	On      civil.Date `json:"on,omitempty" doc:"from when it holds; today if left out"`
	Reason  string     `json:"reason,omitempty"`
	Basis   string     `json:"basis,omitempty"`
}

func (c UnitChange) change() org.Change {
	return org.Change{On: c.On, Reason: c.Reason, Basis: c.Basis}
}

type apiHandler struct {
	s     *org.Service
	files *roster.Service
}

// api adds the operations: what the pages do, with the same services.
func api(rt *web.Router, s *org.Service, files *roster.Service) {
	a := apiHandler{s, files}
	const view = string(org.MayView)
	web.Op(rt, "GET", "/units", view, "org.list", "单位列表", func(ctx context.Context, in *struct {
		Paging
		Q         string `query:"q" doc:"name, short name, pinyin or code"`
		Kind      string `query:"kind"`
		District  string `query:"district" doc:"id of a district"`
		Stage     string `query:"stage"`
		Ownership string `query:"ownership"`
		State     string `query:"state" doc:"open, closed, all"`
		Group     string `query:"group"`
		Unplaced  bool   `query:"unplaced"`
		AsOf      string `query:"as_of" doc:"as it was on the day"`
	}) (*body[listOf[org.Row]], error) {
		f := org.Filter{Text: in.Q, Kind: org.Kind(in.Kind), Stage: in.Stage, Ownership: in.Ownership, State: org.State(in.State), Group: in.Group, Unplaced: in.Unplaced}
		var err error
		if f.AsOf, err = day(in.AsOf); err != nil {
			return nil, err
		}
		if in.District != "" {
			u, err := s.Unit(ctx, org.UnitID(in.District))
			if err != nil {
				return nil, err
			}
			f.Below = u.Path
		}
		list, err := s.List(ctx, f, in.req())
		return listBody(list), err
	})
	web.Op(rt, "GET", "/units/{id}", view, "org.show", "单位", func(ctx context.Context, in *struct {
		ByID
		AsOf string `query:"as_of"`
	}) (*body[org.Dossier], error) {
		on, err := day(in.AsOf)
		if err != nil {
			return nil, err
		}
		d, err := s.Dossier(ctx, org.UnitID(in.ID), on)
		return &body[org.Dossier]{d}, err
	})
	web.Op(rt, "GET", "/org-chart", view, "org.chart", "组织架构", func(ctx context.Context, _ *struct{}) (*body[org.Chart], error) {
		c, err := s.Chart(ctx)
		return &body[org.Chart]{c}, err
	})
	a.add(rt)
	a.changes(rt)
	a.posts(rt)
	a.groups(rt)
	a.imports(rt)
}

// add is the operation that adds a unit.
func (a apiHandler) add(rt *web.Router) {
	web.Op(rt, "POST", "/units", string(org.MayManage), "org.add", "新增单位", func(ctx context.Context, in *struct {
		Body struct {
			ID        string `json:"id,omitempty"`
			ParentID  string `json:"parent_id,omitempty"`
			Kind      string `json:"kind,omitempty"`
			Name      string `json:"name,omitempty"`
			ShortName string `json:"short_name,omitempty"`
			org.Facts
		}
	}) (*body[org.Unit], error) {
		b := in.Body
		u, err := a.s.Add(ctx, org.Unit{ID: org.UnitID(b.ID), ParentID: org.UnitID(b.ParentID), Kind: org.Kind(b.Kind), Name: b.Name, ShortName: b.ShortName, Code: b.Code,
			Stage: b.Stage, Ownership: b.Ownership, Nature: b.Nature, Students: b.Students, PlaceID: b.PlaceID, Address: b.Address, OpenedOn: b.OpenedOn}, b.Aliases, org.Change{})
		return &body[org.Unit]{u}, err
	})
}

// after answers a change with the unit as it is now.
func (a apiHandler) after(ctx context.Context, id string, err error) (*body[org.Unit], error) {
	if err != nil {
		return nil, err
	}
	u, err := a.s.Unit(ctx, org.UnitID(id))
	return &body[org.Unit]{u}, err
}

func (a apiHandler) changes(rt *web.Router) {
	const manage = string(org.MayManage)
	web.Op(rt, "POST", "/units/{id}/edit", manage, "org.edit", "修改单位信息", func(ctx context.Context, in *struct {
		ByID
		Body struct {
			UnitChange
			org.Facts
		}
	}) (*body[org.Unit], error) {
		return a.after(ctx, in.ID, a.s.Edit(ctx, org.UnitID(in.ID), in.Body.Version, in.Body.Facts, in.Body.change()))
	})
	web.Op(rt, "POST", "/units/{id}/rename", manage, "org.rename", "单位更名", func(ctx context.Context, in *struct {
		ByID
		Body struct {
			UnitChange
			Name      string `json:"name,omitempty"`
			ShortName string `json:"short_name,omitempty"`
		}
	}) (*body[org.Unit], error) {
		return a.after(ctx, in.ID, a.s.Rename(ctx, org.UnitID(in.ID), in.Body.Version, in.Body.Name, in.Body.ShortName, in.Body.change()))
	})
	web.Op(rt, "POST", "/units/{id}/move", manage, "org.move", "调整隶属", func(ctx context.Context, in *struct {
		ByID
		Body struct {
			UnitChange
			ParentID string `json:"parent_id,omitempty"`
		}
	}) (*body[org.Unit], error) {
		return a.after(ctx, in.ID, a.s.Move(ctx, org.UnitID(in.ID), in.Body.Version, org.UnitID(in.Body.ParentID), in.Body.change()))
	})
	a.ends(rt)
}

// ends are the changes after which a unit may be no more.
func (a apiHandler) ends(rt *web.Router) {
	const manage = string(org.MayManage)
	web.Op(rt, "POST", "/units/{id}/merge", manage, "org.merge", "单位合并", func(ctx context.Context, in *struct {
		ByID
		Body struct {
			UnitChange
			Into string `json:"into,omitempty" doc:"id of the unit it goes into"`
		}
	}) (*body[org.Unit], error) {
		return a.after(ctx, in.ID, a.s.Merge(ctx, org.UnitID(in.ID), in.Body.Version, org.UnitID(in.Body.Into), in.Body.change()))
	})
	web.Op(rt, "POST", "/units/{id}/split", manage, "org.split", "单位分立", func(ctx context.Context, in *struct {
		ByID
		Body struct {
			UnitChange
			Names  []string `json:"names,omitempty"`
			GoesOn bool     `json:"goes_on,omitempty"`
		}
	}) (*body[listOf[org.Unit]], error) {
		var parts []org.Unit
		for _, name := range in.Body.Names {
			parts = append(parts, org.Unit{Name: name})
		}
		out, err := a.s.Split(ctx, org.UnitID(in.ID), in.Body.Version, parts, in.Body.GoesOn, in.Body.change())
		return listBody(page.Of[org.Unit]{Rows: out, Total: len(out)}), err
	})
	web.Op(rt, "POST", "/units/{id}/close", manage, "org.close", "撤销单位", func(ctx context.Context, in *struct {
		ByID
		Body UnitChange
	}) (*body[org.Unit], error) {
		return a.after(ctx, in.ID, a.s.Close(ctx, org.UnitID(in.ID), in.Body.Version, in.Body.change()))
	})
}

func (a apiHandler) posts(rt *web.Router) {
	const structure = string(org.MayStructure)
	web.Op(rt, "POST", "/units/{id}/posts", structure, "org.post_add", "增设岗位", func(ctx context.Context, in *struct {
		ByID
		Body struct {
			ID     string `json:"id,omitempty"`
			Title  string `json:"title,omitempty"`
			HeldBy string `json:"held_by,omitempty"`
			Duty   string `json:"duty,omitempty"`
			Rank   int    `json:"rank,omitempty"`
		}
	}) (*body[org.Post], error) {
		p, err := a.s.AddPost(ctx, org.Post{ID: in.Body.ID, UnitID: org.UnitID(in.ID), Title: in.Body.Title, HeldBy: in.Body.HeldBy, Duty: in.Body.Duty, Rank: in.Body.Rank})
		return &body[org.Post]{p}, err
	})
	web.Op(rt, "POST", "/posts/{post}/appoint", structure, "org.post_appoint", "岗位任职", func(ctx context.Context, in *struct {
		Post string `path:"post"`
		Body struct {
			Version int        `json:"version,omitempty"`
			Name    string     `json:"name,omitempty" doc:"empty leaves the post vacant"`
			On      civil.Date `json:"on,omitempty"`
		}
	}) (*struct{}, error) {
		return nil, a.s.Appoint(ctx, in.Post, in.Body.Version, in.Body.Name, "", in.Body.On)
	})
	web.Op(rt, "POST", "/posts/{post}/end", structure, "org.post_end", "撤销岗位", func(ctx context.Context, in *struct {
		Post string `path:"post"`
		Body struct {
			Version int `json:"version,omitempty"`
		}
	}) (*struct{}, error) {
		return nil, a.s.EndPost(ctx, in.Post, in.Body.Version)
	})
	web.Op(rt, "POST", "/units/{id}/seats", structure, "org.seat_add", "增加成员单位", func(ctx context.Context, in *struct {
		ByID
		Body struct {
			UnitID string `json:"unit_id,omitempty"`
		}
	}) (*struct{}, error) {
		return nil, a.s.AddSeat(ctx, org.UnitID(in.ID), org.UnitID(in.Body.UnitID))
	})
	web.Op(rt, "POST", "/units/{id}/seats/{seat}/end", structure, "org.seat_end", "成员单位退出", func(ctx context.Context, in *struct {
		ByID
		Seat string `path:"seat"`
	}) (*struct{}, error) {
		return nil, a.s.EndSeat(ctx, org.UnitID(in.ID), in.Seat)
	})
}

// importStep is one step of an import.
type importStep struct {
	Import string `path:"import"`
	Body   struct {
		Version    int  `json:"version,omitempty"`
		SkipErrors bool `json:"skip_errors,omitempty"`
	}
}

// importNow answers a step with the import as it is now.
func (a apiHandler) importNow(ctx context.Context, id string, err error) (*body[roster.Import], error) {
	if err != nil {
		return nil, err
	}
	im, err := a.files.Import(ctx, id)
	return &body[roster.Import]{im}, err
}

func (a apiHandler) imports(rt *web.Router) {
	const may = string(org.MayImport)
	web.Op(rt, "GET", "/unit-imports", may, "org.imports", "导入记录", func(ctx context.Context, in *Paging) (*body[listOf[roster.Import]], error) {
		list, err := a.files.Imports(ctx, in.req())
		return listBody(list), err
	})
	web.Op(rt, "POST", "/unit-imports", may, "org.import_upload", "上传并检查", func(ctx context.Context, in *struct {
		Body struct {
			ID      string `json:"id,omitempty"`
			Name    string `json:"name,omitempty" doc:"of the file"`
			Content []byte `json:"content,omitempty" doc:"the file, base64"`
		}
	}) (*body[roster.Import], error) {
		im, err := a.files.Upload(ctx, in.Body.ID, in.Body.Name, bytes.NewReader(in.Body.Content))
		return a.importNow(ctx, im.ID, err)
	})
	web.Op(rt, "GET", "/unit-imports/{import}", may, "org.import_show", "一次导入", func(ctx context.Context, in *struct {
		Import string `path:"import"`
	}) (*body[roster.Import], error) {
		return a.importNow(ctx, in.Import, nil)
	})
	web.Op(rt, "GET", "/unit-imports/{import}/rows", may, "org.import_rows", "导入的行", func(ctx context.Context, in *struct {
		Paging
		Import string `path:"import"`
		Action string `query:"action" doc:"add, change, same, error"`
	}) (*body[listOf[roster.ImportRow]], error) {
		rows, err := a.files.ImportRows(ctx, in.Import, roster.RowAction(in.Action), in.req())
		return listBody(rows), err
	})
	web.Op(rt, "POST", "/unit-imports/{import}/rows/{line}", may, "org.import_correct", "更正一行", func(ctx context.Context, in *struct {
		Import string `path:"import"`
		Line   int    `path:"line"`
		Body   struct {
			Cells []string `json:"cells,omitempty" doc:"in the order of the template"`
		}
	}) (*body[roster.ImportRow], error) {
		row, err := a.files.Correct(ctx, in.Import, in.Line, in.Body.Cells)
		return &body[roster.ImportRow]{row}, err
	})
	a.importSteps(rt)
}

func (a apiHandler) importSteps(rt *web.Router) {
	const may = string(org.MayImport)
	web.Op(rt, "POST", "/unit-imports/{import}/apply", may, "org.import_apply", "应用导入", func(ctx context.Context, x *importStep) (*body[roster.Import], error) {
		_, err := a.files.Apply(ctx, x.Import, x.Body.Version, x.Body.SkipErrors)
		return a.importNow(ctx, x.Import, err)
	})
	web.Op(rt, "POST", "/unit-imports/{import}/undo", may, "org.import_undo", "撤回导入", func(ctx context.Context, x *importStep) (*body[roster.Import], error) {
		return a.importNow(ctx, x.Import, a.files.Undo(ctx, x.Import, x.Body.Version))
	})
	web.Op(rt, "POST", "/unit-imports/{import}/discard", may, "org.import_discard", "放弃导入", func(ctx context.Context, x *importStep) (*body[roster.Import], error) {
		return a.importNow(ctx, x.Import, a.files.Discard(ctx, x.Import, x.Body.Version))
	})
	web.Op(rt, "POST", "/unit-imports/{import}/cancel", may, "org.import_cancel", "取消应用", func(ctx context.Context, in *struct {
		Import string `path:"import"`
	}) (*body[roster.Import], error) {
		return a.importNow(ctx, in.Import, a.files.Cancel(ctx, in.Import))
	})
}
