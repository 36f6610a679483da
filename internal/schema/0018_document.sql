create table doc_letter (
	id            text      not null primary key,
	version       integer   not null,
	kind          text      not null,
	state         text      not null,
	seat_path     text      not null,
	office_id     text      not null,
	office_name   text      not null,
	unit_path     text      not null,
	unit_id       text      not null,
	unit_name     text      not null,
	ref_kind      text      not null,
	ref_id        text      not null,
	record_title  text      not null,
	record_url    text      not null,
	title         text      not null,
	content       text      not null,
	base          text      not null,
	facts         text      not null,
	search        text      not null,
	number        text      not null,
	series_id     text      not null,
	seq           integer   not null,
	dated_on      date,
	author_id     text      not null,
	author_name   text      not null,
	approver_id   text      not null,
	approver_name text      not null,
	return_reason text      not null,
	excuse        text      not null,
	statement     text      not null,
	signature     text      not null,
	key_id        text      not null,
	pdf           text      not null,
	docx          text      not null,
	auto_send     boolean   not null,
	direct        boolean   not null,
	batch_id      text      not null,
	sent_on       date,
	ended_on      date,
	end_reason    text      not null,
	template_id   text      not null,
	demo          boolean   not null,
	created_at    timestamp not null,
	updated_at    timestamp not null
);
create index doc_letter_seat on doc_letter (seat_path, state, updated_at);
create index doc_letter_unit on doc_letter (unit_path, sent_on);
create index doc_letter_record on doc_letter (ref_kind, ref_id);
create index doc_letter_batch on doc_letter (batch_id, state);
create table doc_delivery (
	id          text      not null primary key,
	version     integer   not null,
	letter_id   text      not null,
	ord         integer   not null,
	unit_id     text      not null,
	name        text      not null,
	copy        boolean   not null,
	why         text      not null,
	state       text      not null,
	sent_on     date,
	received_on date,
	received_by text      not null,
	note        text      not null
);
create index doc_delivery_letter on doc_delivery (letter_id, ord);
create index doc_delivery_unit on doc_delivery (unit_id, state, sent_on);
create table doc_signer (
	id           text      not null primary key,
	version      integer   not null,
	letter_id    text      not null,
	turn         integer   not null,
	account_id   text      not null,
	name         text      not null,
	unit_name    text      not null,
	state        text      not null,
	opinion      text      not null,
	by_name      text      not null,
	at           timestamp,
	added_by     text      not null
);
create index doc_signer_letter on doc_signer (letter_id, turn, id);
create index doc_signer_account on doc_signer (account_id, state);
create table doc_word (
	id         text      not null primary key,
	version    integer   not null,
	office_id  text      not null,
	seat_path  text      not null,
	kind       text      not null,
	word       text      not null,
	reason     text      not null,
	changed_by text      not null,
	changed_at timestamp not null
);
create unique index doc_word_kind on doc_word (office_id, kind);
create table doc_series (
	id        text    not null primary key,
	seat_path text    not null,
	office_id text    not null,
	word      text    not null,
	year      integer not null,
	next      integer not null
);
create unique index doc_series_word on doc_series (word, year);
create index doc_series_seat on doc_series (seat_path, year);
create table doc_number (
	series_id text      not null,
	seq       integer   not null,
	seat_path text      not null,
	number    text      not null,
	letter_id text      not null,
	title     text      not null,
	state     text      not null,
	reason    text      not null,
	taken_on  date      not null,
	taken_by  text      not null,
	voided_on date,
	primary key (series_id, seq)
);
create index doc_number_letter on doc_number (letter_id);
create index doc_number_seat on doc_number (seat_path, taken_on);
create table doc_template (
	id         text      not null primary key,
	version    integer   not null,
	office_id  text      not null,
	seat_path  text      not null,
	kind       text      not null,
	name       text      not null,
	file       text      not null,
	size       integer   not null,
	report     text      not null,
	state      text      not null,
	added_by   text      not null,
	added_at   timestamp not null
);
create index doc_template_seat on doc_template (seat_path, kind, state);
create table doc_batch (
	id        text      not null primary key,
	version   integer   not null,
	seat_path text      not null,
	made_by   text      not null,
	made_name text      not null,
	state     text      not null,
	total     integer   not null,
	made_at   timestamp not null,
	ended_at  timestamp
);
create index doc_batch_seat on doc_batch (seat_path, made_at);
