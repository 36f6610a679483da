create table job (
	id         text      not null primary key,
	kind       text      not null,
	payload    text      not null,
	unique_key text      unique,
	run_at     timestamp not null,
	attempts   integer   not null,
	error      text      not null,
	queued_at  timestamp not null,
	dead_at    timestamp
);
create index job_due on job (dead_at, run_at, id);
create table job_schedule (
	name    text      not null primary key,
	next_at timestamp not null
);
