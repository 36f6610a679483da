package documentweb

import (
	"context"
	"net/http"

	"dudao/internal/base/page"
	"dudao/internal/feature/document"
	"dudao/internal/platform/web"
)

type letterIn struct {
	ID document.LetterID `path:"id"`
}

type letterOut struct{ Body document.Full }

type letterStepIn struct {
	ID   document.LetterID `path:"id"`
	Body struct {
		Version int    `json:"version,omitempty"`
		Reason  string `json:"reason,omitempty" doc:"why; the opinion of a countersigner; for warnings of the check before issue"`
		Hold    bool   `json:"hold,omitempty" doc:"of an approval: do not send at once"`
	}
}

type lettersIn struct {
	Box  string `query:"box" enum:",in,todo,own,drawn"`
	Kind string `query:"kind"`
	Text string `query:"q"`
	Page int    `query:"page" minimum:"1" default:"1"`
	Size int    `query:"size" minimum:"1" maximum:"500" default:"50"`
}

type lettersOut struct {
	Body struct {
		Total int            `json:"total"`
		Rows  []document.Row `json:"rows"`
	}
}

// api adds the operations on letters for programs.
func api(rt *web.Router, s *document.Service) {
	web.Op(rt, http.MethodGet, "/letters", string(document.MayView), "document.list", "公文列表", func(ctx context.Context, in *lettersIn) (*lettersOut, error) {
		l, err := s.List(ctx, document.Filter{Box: document.Box(in.Box), Kind: document.Kind(in.Kind), Text: in.Text}, page.Req{Number: in.Page, Size: in.Size})
		out := &lettersOut{}
		if out.Body.Total, out.Body.Rows = l.Total, l.Rows; l.Rows == nil {
			out.Body.Rows = []document.Row{}
		}
		return out, err
	})
	load := loader(s)
	web.Op(rt, http.MethodGet, "/letters/{id}", string(document.MayView), "document.get", "一份公文", func(ctx context.Context, in *letterIn) (*letterOut, error) { return load(ctx, in.ID, nil) })
	apiSteps(rt, s, load)
	apiRest(rt, s, load)
}

// loader returns the letter as it is after a step.
func loader(s *document.Service) loadFunc {
	return func(ctx context.Context, id document.LetterID, err error) (*letterOut, error) {
		if err != nil {
			return nil, err
		}
		f, err := s.Letter(ctx, id)
		if f.Signers == nil {
			f.Signers = []document.Signer{}
		}
		if f.Deliveries == nil {
			f.Deliveries = []document.Delivery{}
		}
		return &letterOut{f}, err
	}
}

type loadFunc func(ctx context.Context, id document.LetterID, err error) (*letterOut, error)

// apiSteps adds an operation for each step of a letter.
func apiSteps(rt *web.Router, s *document.Service, load loadFunc) {
	step := func(action string, need string, label string, do func(context.Context, *letterStepIn) error) {
		web.Op(rt, http.MethodPost, "/letters/{id}/"+action, need, "document."+action, label, func(ctx context.Context, in *letterStepIn) (*letterOut, error) { return load(ctx, in.ID, do(ctx, in)) })
	}
	draft, approve := string(document.MayDraft), string(document.MayApprove)
	step("submit", draft, "送会签或签发", func(ctx context.Context, in *letterStepIn) error {
		return s.Submit(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	step("agree", string(document.MaySign), "会签同意", func(ctx context.Context, in *letterStepIn) error {
		return s.Agree(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	step("return", string(document.MaySign), "退回修改", func(ctx context.Context, in *letterStepIn) error {
		return s.Return(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	step("approve", approve, "签发", func(ctx context.Context, in *letterStepIn) error {
		return s.Approve(ctx, in.ID, in.Body.Version, !in.Body.Hold)
	})
	step("send", draft, "发送", func(ctx context.Context, in *letterStepIn) error { return s.Send(ctx, in.ID, in.Body.Version) })
	step("void", approve, "作废", func(ctx context.Context, in *letterStepIn) error {
		return s.Void(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	step("withdraw", approve, "撤回", func(ctx context.Context, in *letterStepIn) error {
		return s.Withdraw(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
	step("drop", draft, "弃用草稿", func(ctx context.Context, in *letterStepIn) error {
		return s.Drop(ctx, in.ID, in.Body.Version, in.Body.Reason)
	})
}

// apiRest adds what is no step: the text, the receipt, the proof.
func apiRest(rt *web.Router, s *document.Service, load loadFunc) {
	web.Op(rt, http.MethodPut, "/letters/{id}", string(document.MayDraft), "document.edit", "修改", func(ctx context.Context, in *struct {
		ID   document.LetterID `path:"id"`
		Body struct {
			Version int              `json:"version,omitempty"`
			Content document.Content `json:"content"`
		}
	}) (*letterOut, error) {
		return load(ctx, in.ID, s.Edit(ctx, in.ID, in.Body.Version, in.Body.Content))
	})
	web.Op(rt, http.MethodPost, "/letters/{id}/recipients/{delivery}/receive", string(document.MayReceive), "document.receive", "签收公文", func(ctx context.Context, in *struct {
		ID       document.LetterID `path:"id"`
		Delivery string            `path:"delivery"`
		Body     struct {
			Version int    `json:"version,omitempty"`
			By      string `json:"by,omitempty"`
			Note    string `json:"note,omitempty"`
			Refused bool   `json:"refused,omitempty"`
		}
	}) (*letterOut, error) {
		return load(ctx, in.ID, s.Receive(ctx, in.ID, in.Delivery, in.Body.Version, document.Delivered{By: in.Body.By, Note: in.Body.Note, Refused: in.Body.Refused}))
	})
	web.Op(rt, http.MethodGet, "/public/proof/{id}", web.Public, "document.prove", "公文核验", func(ctx context.Context, in *letterIn) (*struct{ Body document.Proven }, error) {
		p, err := s.Prove(ctx, in.ID)
		if p.Log.Path == nil {
			p.Log.Path = []string{}
		}
		return &struct{ Body document.Proven }{p}, err
	})
}
