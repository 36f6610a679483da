// Package proof has what proves who somebody is, apart from accounts: passwords (their rules, their
// argon2id hashes), the codes of an authenticator and for the day the phone is lost, what is
// remembered of failed tries and how long they wait, and the numbers all of that goes by (rows of
// data/identity/rules.csv).
//
// It implements GB/T 22239—2019 8.1.4.1 a), b) and d). Package identity has the accounts it is about
// and asks it. Read password.go, totp.go, try.go, numbers.go.
package proof
