create table inspector (
	id             text      not null primary key,
	version        integer   not null,
	unit_path      text      not null,
	unit_id        text      not null,
	unit_name      text      not null,
	account_id     text      not null,
	name           text      not null,
	level          text      not null,
	kind           text      not null,
	field          text      not null,
	post           text      not null,
	certificate_no text      not null,
	term_from      date,
	term_to        date,
	terms          integer   not null,
	stages         text      not null,
	ended_on       date,
	end_reason     text      not null,
	created_by     text      not null,
	created_at     timestamp not null,
	updated_at     timestamp not null
);
create index inspector_path on inspector (unit_path, name);
create index inspector_account on inspector (account_id);
create table inspector_tie (
	id            text      not null primary key,
	inspector_id  text      not null references inspector (id),
	unit_id       text      not null,
	unit_path     text      not null,
	unit_name     text      not null,
	kind          text      not null,
	note          text      not null,
	from_on       date,
	to_on         date,
	declared_by   text      not null,
	declared_name text      not null,
	declared_at   timestamp not null,
	ended_at      timestamp,
	end_reason    text      not null
);
create index inspector_tie_inspector on inspector_tie (inspector_id, unit_id);
create table inspector_param (
	code       text    not null,
	value      integer not null,
	label      text    not null,
	article    text    not null,
	evidence   text    not null,
	valid_from date    not null,
	valid_to   date,
	primary key (code, valid_from)
);
insert into inspector_param (code, value, label, article, evidence, valid_from, valid_to) values
	('employed_years', 3, '离职不满几年仍须回避', '《浙江省教育督导条例》第二十条', 'C-2nd', '2012-10-01', null),
	('terms_max', 3, '兼职督学最多连任届数', '《教育督导条例》第六条', 'C', '2012-10-01', null),
	('term_years', 3, '兼职督学每届年数', '《教育督导条例》第六条', 'C', '2012-10-01', null)
