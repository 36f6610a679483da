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
create index notice_person on notice (account_id, at);
create table notice_read (
	account_id text      not null,
	notice_id  text      not null,
	at         timestamp not null,
	primary key (account_id, notice_id)
);
create table notice_mark (
	account_id text      not null primary key,
	read_until timestamp not null
);
create table notify_preference (
	account_id text      not null primary key,
	version    integer   not null,
	mode       text      not null,
	at         timestamp not null
);
create table notify_delivery (
	id         text      not null primary key,
	notice_id  text      not null,
	account_id text      not null,
	state      text      not null,
	attempts   integer   not null,
	problem    text      not null,
	at         timestamp not null,
	sent_at    timestamp
);
create unique index notify_delivery_once on notify_delivery (notice_id, account_id);
create index notify_delivery_state on notify_delivery (state, at);
create table notify_param (
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
insert into notify_param (code, label, value, unit, basis, evidence, from_on) values
('quiet_from', '免打扰开始', 1200, '当日分钟', '减轻基层和学校负担：非紧急事项不在夜间推送；时刻为平台缺省值', 'M', '2020-01-01'),
('quiet_to', '免打扰结束', 450, '当日分钟', '减轻基层和学校负担：非紧急事项不在夜间推送；时刻为平台缺省值', 'M', '2020-01-01'),
('quiet_rest', '周末和节假日不推送', 1, '是为 1', '减轻基层和学校负担：非紧急事项不在节假日推送；平台缺省值', 'M', '2020-01-01')
;
