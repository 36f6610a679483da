create table rectify_finding (
	id              text      not null primary key,
	version         integer   not null,
	unit_path       text      not null,
	unit_id         text      not null,
	unit_name       text      not null,
	source_kind     text      not null,
	source_id       text      not null,
	source_title    text      not null,
	standard        text      not null,
	node            text      not null,
	clause          text      not null,
	node_key        text      not null,
	clause_key      text      not null,
	severity        text      not null,
	text            text      not null,
	demand          text      not null,
	evidence        text      not null,
	relapse_of      text      not null,
	order_id        text      not null,
	no_order_reason text      not null,
	no_order_by     text      not null,
	demo            boolean   not null,
	raised_by       text      not null,
	raised_on       date      not null,
	raised_at       timestamp not null
);
create index rectify_finding_place on rectify_finding (unit_path, raised_on);
create index rectify_finding_source on rectify_finding (source_kind, source_id);
create index rectify_finding_node on rectify_finding (node_key, unit_path);
create index rectify_finding_clause on rectify_finding (clause_key, unit_path);
create index rectify_finding_order on rectify_finding (order_id);
create table rectify_order (
	id              text      not null primary key,
	version         integer   not null,
	unit_path       text      not null,
	unit_id         text      not null,
	unit_name       text      not null,
	source_kind     text      not null,
	source_id       text      not null,
	source_title    text      not null,
	number          text      not null,
	title           text      not null,
	search          text      not null,
	state           text      not null,
	severity        text      not null,
	items           integer   not null,
	office_id       text      not null,
	office_name     text      not null,
	superior_id     text      not null,
	superior_name   text      not null,
	author_id       text      not null,
	issued_by       text      not null,
	issued_on       date,
	plan_due_on     date,
	due_on          date,
	notice_due_on   date,
	next_on         date,
	plan_text       text      not null,
	plan_lead       text      not null,
	planned_on      date,
	result_text     text      not null,
	submitted_by    text      not null,
	submitted_unit  text      not null,
	submitted_on    date,
	late_days       integer   not null,
	returns         integer   not null,
	return_reason   text      not null,
	verified_by     text      not null,
	verified_unit   text      not null,
	verified_on     date,
	opinion         text      not null,
	portal_id       text      not null,
	published_on    date,
	withheld_reason text      not null,
	recheck_on      date,
	rechecked_on    date,
	rechecked_by    text      not null,
	recheck_result  text      not null,
	recheck_note    text      not null,
	closed_on       date,
	rung            integer   not null,
	relapse         boolean   not null,
	demo            boolean   not null,
	created_by      text      not null,
	created_at      timestamp not null,
	updated_at      timestamp not null
);
create index rectify_order_place on rectify_order (unit_path, next_on);
create index rectify_order_state on rectify_order (unit_path, state, next_on);
create index rectify_order_due on rectify_order (next_on, id);
create index rectify_order_open on rectify_order (state, next_on);
create index rectify_order_source on rectify_order (source_kind, source_id);
create table rectify_item (
	id         text    not null primary key,
	order_id   text    not null,
	finding_id text    not null,
	seq        integer not null,
	text       text    not null,
	demand     text    not null,
	clause     text    not null,
	severity   text    not null,
	measures   text    not null,
	lead       text    not null,
	by_on      date,
	result     text    not null,
	outcome    text    not null,
	remark     text    not null,
	held       text    not null
);
create index rectify_item_order on rectify_item (order_id, seq);
create table rectify_evidence (
	id          text      not null primary key,
	order_id    text      not null,
	item_id     text      not null,
	title       text      not null,
	note        text      not null,
	happened_on date,
	by_id       text      not null,
	by_name     text      not null,
	at          timestamp not null
);
create index rectify_evidence_order on rectify_evidence (order_id, item_id);
create table rectify_event (
	id         text      not null primary key,
	order_id   text      not null,
	at         timestamp not null,
	actor_id   text      not null,
	actor_name text      not null,
	action     text      not null,
	note       text      not null,
	internal   boolean   not null
);
create index rectify_event_order on rectify_event (order_id, at);
create table rectify_escalation (
	id         text      not null primary key,
	version    integer   not null,
	order_id   text      not null,
	unit_path  text      not null,
	rung       integer   not null,
	ground     text      not null,
	missed_on  date      not null,
	days_late  integer   not null,
	state      text      not null,
	at         timestamp not null,
	decided_by text      not null,
	decided_at timestamp,
	reason     text      not null
);
create unique index rectify_escalation_once on rectify_escalation (order_id, rung, ground, missed_on);
create index rectify_escalation_place on rectify_escalation (unit_path, state);
create table rectify_notice (
	id        text      not null primary key,
	order_id  text      not null,
	unit_path text      not null,
	number    text      not null,
	text      text      not null,
	due_on    date      not null,
	issued_on date      not null,
	issued_by text      not null,
	met_on    date
);
create index rectify_notice_order on rectify_notice (order_id);
create table rectify_extension (
	id         text      not null primary key,
	order_id   text      not null,
	unit_path  text      not null,
	reason     text      not null,
	until_on   date      not null,
	state      text      not null,
	asked_by   text      not null,
	asked_name text      not null,
	asked_at   timestamp not null,
	decided_by text      not null,
	decided_at timestamp,
	note       text      not null
);
create index rectify_extension_order on rectify_extension (order_id);
create table rectify_issue (
	id            text      not null primary key,
	version       integer   not null,
	district_path text      not null,
	same_key      text      not null,
	clause        text      not null,
	units         integer   not null,
	since_on      date      not null,
	state         text      not null,
	finding_id    text      not null,
	decided_by    text      not null,
	reason        text      not null,
	at            timestamp not null
);
create index rectify_issue_place on rectify_issue (district_path, state);
create table rectify_violation (
	id          text      not null primary key,
	order_id    text      not null,
	finding_id  text      not null,
	unit_path   text      not null,
	unit_name   text      not null,
	title       text      not null,
	code        text      not null,
	found_at    timestamp not null,
	seen_at     timestamp not null,
	resolved_at timestamp
);
create unique index rectify_violation_once on rectify_violation (order_id, finding_id, code);
create index rectify_violation_place on rectify_violation (unit_path, resolved_at);
create table rectify_check (
	id          text      not null primary key,
	started_at  timestamp not null,
	finished_at timestamp,
	orders      integer   not null,
	findings    integer   not null,
	violations  integer   not null
);
create table rectify_param (
	code     text    not null,
	label    text    not null,
	value    integer not null,
	unit     text    not null,
	basis    text    not null,
	evidence text    not null,
	from_on  date    not null,
	to_on    date,
	primary key (code, from_on)
);
insert into rectify_param (code, label, value, unit, basis, evidence, from_on) values
('relapse_months', '反弹认定期', 12, '月', '京教组发〔2020〕5号（三）健全复查制度；期限为平台缺省值', 'M', '2020-01-01'),
('district_units', '共性问题单位数', 3, '所', '京教组发〔2020〕5号（一）问题整改联动；数值为平台缺省值', 'M', '2020-01-01'),
('finding_days', '问题应在多少日内下达整改或说明理由', 60, '日', '平台缺省值', 'M', '2020-01-01'),
('notice_after', '逾期多少日建议督办单', 1, '日', '京教组发〔2020〕5号（三）强化整改制度；天数为平台缺省值', 'M', '2020-01-01'),
('talk_after', '督办单逾期多少日建议约谈', 1, '日', '京教组发〔2020〕5号（三）严肃约谈制度；天数为平台缺省值', 'M', '2020-01-01'),
('circular_after', '督办单逾期多少日建议通报', 15, '日', '京教组发〔2020〕5号（三）建立通报制度；天数为平台缺省值', 'M', '2020-01-01'),
('account_after', '督办单逾期多少日建议问责', 30, '日', '京教组发〔2020〕5号（三）压实问责制度；天数为平台缺省值', 'M', '2020-01-01');
create table rectify_change (
	id       text      not null primary key,
	order_id text      not null,
	at       timestamp not null
);
create index rectify_change_at on rectify_change (at)
