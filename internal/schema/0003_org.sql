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
	students   integer not null,
	opened_on  date,
	closed_on  date
);
