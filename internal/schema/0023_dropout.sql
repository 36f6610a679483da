create table dropout_case (
	id         text      not null primary key,
	version    integer   not null,
	number     text      not null,
	state      text      not null,
	outcome    text      not null,
	unit_id    text      not null,
	unit_path  text      not null,
	unit_name  text      not null,
	stage      text      not null,
	grade      integer   not null,
	reason     text      not null,
	since_on   date      not null,
	street     text      not null,
	visits     integer   not null,
	note       text      not null,
	sealed     text      not null,
	demo       boolean   not null,
	created_at timestamp not null,
	closed_on  date,
	updated_at timestamp not null
);
create index dropout_case_path on dropout_case (unit_path, state, since_on);
create unique index dropout_case_number on dropout_case (number);
create index dropout_case_closed on dropout_case (closed_on);
create table dropout_visit (
	id      text      not null primary key,
	case_id text      not null references dropout_case (id),
	on_date date      not null,
	who     text      not null,
	way     text      not null,
	sealed  text      not null,
	author  text      not null,
	at      timestamp not null
);
create index dropout_visit_case on dropout_visit (case_id, on_date, id)
