alter table clock_deadline add column ladder boolean not null default false;
update clock_deadline set ladder = true where rule in ('inspect.notice', 'inspect.self_eval', 'inspect.prelim_feedback', 'inspect.opinion', 'inspect.report',
	'rectify.plan', 'rectify.report', 'rectify.report.short', 'rectify.report.long', 'rectify.verify', 'rectify.recheck',
	'plan.file', 'plan.review', 'review.decide', 'appeal.decide', 'appeal.correct', 'account.team');
alter table clock_duty add column ladder boolean not null default false;
alter table clock_duty add column roll boolean not null default false;
alter table clock_duty add column climb_on date;
update clock_duty set roll = true where deadline_id in (select id from clock_deadline where roll = true);
update clock_duty set ladder = true where account_id = '' and unit_id <> '' and rule in (select rule from clock_deadline where ladder = true);
update clock_duty set climb_on = due_on where ladder = true and closed_at is null and suspended_on is null;
create index clock_duty_climb on clock_duty (climb_on, id);
create table ladder_rule (
	id           text      not null primary key,
	rung         integer   not null,
	after_days   integer   not null,
	behind       integer   not null,
	grace        integer   not null,
	basis        text      not null,
	source       text      not null,
	evidence     text      not null,
	valid_from   date      not null,
	valid_to     date,
	reason       text      not null,
	created_by   text      not null,
	created_name text      not null,
	created_at   timestamp not null
);
create index ladder_rule_rung on ladder_rule (rung, created_at, id);
create table ladder_escalation (
	id           text      not null primary key,
	version      integer   not null,
	ref_kind     text      not null,
	ref_id       text      not null,
	step         text      not null,
	rule         text      not null,
	unit_path    text      not null,
	unit_id      text      not null,
	unit_name    text      not null,
	seat_path    text      not null,
	office_id    text      not null,
	need         text      not null,
	title        text      not null,
	url          text      not null,
	rung         integer   not null,
	ground       text      not null,
	clause       text      not null,
	grounds      text      not null,
	facts        text      not null,
	missed_on    date      not null,
	days_late    integer   not null,
	state        text      not null,
	at           timestamp not null,
	decided_by   text      not null,
	decided_name text      not null,
	decided_at   timestamp,
	reason       text      not null,
	number       text      not null,
	demand       text      not null,
	due_on       date,
	met_on       date
);
create unique index ladder_escalation_once on ladder_escalation (ref_kind, ref_id, step, rung, ground, missed_on);
create index ladder_escalation_place on ladder_escalation (unit_path, state);
create index ladder_escalation_unit on ladder_escalation (unit_id, state);
create index ladder_escalation_due on ladder_escalation (due_on, met_on);
create table ladder_liability (
	id            text      not null primary key,
	escalation_id text      not null references ladder_escalation (id),
	ref_kind      text      not null,
	ref_id        text      not null,
	unit_path     text      not null,
	unit_id       text      not null,
	unit_name     text      not null,
	at            timestamp not null
);
create unique index ladder_liability_once on ladder_liability (escalation_id, unit_id);
create index ladder_liability_ref on ladder_liability (ref_kind, ref_id);
insert into ladder_escalation (id, version, ref_kind, ref_id, step, rule, unit_path, unit_id, unit_name, seat_path, office_id, need, title, url, rung, ground,
	clause, grounds, facts, missed_on, days_late, state, at, decided_by, decided_name, decided_at, reason, number, demand, due_on, met_on)
select e.id, e.version, 'rectify.order', e.order_id,
	coalesce((select max(d.step) from clock_duty d where d.ref_kind = 'rectify.order' and d.ref_id = e.order_id and d.due_on = e.missed_on and d.step in ('plan', 'submit')), 'submit'),
	'rectify.report', e.unit_path, o.unit_id, o.unit_name,
	coalesce((select max(s.path) from unit u join unit s on s.id = u.parent_id where u.id = o.unit_id), '/110000/'), o.office_id, 'rectify.view', o.title,
	'/rectifications/' || e.order_id, e.rung, e.ground, '京教组发〔2020〕5号（三）强化整改制度', '', '{}', e.missed_on, e.days_late, e.state, e.at, e.decided_by,
	coalesce((select max(a.name) from account a where a.id = e.decided_by), ''), e.decided_at, e.reason, coalesce(n.number, ''), coalesce(n.text, ''), n.due_on, n.met_on
from rectify_escalation e join rectify_order o on o.id = e.order_id
left join rectify_notice n on n.order_id = e.order_id and e.rung = 2 and e.state = 'confirmed'
	and (select count(*) from rectify_notice m where m.order_id = n.order_id and m.id < n.id) =
		(select count(*) from rectify_escalation f where f.order_id = e.order_id and f.rung = 2 and f.state = 'confirmed' and f.decided_at < e.decided_at);
drop table rectify_escalation;
drop table rectify_notice;
delete from rectify_param where code in ('notice_after', 'talk_after', 'circular_after', 'account_after');
alter table clock_duty add column counted_on date;
update clock_duty set counted_on = due_on;
alter table clock_change add column run_id text not null default '';
create index clock_change_run on clock_change (run_id, id);
create table clock_day (
	id           text      not null primary key,
	on_day       date      not null,
	kind         text      not null,
	name         text      not null,
	source       text      not null,
	reason       text      not null,
	created_by   text      not null,
	created_name text      not null,
	created_at   timestamp not null
);
create index clock_day_on on clock_day (on_day, id);
create table clock_recount (
	id          text      not null primary key,
	at          timestamp not null,
	by_id       text      not null,
	by_name     text      not null,
	reason      text      not null,
	source      text      not null,
	days        text      not null,
	state       text      not null,
	last_id     text      not null,
	total       integer   not null,
	done        integer   not null,
	changed     integer   not null,
	finished_at timestamp
);
create index clock_recount_at on clock_recount (at, id);
create table clock_request (
	id           text      not null primary key,
	version      integer   not null,
	duty_id      text      not null,
	ref_kind     text      not null,
	ref_id       text      not null,
	step         text      not null,
	title        text      not null,
	unit_path    text      not null,
	unit_id      text      not null,
	kind         text      not null,
	until_on     date,
	reason       text      not null,
	late         boolean   not null,
	state        text      not null,
	asked_by     text      not null,
	asked_name   text      not null,
	asked_at     timestamp not null,
	decided_by   text      not null,
	decided_name text      not null,
	decided_at   timestamp,
	granted_on   date,
	note         text      not null
);
create index clock_request_place on clock_request (unit_path, state);
create index clock_request_duty on clock_request (duty_id, state);
create index clock_request_ref on clock_request (ref_kind, ref_id, state);
insert into clock_request (id, version, duty_id, ref_kind, ref_id, step, title, unit_path, unit_id, kind, until_on, reason, late, state, asked_by, asked_name, asked_at,
	decided_by, decided_name, decided_at, granted_on, note)
select x.id, 1, coalesce((select max(d.id) from clock_duty d where d.ref_kind = 'rectify.order' and d.ref_id = x.order_id and d.step in ('plan', 'submit')), ''),
	'rectify.order', x.order_id, coalesce((select max(d.step) from clock_duty d where d.ref_kind = 'rectify.order' and d.ref_id = x.order_id and d.step in ('plan', 'submit') and d.closed_at is null), 'submit'),
	o.title, x.unit_path, o.unit_id, 'extend', x.until_on, x.reason, false, x.state, x.asked_by, x.asked_name, x.asked_at, x.decided_by,
	coalesce((select max(a.name) from account a where a.id = x.decided_by), ''), x.decided_at, case when x.state = 'granted' then x.until_on end, x.note
from rectify_extension x join rectify_order o on o.id = x.order_id;
drop table rectify_extension;
