create table visit_zone (
	id         text      not null primary key,
	version    integer   not null,
	path       text      not null,
	name       text      not null,
	created_at timestamp not null,
	updated_at timestamp not null
);
create index visit_zone_path on visit_zone (path, name);
create table visit_charge (
	id             text      not null primary key,
	unit_id        text      not null,
	unit_path      text      not null,
	unit_name      text      not null,
	zone_id        text      not null references visit_zone (id),
	inspector_id   text      not null,
	inspector_name text      not null,
	account_id     text      not null,
	from_on        date      not null,
	to_on          date,
	reason         text      not null,
	by_name        text      not null,
	at             timestamp not null
);
create index visit_charge_unit on visit_charge (unit_path, to_on);
create index visit_charge_account on visit_charge (account_id, to_on);
create index visit_charge_zone on visit_charge (zone_id, to_on);
create table visit_visit (
	id             text      not null primary key,
	version        integer   not null,
	state          text      not null,
	receipt        text      not null,
	unit_id        text      not null,
	unit_path      text      not null,
	unit_name      text      not null,
	inspector_id   text      not null,
	inspector_name text      not null,
	account_id     text      not null,
	on_date        date,
	theme          text      not null,
	findings       integer   not null,
	sent_at        timestamp,
	signed_name    text      not null,
	signed_at      timestamp,
	reply          text      not null,
	replied_name   text      not null,
	replied_at     timestamp,
	demo           boolean   not null,
	created_at     timestamp not null,
	updated_at     timestamp not null
);
create index visit_visit_path on visit_visit (unit_path, on_date);
create index visit_visit_account on visit_visit (account_id, state);
create index visit_visit_day on visit_visit (on_date);
create unique index visit_visit_receipt on visit_visit (receipt);
create table visit_value (
	visit_id text      not null references visit_visit (id),
	name     text      not null,
	value    text      not null,
	version  integer   not null,
	by_name  text      not null,
	at       timestamp not null,
	primary key (visit_id, name)
);
create table visit_follow (
	id            text      not null primary key,
	version       integer   not null,
	visit_id      text      not null,
	unit_id       text      not null,
	unit_path     text      not null,
	unit_name     text      not null,
	account_id    text      not null,
	outcome       text      not null,
	item          text      not null,
	text          text      not null,
	dept          text      not null,
	state         text      not null,
	due_on        date,
	answer        text      not null,
	answered_name text      not null,
	answered_at   timestamp,
	note          text      not null,
	closed_on     date,
	finding_id    text      not null,
	demo          boolean   not null,
	created_at    timestamp not null,
	updated_at    timestamp not null
);
create index visit_follow_path on visit_follow (unit_path, state, due_on);
create index visit_follow_visit on visit_follow (visit_id);
create index visit_follow_account on visit_follow (account_id, state)
