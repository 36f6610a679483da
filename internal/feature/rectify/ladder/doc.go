// Package ladder is what people decide about what the program proposes when a rectification falls
// short: the rungs 督办单 → 约谈 → 通报 → 问责 of an order that is late or poor, and the issue of a
// whole district.
//
//	deadline missed ──▶ recorded (reminder)
//	            └─────▶ proposed ── confirm ──▶ confirmed ──▶ what the rung brings (follow in decide.go)
//	                        └────── decline ──▶ declined, with a reason
//
// It stands on rectify, which records lateness with the order itself (escalate.go and rung.go there),
// so that no order is late without its rung, and which does not know this package. A decision changes an
// order through rectify.Service.Urge only. What a mechanism of its own brings when its rung is
// confirmed has a line in follow.
//
// Articles: 京教组发〔2020〕5号 (三) 强化整改制度 (督办单, joint liability), 严肃约谈制度, 建立通报制度,
// 压实问责制度. Offices and leaders decide (rectify.escalate), never the unit itself.
//
// Pages and API are in rectifyweb.
package ladder

import (
	"dudao/internal/feature/rectify"
	"dudao/internal/platform/db"
)

// Service has the use cases of the ladder.
type Service struct {
	db    *db.DB
	loops *rectify.Service
}

// New returns the service.
func New(d *db.DB, loops *rectify.Service) *Service { return &Service{d, loops} }
