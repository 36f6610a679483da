create table clock_deadline (
	id           text      not null primary key,
	rule         text      not null,
	label        text      not null,
	length       integer   not null,
	days         text      not null,
	roll         boolean   not null,
	from_what    text      not null,
	article      text      not null,
	source       text      not null,
	evidence     text      not null,
	warn         integer   not null,
	valid_from   date      not null,
	valid_to     date,
	reason       text      not null,
	created_by   text      not null,
	created_name text      not null,
	created_at   timestamp not null
);
create index clock_deadline_rule on clock_deadline (rule, valid_from, id);
create table clock_duty (
	id           text      not null primary key,
	version      integer   not null,
	ref_kind     text      not null,
	ref_id       text      not null,
	step         text      not null,
	rule         text      not null,
	unit_path    text      not null,
	account_id   text      not null,
	unit_id      text      not null,
	need         text      not null,
	title        text      not null,
	action       text      not null,
	url          text      not null,
	from_on      date,
	due_on       date,
	deadline_id  text      not null,
	length       integer   not null,
	days         text      not null,
	article      text      not null,
	evidence     text      not null,
	warn         integer   not null,
	sure         boolean   not null,
	suspended_on date,
	remind_on    date,
	opened_at    timestamp not null,
	closed_at    timestamp
);
create index clock_duty_ref on clock_duty (ref_kind, ref_id);
create index clock_duty_unit on clock_duty (unit_id, closed_at, due_on);
create index clock_duty_account on clock_duty (account_id, closed_at, due_on);
create index clock_duty_path on clock_duty (unit_path, closed_at, due_on);
create index clock_duty_remind on clock_duty (remind_on, id);
create table clock_change (
	id         text      not null primary key,
	duty_id    text      not null references clock_duty (id),
	at         timestamp not null,
	actor_id   text      not null,
	actor_name text      not null,
	action     text      not null,
	reason     text      not null,
	old_due    date,
	new_due    date
);
create index clock_change_duty on clock_change (duty_id, at)
