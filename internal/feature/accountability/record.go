package accountability

import (
	"encoding/json"
	"strings"

	"dudao/internal/base/civil"
	"dudao/internal/base/ident"
	"dudao/internal/feature/document"
	"dudao/internal/feature/org"
)

// Record is one talk, circular, case, review, appeal or commendation: what all of them have. What a
// mechanism keeps beyond that is in Detail, read and written with Read and Keep.
type Record struct {
	ID          string     `db:"id" json:"id"`
	Version     int        `db:"version" json:"version"`
	Kind        Kind       `db:"kind" json:"kind"`
	State       State      `db:"state" json:"state"`
	UnitPath    string     `db:"unit_path" json:"unit_path"`
	UnitID      org.UnitID `db:"unit_id" json:"unit_id"`
	UnitName    string     `db:"unit_name" json:"unit_name"` // as it was
	SeatPath    string     `db:"seat_path" json:"-"`         // the city or district whose office runs it
	OfficeID    org.UnitID `db:"office_id" json:"office_id"`
	OfficeName  string     `db:"office_name" json:"office_name"`
	Number      string     `db:"number" json:"number"` // of its letter, once out
	Title       string     `db:"title" json:"title"`
	Grounds     string     `db:"grounds" json:"grounds"` // codes
	Facts       string     `db:"facts" json:"facts"`     // what happened, in Chinese
	SourceKind  string     `db:"source_kind" json:"source_kind"`
	SourceID    string     `db:"source_id" json:"source_id"`
	SourceTitle string     `db:"source_title" json:"source_title"`
	SourceURL   string     `db:"source_url" json:"source_url"`
	ParentID    string     `db:"parent_id" json:"parent_id,omitempty"` // the case of a review or an appeal
	Personal    bool       `db:"personal" json:"personal"`             // about a person: fewer may read it
	ShownOn     civil.Date `db:"shown_on" json:"shown_on"`             // since when the unit may read it
	DueOn       civil.Date `db:"due_on" json:"due_on"`                 // the day the record names for what is owed next
	DoneOn      civil.Date `db:"done_on" json:"done_on"`               // held, issued, decided: the day of the dossier
	UntilOn     civil.Date `db:"until_on" json:"until_on"`             // what it brought lasts until the day before
	PortalID    string     `db:"portal_id" json:"portal_id"`
	PublishedOn civil.Date `db:"published_on" json:"published_on"`
	Detail      string     `db:"detail" json:"-"`
	Demo        bool       `db:"demo" json:"demo"`
	HandlerID   string     `db:"handler_id" json:"-"` // of the office, who took the last step
	HandlerName string     `db:"handler_name" json:"handler_name"`
	CreatedBy   string     `db:"created_by" json:"-"`
	CreatedName string     `db:"created_name" json:"created_name"`
	CreatedOn   civil.Date `db:"created_on" json:"created_on"`
	CreatedAt   civil.Time `db:"created_at" json:"created_at"`
	UpdatedAt   civil.Time `db:"updated_at" json:"updated_at"`
}

// Ref names the record to other features.
func (r Record) Ref() ident.Ref {
	kind := r.Kind.RefKind()
	if r.Personal {
		kind += document.Personal
	}
	return ident.Ref{Kind: kind, ID: r.ID}
}

// URL is where people find the record.
func (r Record) URL() string { return Paths[r.Kind] + "/" + r.ID }

// Paths say where the lists of the mechanisms are.
var Paths = map[Kind]string{Talk: "/talks", Circular: "/circulars", Case: "/accountability-cases", Review: "/accountability-reviews",
	Appeal: "/accountability-appeals", Honour: "/commendations"}

// Read reads the detail of the mechanism into v.
func (r Record) Read(v any) error {
	if r.Detail == "" {
		return nil
	}
	return json.Unmarshal([]byte(r.Detail), v)
}

// Keep stores the detail of the mechanism.
func (r *Record) Keep(v any) error {
	b, err := json.Marshal(v)
	r.Detail = string(b)
	return err
}

// City reports whether the city's office runs it: nobody in the city is above it.
func (r Record) City() bool { return strings.Count(strings.Trim(r.SeatPath, "/"), "/") == 0 }

// InForce reports whether what it brought (a recommendation, a priority) holds on a day.
func (r Record) InForce(today civil.Date) bool { return !r.UntilOn.IsZero() && today.Before(r.UntilOn) }

// seat is the unit of the level: "/110000/110108/" → "110108".
func seat(path string) org.UnitID {
	path = strings.TrimSuffix(path, "/")
	return org.UnitID(path[strings.LastIndexByte(path, '/')+1:])
}

// Seat is the city or district whose office runs the record.
func (r Record) Seat() org.UnitID { return seat(r.SeatPath) }

// Persons are people as they were then: nothing but name, post and unit.
type Persons struct {
	ID       string `db:"id" json:"id,omitempty"`
	RecordID string `db:"record_id" json:"-"`
	UnitPath string `db:"unit_path" json:"-"`
	Ord      int    `db:"ord" json:"ord,omitempty"`
	Name     string `db:"name" json:"name"`
	Post     string `db:"post" json:"post,omitempty"`
	UnitName string `db:"unit_name" json:"unit_name,omitempty"`
}

// Line writes a person in one line.
func (p Persons) Line() string { return strings.TrimSpace(p.UnitName + p.Post + " " + p.Name) }

// Applied is a measure as it was proposed, decided and carried out.
type Applied struct {
	ID          string     `db:"id" json:"id"`
	RecordID    string     `db:"record_id" json:"record_id"`
	UnitPath    string     `db:"unit_path" json:"-"`
	PersonID    string     `db:"person_id" json:"person_id,omitempty"`
	Code        string     `db:"code" json:"code"`
	Text        string     `db:"text" json:"text"`
	ReferTo     string     `db:"refer_to" json:"refer_to"`
	UntilOn     civil.Date `db:"until_on" json:"until_on"`
	State       string     `db:"state" json:"state"` // proposed, decided, done, revoked
	DecidedOn   civil.Date `db:"decided_on" json:"decided_on"`
	EffectiveOn civil.Date `db:"effective_on" json:"effective_on"`
	DoneOn      civil.Date `db:"done_on" json:"done_on"`
	Receipt     string     `db:"receipt" json:"receipt"`
	Note        string     `db:"note" json:"note"`
}

// The states of a measure.
const (
	MeasureProposed = "proposed"
	MeasureDecided  = "decided"
	MeasureDone     = "done"
	MeasureRevoked  = "revoked"
)

// MeasureStates lists them for people.
var MeasureStates = []struct{ State, Label string }{{MeasureProposed, "拟定"}, {MeasureDecided, "已决定"}, {MeasureDone, "已执行"}, {MeasureRevoked, "已撤销"}}

// Label is the measure in Chinese.
func (m Applied) Label() string {
	if d, ok := MeasureOf(m.Code); ok {
		return d.Label
	}
	return m.Code
}

// StateLabel is its state in Chinese.
func (m Applied) StateLabel() string {
	for _, x := range MeasureStates {
		if x.State == m.State {
			return x.Label
		}
	}
	return m.State
}

// Event is one line of the story of a record.
type Event struct {
	ID        string     `db:"id" json:"id"`
	RecordID  string     `db:"record_id" json:"-"`
	At        civil.Time `db:"at" json:"at"`
	ActorID   string     `db:"actor_id" json:"-"`
	ActorName string     `db:"actor_name" json:"actor_name"`
	Action    Action     `db:"action" json:"action"`
	Note      string     `db:"note" json:"note"`
	Internal  bool       `db:"internal" json:"internal"`
}
