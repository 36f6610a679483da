// Package notify tells people that something happened or waits for them: an inbox for everybody, and
// mail outside quiet hours where a server is configured.
//
//	Tell ──▶ notice in the inbox ──▶ unread ──▶ read
//	             └── after quiet hours ──▶ delivery queued ──▶ sent
//	                                            │   └── failed, tried again, seen by the system administrator
//	                                            └── kept for the daily digest
//
// A notice is addressed to a person, or to whoever holds a permission at a unit: who joins the unit
// finds it, who leaves does not. Nothing that is not urgent leaves the program at night, at weekends
// or on holidays (the ministry's notice of 2025 on the burden of schools; the hours are rows of
// notify_param). Everybody reads their own inbox only; the system administrator sees deliveries
// without what they say.
//
// Read quiet.go for the hours, notify.go for what other features call, service.go and deliver.go for
// the rest.
package notify
