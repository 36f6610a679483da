create table unit_change (
	id      text      not null primary key,
	unit_id text      not null,
	at      timestamp not null
);
create index unit_change_at on unit_change (at);
create table unit_import_part (
	import_id text    not null,
	part      integer not null,
	body      text    not null,
	primary key (import_id, part)
);
