create table portal_item (
	id              text      not null primary key,
	ref_kind        text      not null,
	ref_id          text      not null,
	seq             integer   not null,
	kind            text      not null,
	unit_id         text      not null,
	unit_path       text      not null,
	unit_name       text      not null,
	publisher_id    text      not null,
	publisher_name  text      not null,
	title           text      not null,
	number          text      not null,
	year            integer   not null,
	search          text      not null,
	body            text      not null,
	hash            text      not null,
	demo            boolean   not null,
	state           text      not null,
	published_on    date      not null,
	published_at    timestamp not null,
	withdrawn_on    date,
	withdraw_reason text      not null
);
create unique index portal_item_ref on portal_item (ref_kind, ref_id, seq);
create index portal_item_latest on portal_item (state, published_at);
create index portal_item_unit on portal_item (unit_id, published_at);
create index portal_item_publisher on portal_item (publisher_id, published_at)
;
