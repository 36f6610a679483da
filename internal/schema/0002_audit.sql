create table audit_entry (
	id         text not null primary key,
	at         text not null,
	actor_id   text not null,
	actor_name text not null,
	role       text not null,
	for_id     text not null,
	for_name   text not null,
	addr       text not null,
	action     text not null,
	ref_kind   text not null,
	ref_id     text not null,
	unit_path  text not null,
	note       text not null,
	old_json   text not null,
	new_json   text not null,
	marks      text not null
);
create index audit_entry_unit on audit_entry (unit_path, id);
create index audit_entry_ref on audit_entry (ref_kind, ref_id, id);
create index audit_entry_actor on audit_entry (actor_id, id);

create table audit_pending (
	id   text not null primary key,
	leaf text not null
);

create table audit_leaf (
	idx      bigint not null primary key,
	entry_id text   not null unique,
	leaf     text   not null
);

create table audit_node (
	idx  bigint not null primary key,
	hash text   not null
);

create table audit_tree (
	id   integer not null primary key,
	size bigint  not null
);
insert into audit_tree (id, size) values (1, 0);

create table audit_checkpoint (
	size bigint not null primary key,
	at   text   not null,
	note text   not null
);
