create table plan (
	id            text      not null primary key,
	version       integer   not null,
	office_id     text      not null,
	office_name   text      not null,
	unit_path     text      not null,
	level         text      not null,
	year          integer   not null,
	title         text      not null,
	goal          text      not null,
	state         text      not null,
	created_by    text      not null,
	created_at    timestamp not null,
	updated_at    timestamp not null,
	submitted_by  text      not null,
	approved_by   text      not null,
	approved_name text      not null,
	approved_on   date,
	filed_on      date,
	receipt       text      not null,
	receipt_on    date,
	return_reason text      not null
);
create index plan_path on plan (unit_path, year, id);
create unique index plan_office_year on plan (office_id, year);
create table plan_item (
	id            text      not null primary key,
	version       integer   not null,
	plan_id       text      not null references plan (id),
	unit_path     text      not null,
	number        integer   not null,
	title         text      not null,
	mode          text      not null,
	field         text      not null,
	from_on       date      not null,
	to_on         date      not null,
	standard_code text      not null,
	lead_id       text      not null,
	lead_name     text      not null,
	basis         text      not null,
	note          text      not null,
	removed       boolean   not null,
	created_at    timestamp not null,
	updated_at    timestamp not null
);
create index plan_item_plan on plan_item (plan_id, number);
create index plan_item_path on plan_item (unit_path, from_on);
create table plan_target (
	item_id      text not null references plan_item (id),
	unit_id      text not null,
	unit_path    text not null,
	unit_name    text not null,
	started_kind text not null,
	started_id   text not null,
	started_at   timestamp,
	primary key (item_id, unit_id)
);
create index plan_target_unit on plan_target (unit_id);
create table plan_change (
	id           text      not null primary key,
	plan_id      text      not null references plan (id),
	item_id      text      not null,
	kind         text      not null,
	state        text      not null,
	reason       text      not null,
	old_item     text      not null,
	new_item     text      not null,
	proposed_by  text      not null,
	proposed_name text     not null,
	proposed_at  timestamp not null,
	decided_by   text      not null,
	decided_name text      not null,
	decided_at   timestamp,
	decision     text      not null
);
create index plan_change_plan on plan_change (plan_id, proposed_at)
