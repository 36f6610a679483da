create table notice (
	id         text      not null primary key,
	account_id text      not null,
	unit_id    text      not null,
	need       text      not null,
	ref_kind   text      not null,
	ref_id     text      not null,
	url        text      not null,
	subject    text      not null,
	urgent     boolean   not null,
	at         timestamp not null
);
create index notice_inbox on notice (unit_id, at);
