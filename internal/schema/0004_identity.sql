create table account (
	id              text      not null primary key,
	version         integer   not null,
	login           text      not null unique,
	name            text      not null,
	unit_id         text      not null,
	unit_path       text      not null,
	state           text      not null,
	why             text      not null,
	phone_sealed    text      not null,
	phone_mark      text      not null,
	email_sealed    text      not null,
	password_hash   text      not null,
	password_at     timestamp,
	must_change     boolean   not null,
	totp_sealed     text      not null,
	totp_on_at      timestamp,
	totp_step       bigint    not null,
	lang            text      not null,
	large           boolean   not null,
	demo            boolean   not null,
	created_at      timestamp not null,
	created_by      text      not null,
	signed_in_at    timestamp
);
create index account_unit on account (unit_path, login);
create index account_phone on account (phone_mark);
create table account_role (
	unit_path  text      not null,
	id         text      not null primary key,
	account_id text      not null references account (id),
	role       text      not null,
	unit_id    text      not null,
	from_on    date      not null,
	to_on      date,
	reason     text      not null,
	granted_by text      not null,
	granted_at timestamp not null,
	ended_by   text      not null,
	ended_at   timestamp
);
create index account_role_path on account_role (unit_path, role);
create index account_role_account on account_role (account_id);
create index account_role_unit on account_role (unit_id, role);
create table delegation (
	id         text      not null primary key,
	role_id    text      not null references account_role (id),
	from_id    text      not null references account (id),
	to_id      text      not null references account (id),
	from_on    date      not null,
	to_on      date      not null,
	reason     text      not null,
	created_at timestamp not null,
	ended_at   timestamp,
	ended_by   text      not null
);
create index delegation_from on delegation (from_id);
create index delegation_to on delegation (to_id);
create index delegation_role on delegation (role_id);
create table password_old (
	id         text      not null primary key,
	account_id text      not null references account (id),
	hash       text      not null,
	at         timestamp not null
);
create index password_old_account on password_old (account_id, at);
create table recovery_code (
	account_id text      not null references account (id),
	mark       text      not null,
	used_at    timestamp,
	primary key (account_id, mark)
);
create table sign_in_try (
	source    text      not null primary key,
	failures  integer   not null,
	since_at  timestamp not null,
	last_at   timestamp not null,
	closed_to timestamp
);
create index sign_in_try_last on sign_in_try (last_at);
create table sign_in_rule (
	code     text    not null primary key,
	value    integer not null,
	unit     text    not null,
	label    text    not null,
	basis    text    not null,
	evidence text    not null,
	rank     integer not null,
	least    integer not null,
	most     integer not null,
	version  integer not null
);
create table session (
	mark          text      not null primary key,
	id            text      not null unique,
	account_id    text      not null references account (id),
	stage         text      not null,
	role_id       text      not null,
	delegation_id text      not null,
	addr          text      not null,
	agent         text      not null,
	created_at    timestamp not null,
	seen_at       timestamp not null,
	ended_at      timestamp,
	ended_why     text      not null
);
create index session_account on session (account_id, ended_at);
create index session_created on session (created_at);
create table api_token (
	mark       text      not null primary key,
	id         text      not null unique,
	account_id text      not null references account (id),
	role_id    text      not null references account_role (id),
	name       text      not null,
	may        text      not null,
	read_only  boolean   not null,
	created_at timestamp not null,
	expires_on date      not null,
	used_at    timestamp,
	ended_at   timestamp
);
create index api_token_account on api_token (account_id);
create table key_check (
	purpose text not null primary key,
	sealed  text not null
);
create table account_import (
	id         text      not null primary key,
	file_name  text      not null,
	rows_json  text      not null,
	created_by text      not null,
	created_at timestamp not null,
	applied_at timestamp
);
