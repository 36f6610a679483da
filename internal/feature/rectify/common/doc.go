// Package common is the issue of a whole district (区级共性问题): the same clause found at many of its
// units, proposed by rectify when a finding is raised, confirmed or declined by a person. Confirmed, it
// becomes a finding at the government of the district (京教组发〔2020〕5号 (一): 问题整改联动).
//
// Offices and leaders decide (rectify.escalate). Pages and API are in rectifyweb.
package common

import "dudao/internal/platform/db"

// Service has the use cases of common issues.
type Service struct {
	db *db.DB
}

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }
