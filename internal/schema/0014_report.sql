create table report (
	id            text      not null primary key,
	version       integer   not null,
	inspection_id text      not null unique,
	unit_path     text      not null,
	unit_id       text      not null,
	unit_name     text      not null,
	seat_path     text      not null,
	office_id     text      not null,
	office_name   text      not null,
	title         text      not null,
	number        text      not null,
	year          integer   not null,
	state         text      not null check (state in ('draft', 'submitted', 'approved', 'filed', 'published')),
	author_id     text      not null,
	author_name   text      not null,
	return_reason text      not null,
	approved_by   text      not null,
	approved_name text      not null,
	approved_on   date,
	government    text      not null,
	filed_on      date,
	receipt       text      not null,
	receipt_on    date,
	published_on  date,
	portal_id     text      not null,
	demo          boolean   not null,
	created_at    timestamp not null,
	updated_at    timestamp not null
);
create index report_scope on report (unit_path, year);
create table report_statement (
	id        text    not null primary key,
	version   integer not null,
	report_id text    not null references report (id),
	section   text    not null,
	ord       integer not null,
	text      text    not null,
	edited    boolean not null
);
create index report_statement_of on report_statement (report_id, section, ord);
create table report_ground (
	statement_id text not null references report_statement (id),
	kind         text not null,
	ref_id       text not null,
	label        text not null,
	said         text not null,
	url          text not null,
	primary key (statement_id, kind, ref_id)
);
