create table monitor_clock (
	id  integer not null primary key,
	seq bigint  not null
);
insert into monitor_clock (id, seq) values (1, 0);
create table monitor_block (
	year      integer not null,
	area_id   text    not null,
	stage     text    not null,
	area_path text    not null,
	area_name text    not null,
	source    text    not null,
	table_id  text    not null,
	demo      boolean not null,
	schools   integer not null,
	seq       bigint  not null,
	data      bytea   not null,
	primary key (year, area_id, stage)
);
create index monitor_block_seq on monitor_block (seq);
create table monitor_table (
	id          text      not null primary key,
	state       text      not null,
	replaces    integer   not null,
	demo        boolean   not null,
	unit_path   text      not null,
	year        integer   not null,
	name        text      not null,
	areas       integer   not null,
	schools     integer   not null,
	author      text      not null,
	author_name text      not null,
	at          timestamp not null
);
create table monitor_draft (
	table_id  text    not null references monitor_table (id),
	area_id   text    not null,
	stage     text    not null,
	area_path text    not null,
	area_name text    not null,
	schools   integer not null,
	data      bytea   not null,
	primary key (table_id, area_id, stage)
);
create table monitor_warning (
	id         text      not null primary key,
	version    integer   not null,
	rule       text      not null,
	year       integer   not null,
	area_id    text      not null,
	area_path  text      not null,
	area_name  text      not null,
	stage      text      not null,
	items      text      not null,
	text       text      not null,
	state      text      not null,
	note       text      not null,
	by_name    text      not null,
	finding_id text      not null,
	demo       boolean   not null,
	created_at timestamp not null,
	updated_at timestamp not null
);
create unique index monitor_warning_once on monitor_warning (rule, year, area_id, stage);
create index monitor_warning_path on monitor_warning (area_path, year);
create table monitor_subscription (
	account_id text      not null,
	rule       text      not null,
	unit_path  text      not null,
	since_at   timestamp not null,
	primary key (account_id, rule)
)
