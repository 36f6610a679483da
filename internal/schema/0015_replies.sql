create table api_reply (
	actor_id     text      not null,
	request_key  text      not null,
	request_hash text      not null,
	status       integer   not null,
	content_type text      not null,
	body         text      not null,
	at           timestamp not null,
	primary key (actor_id, request_key)
);
create index api_reply_at on api_reply (at);
