create table unit (
	id         text    not null primary key,
	version    integer not null,
	parent_id  text    not null,
	path       text    not null unique,
	kind       text    not null,
	name       text    not null,
	short_name text    not null,
	code       text    not null,
	stage      text    not null,
	ownership  text    not null,
	nature     text    not null,
	students   integer not null,
	place_id   text    not null,
	address    text    not null,
	opened_on  date,
	closed_on  date,
	since_on   date,
	demo       boolean not null,
	search_key text    not null
);
create index unit_parent on unit (parent_id, kind);
create index unit_name on unit (name);
create index unit_short_name on unit (short_name);
create index unit_code on unit (code);
create table unit_history (
	path       text    not null,
	id         text    not null,
	from_on    date,
	to_on      date    not null,
	version    integer not null,
	parent_id  text    not null,
	kind       text    not null,
	name       text    not null,
	short_name text    not null,
	code       text    not null,
	stage      text    not null,
	ownership  text    not null,
	nature     text    not null,
	students   integer not null,
	place_id   text    not null,
	address    text    not null,
	opened_on  date,
	closed_on  date,
	demo       boolean not null,
	search_key text    not null,
	primary key (path, id, version)
);
create index unit_history_unit on unit_history (id, to_on);
create table unit_lineage (
	id          text      not null primary key,
	action      text      not null,
	from_id     text      not null,
	to_id       text      not null,
	on_date     date      not null,
	reason      text      not null,
	basis       text      not null,
	note        text      not null,
	actor_name  text      not null,
	recorded_at timestamp not null
);
create index unit_lineage_from on unit_lineage (from_id, on_date);
create index unit_lineage_to on unit_lineage (to_id, on_date);
create table unit_alias (
	alias   text not null,
	unit_id text not null,
	kind    text not null,
	primary key (alias, unit_id)
);
create index unit_alias_unit on unit_alias (unit_id);
create table unit_group_set (
	code      text    not null primary key,
	name      text    not null,
	note      text    not null,
	exclusive boolean not null,
	rank      integer not null
);
create table unit_group (
	unit_path text    not null,
	id        text    not null primary key,
	version   integer not null,
	set_code  text    not null,
	unit_id   text    not null,
	name      text    not null,
	note      text    not null,
	closed_on date
);
create index unit_group_owner on unit_group (unit_path, set_code);
create table unit_group_member (
	id       text not null primary key,
	group_id text not null,
	unit_id  text not null,
	from_on  date not null,
	to_on    date
);
create index unit_group_member_group on unit_group_member (group_id, unit_id);
create index unit_group_member_unit on unit_group_member (unit_id, from_on);
create table post (
	id        text    not null primary key,
	version   integer not null,
	unit_id   text    not null,
	title     text    not null,
	held_by   text    not null,
	duty      text    not null,
	rank      integer not null,
	from_on   date,
	to_on     date
);
create index post_unit on post (unit_id, rank);
create table post_holding (
	id         text not null primary key,
	post_id    text not null,
	account_id text not null,
	name       text not null,
	from_on    date not null,
	to_on      date
);
create index post_holding_post on post_holding (post_id, from_on);
create table committee_seat (
	id           text    not null primary key,
	committee_id text    not null,
	unit_id      text    not null,
	rank         integer not null,
	from_on      date,
	to_on        date
);
create index committee_seat_of on committee_seat (committee_id, rank);
create table unit_import (
	id         text      not null primary key,
	version    integer   not null,
	unit_path  text      not null,
	file_name  text      not null,
	state      text      not null,
	total      integer   not null,
	adds       integer   not null,
	changes    integer   not null,
	sames      integer   not null,
	errors     integer   not null,
	done       integer   not null,
	message    text      not null,
	actor_id   text      not null,
	actor_name text      not null,
	created_at timestamp not null,
	started_at timestamp,
	applied_at timestamp,
	undone_at  timestamp
);
create index unit_import_created on unit_import (created_at);
create table unit_import_row (
	import_id text    not null,
	line      integer not null,
	action    text    not null,
	unit_id   text    not null,
	name      text    not null,
	cells     text    not null,
	row_after text    not null,
	row_before text   not null,
	problems  text    not null,
	primary key (import_id, line)
);
create index unit_import_row_action on unit_import_row (import_id, action, line);
