create table standard_version (
	id         text      not null primary key,
	version    integer   not null,
	code       text      not null,
	number     integer   not null,
	title      text      not null,
	state      text      not null,
	valid_from date,
	valid_to   date,
	body       text      not null,
	leaves     integer   not null,
	created_by text      not null,
	created_at timestamp not null,
	updated_at timestamp not null,
	unique (code, number)
)
