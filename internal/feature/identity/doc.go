// Package identity has the accounts: who a person is, how they prove it, which roles they hold where,
// and which session they act in.
//
//	account   ──disable──▶ disabled ──enable──▶ active
//	role      granted over a subtree from a day to a day ──end──▶ ended
//	sign-in   password ──▶ (code of the authenticator) ──▶ session ──idle, absolute limit, sign-out──▶ ended
//	          n failures ──▶ the login waits, twice as long each time; an address that fails often waits too
//	delegation  a role handed to a colleague from a day to a day, with a reason ──end──▶ over
//	token     a subset of my permissions for a program, until a day ──revoke──▶ over
//
// It implements GB/T 22239—2019 8.1.4.1 (identification: complexity, limits, time-outs, two factors)
// and 8.1.4.2 (access: least privilege, separation of the three administrators): the system
// administrator creates accounts and grants nothing, the security administrator grants roles and
// undoes locks and creates nobody, the audit administrator reads the log; nobody holds two of these
// roles, nor one of them beside any other. A district office looks after the accounts of its schools.
//
// Phone and e-mail are sealed at rest (platform/crypto), shown masked, and reading them in full is
// audited (《个人信息保护法》第六条、第五十一条). Passwords are kept as argon2id, session and API
// tokens as marks: neither can be read back.
//
// Reading order: account.go, role.go (rules of who may hold and grant what), package proof (passwords,
// codes, locks and their numbers, rows of data/identity/rules.csv), session.go, then the services:
// signin.go, hold.go, accounts.go, grant.go, delegate.go, token.go. Files of accounts are package enrol.
package identity
