alter table report add column excuse text not null default '';
