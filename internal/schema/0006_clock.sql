create table clock_duty (
	id         text      not null primary key,
	ref_kind   text      not null,
	ref_id     text      not null,
	step       text      not null,
	rule       text      not null,
	unit_path  text      not null,
	account_id text      not null,
	unit_id    text      not null,
	need       text      not null,
	title      text      not null,
	action     text      not null,
	url        text      not null,
	from_on    date,
	due_on     date,
	opened_at  timestamp not null,
	closed_at  timestamp
);
create index clock_duty_ref on clock_duty (ref_kind, ref_id);
