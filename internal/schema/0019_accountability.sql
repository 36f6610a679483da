create table accountability_record (
	id           text      not null primary key,
	version      integer   not null,
	kind         text      not null check (kind in ('talk', 'circular', 'case', 'review', 'appeal', 'honour')),
	state        text      not null,
	unit_path    text      not null,
	unit_id      text      not null,
	unit_name    text      not null,
	seat_path    text      not null,
	office_id    text      not null,
	office_name  text      not null,
	number       text      not null,
	title        text      not null,
	grounds      text      not null,
	facts        text      not null,
	source_kind  text      not null,
	source_id    text      not null,
	source_title text      not null,
	source_url   text      not null,
	parent_id    text      not null,
	personal     boolean   not null,
	shown_on     date,
	due_on       date,
	done_on      date,
	until_on     date,
	portal_id    text      not null,
	published_on date,
	detail       text      not null,
	demo         boolean   not null,
	handler_id   text      not null,
	handler_name text      not null,
	created_by   text      not null,
	created_name text      not null,
	created_on   date      not null,
	created_at   timestamp not null,
	updated_at   timestamp not null
);
create index accountability_record_place on accountability_record (unit_path, kind, state);
create index accountability_record_kind on accountability_record (kind, created_at);
create index accountability_record_parent on accountability_record (parent_id);
create index accountability_record_source on accountability_record (source_kind, source_id);
create table accountability_person (
	id        text    not null primary key,
	record_id text    not null references accountability_record (id),
	unit_path text    not null,
	ord       integer not null,
	name      text    not null,
	post      text    not null,
	unit_name text    not null
);
create index accountability_person_record on accountability_person (record_id, ord);
create index accountability_person_name on accountability_person (name, unit_path);
create table accountability_measure (
	id           text    not null primary key,
	record_id    text    not null references accountability_record (id),
	unit_path    text    not null,
	person_id    text    not null,
	code         text    not null,
	text         text    not null,
	refer_to     text    not null,
	until_on     date,
	state        text    not null check (state in ('proposed', 'decided', 'done', 'revoked')),
	decided_on   date,
	effective_on date,
	done_on      date,
	receipt      text    not null,
	note         text    not null
);
create index accountability_measure_record on accountability_measure (record_id);
create index accountability_measure_unit on accountability_measure (unit_path, decided_on);
create table accountability_consult (
	id          text      not null primary key,
	version     integer   not null,
	record_id   text      not null references accountability_record (id),
	unit_path   text      not null,
	member_id   text      not null,
	member_name text      not null,
	asked_on    date      not null,
	due_on      date,
	agree       text      not null check (agree in ('', 'yes', 'no')),
	opinion     text      not null,
	answered_by text      not null,
	answered_on date
);
create index accountability_consult_record on accountability_consult (record_id);
create index accountability_consult_member on accountability_consult (member_id, answered_on);
create table accountability_event (
	id         text      not null primary key,
	record_id  text      not null references accountability_record (id),
	at         timestamp not null,
	actor_id   text      not null,
	actor_name text      not null,
	action     text      not null,
	note       text      not null,
	internal   boolean   not null
);
create index accountability_event_record on accountability_event (record_id, at);
create table accountability_point (
	id            text      not null primary key,
	ref_kind      text      not null,
	ref_id        text      not null,
	purpose       text      not null,
	ord           integer   not null,
	text          text      not null,
	by_id         text      not null,
	by_name       text      not null,
	said_at       timestamp not null,
	verdict       text      not null check (verdict in ('', 'accepted', 'partly', 'refused')),
	answer        text      not null,
	answered_by   text      not null,
	answered_name text      not null,
	answered_at   timestamp
);
create index accountability_point_ref on accountability_point (ref_kind, ref_id, ord)
