create table returns_campaign (
	id           text      not null primary key,
	version      integer   not null,
	form         text      not null,
	form_code    text      not null,
	year         integer   not null,
	title        text      not null,
	note         text      not null,
	unit_path    text      not null,
	state        text      not null,
	due_on       date      not null,
	created_by   text      not null,
	created_name text      not null,
	created_at   timestamp not null,
	updated_at   timestamp not null
);
create index returns_campaign_path on returns_campaign (unit_path, year, id);
create table returns_return (
	id             text      not null primary key,
	version        integer   not null,
	campaign_id    text      not null references returns_campaign (id),
	form           text      not null,
	form_code      text      not null,
	year           integer   not null,
	unit_id        text      not null,
	unit_path      text      not null,
	unit_name      text      not null,
	kind           text      not null,
	state          text      not null,
	asked          integer   not null,
	filled         integer   not null,
	wrong          integer   not null,
	doubts         integer   not null,
	ratios         text      not null,
	due_on         date      not null,
	late           boolean   not null,
	demo           boolean   not null,
	submitted_name text      not null,
	submitted_at   timestamp,
	checked_name   text      not null,
	checked_at     timestamp,
	accepted_name  text      not null,
	accepted_at    timestamp,
	reason         text      not null,
	created_at     timestamp not null,
	updated_at     timestamp not null
);
create unique index returns_return_once on returns_return (form_code, year, unit_id);
create index returns_return_path on returns_return (unit_path, year, id);
create index returns_return_campaign on returns_return (campaign_id, unit_path);
create table returns_cell (
	return_id   text      not null references returns_return (id),
	field       text      not null,
	version     integer   not null,
	value       text      not null,
	note        text      not null,
	mark        text      not null,
	comment     text      not null,
	origin      text      not null,
	author      text      not null,
	author_name text      not null,
	at          timestamp not null,
	primary key (return_id, field)
);
create table returns_change (
	id          text      not null primary key,
	return_id   text      not null references returns_return (id),
	field       text      not null,
	what        text      not null,
	old_value   text      not null,
	new_value   text      not null,
	note        text      not null,
	origin      text      not null,
	author      text      not null,
	author_name text      not null,
	at          timestamp not null
);
create index returns_change_cell on returns_change (return_id, field, at, id);
create table returns_upload (
	id          text      not null primary key,
	campaign_id text      not null references returns_campaign (id),
	unit_path   text      not null,
	author      text      not null,
	at          timestamp not null,
	sheet       text      not null,
	applied_at  timestamp
)
