create table inspection (
	id             text      not null primary key,
	version        integer   not null,
	unit_path      text      not null,
	unit_id        text      not null,
	unit_name      text      not null,
	seat_path      text      not null,
	office_id      text      not null,
	office_name    text      not null,
	plan_item_id   text      not null,
	title          text      not null,
	mode           text      not null,
	field          text      not null,
	basis          text      not null,
	matters        text      not null,
	standard_id    text      not null,
	standard_code  text      not null,
	standard_name  text      not null,
	year           integer   not null,
	state          text      not null,
	from_on        date,
	to_on          date,
	noticed_on     date,
	eval_text      text      not null,
	evaluated_on   date,
	eval_late      integer   not null,
	site_began_on  date,
	site_ended_on  date,
	hearing_reason text      not null,
	prelim_on      date,
	reply_kind     text      not null,
	reply_text     text      not null,
	replied_on     date,
	opinion_number text      not null,
	opinion_on     date,
	report_number  text      not null,
	outcome        text      not null,
	closed_on      date,
	cancel_reason  text      not null,
	search         text      not null,
	demo           boolean   not null,
	created_by     text      not null,
	created_at     timestamp not null,
	updated_at     timestamp not null
);
create index inspection_path on inspection (unit_path, year, state);
create index inspection_seat on inspection (seat_path, updated_at);
create index inspection_item on inspection (plan_item_id, unit_id);
create table inspect_member (
	id            text      not null primary key,
	inspection_id text      not null references inspection (id),
	unit_path     text      not null,
	inspector_id  text      not null,
	account_id    text      not null,
	name          text      not null,
	duty          text      not null,
	note          text      not null,
	joined_at     timestamp not null,
	left_at       timestamp,
	leave_reason  text      not null
);
create index inspect_member_of on inspect_member (inspection_id, joined_at);
create index inspect_member_account on inspect_member (account_id, inspection_id);
create table inspect_section (
	inspection_id text not null references inspection (id),
	node_code     text not null,
	member_id     text not null,
	primary key (inspection_id, node_code, member_id)
);
create table inspect_letter (
	id            text      not null primary key,
	version       integer   not null,
	inspection_id text      not null references inspection (id),
	unit_path     text      not null,
	kind          text      not null,
	number        text      not null,
	text          text      not null,
	extra         text      not null,
	due_on        date,
	drafted_by    text      not null,
	drafted_name  text      not null,
	approved_by   text      not null,
	approved_name text      not null,
	sent_on       date,
	updated_at    timestamp not null,
	unique (inspection_id, kind)
);
create table inspect_indicator (
	id            text      not null primary key,
	version       integer   not null,
	inspection_id text      not null references inspection (id),
	unit_path     text      not null,
	node_code     text      not null,
	top_code      text      not null,
	ord           integer   not null,
	claim         text      not null,
	claim_text    text      not null,
	claimed_by    text      not null,
	claimed_name  text      not null,
	claimed_at    timestamp,
	look          text      not null,
	look_name     text      not null,
	verified      text      not null,
	reason        text      not null,
	verified_by   text      not null,
	verified_name text      not null,
	verified_at   timestamp,
	unique (inspection_id, node_code)
);
create table inspect_record (
	id            text      not null primary key,
	version       integer   not null,
	inspection_id text      not null references inspection (id),
	unit_path     text      not null,
	kind          text      not null,
	on_date       date      not null,
	site          text      not null,
	place         text      not null,
	who           text      not null,
	people        integer   not null,
	items         integer   not null,
	heard         text      not null,
	text          text      not null,
	void_reason   text      not null,
	author_id     text      not null,
	author_name   text      not null,
	created_at    timestamp not null,
	updated_at    timestamp not null
);
create index inspect_record_of on inspect_record (inspection_id, on_date, id);
create table inspect_record_node (
	record_id     text not null references inspect_record (id),
	inspection_id text not null,
	node_code     text not null,
	primary key (record_id, node_code)
);
create index inspect_record_node_of on inspect_record_node (inspection_id, node_code);
create table inspect_finding (
	id              text      not null primary key,
	version         integer   not null,
	inspection_id   text      not null references inspection (id),
	unit_path       text      not null,
	node_code       text      not null,
	unit_id         text      not null,
	unit_name       text      not null,
	severity        text      not null,
	clause          text      not null,
	text            text      not null,
	demand          text      not null,
	withdraw_reason text      not null,
	raised_by       text      not null,
	raised_name     text      not null,
	created_at      timestamp not null,
	updated_at      timestamp not null
);
create index inspect_finding_of on inspect_finding (inspection_id, created_at);
create table inspect_point (
	id            text      not null primary key,
	inspection_id text      not null references inspection (id),
	ord           integer   not null,
	finding_id    text      not null,
	text          text      not null,
	verdict       text      not null,
	answer        text      not null,
	answered_by   text      not null,
	answered_name text      not null,
	answered_at   timestamp
);
create index inspect_point_of on inspect_point (inspection_id, ord);
create table inspect_param (
	code       text    not null,
	value      integer not null,
	label      text    not null,
	article    text    not null,
	evidence   text    not null,
	valid_from date    not null,
	valid_to   date,
	primary key (code, valid_from)
);
insert into inspect_param (code, value, label, article, evidence, valid_from, valid_to) values
	('team_min', 3, '督导小组最少督学人数', '《教育督导条例》第十六条', 'C', '2012-10-01', null)
