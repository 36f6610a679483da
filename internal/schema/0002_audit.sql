create table audit_entry (
	id        text      not null primary key,
	at        timestamp not null,
	actor_id  text      not null,
	action    text      not null,
	ref_kind  text      not null,
	ref_id    text      not null,
	unit_path text      not null,
	note      text      not null
);
