create table job (
	id       text      not null primary key,
	kind     text      not null,
	payload  text      not null,
	run_at   timestamp not null,
	attempts integer   not null
);
create index job_due on job (run_at, id);
