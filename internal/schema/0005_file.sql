create table file (
	id            text      not null primary key,
	version       integer   not null,
	ref_kind      text      not null,
	ref_id        text      not null,
	unit_path     text      not null,
	title         text      not null,
	kind          text      not null,
	happened_at   timestamp,
	latest        integer   not null,
	created_at    timestamp not null,
	created_by    text      not null,
	deleted_at    timestamp,
	deleted_by    text      not null,
	delete_reason text      not null
);
create index file_ref on file (ref_kind, ref_id, id);
create index file_unit on file (unit_path, id);

create table file_version (
	id          text      not null primary key,
	file_id     text      not null references file (id),
	n           integer   not null,
	name        text      not null,
	mime        text      not null,
	size        bigint    not null,
	sha256      text      not null,
	received_at timestamp not null,
	by_id       text      not null,
	by_name     text      not null,
	thumb       text      not null,
	unique (file_id, n)
);
create index file_version_sha on file_version (sha256);

create table file_quarantine (
	id        text      not null primary key,
	ref_kind  text      not null,
	ref_id    text      not null,
	unit_path text      not null,
	name      text      not null,
	size      bigint    not null,
	sha256    text      not null,
	finding   text      not null,
	at        timestamp not null,
	by_id     text      not null
);
create index file_quarantine_unit on file_quarantine (unit_path, id);
