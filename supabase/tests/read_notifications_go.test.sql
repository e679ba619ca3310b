-- A notification goes so many days after it was read; one that was not read never does.
begin;
select plan(4);
\ir helpers/cast.psql

insert into public.notifications (id, member_id, kind, created_at, read_at)
select tests.id(name), tests.id('member reto'), 'rule', now() - interval '200 days', now() - make_interval(days => days)
from (values ('unread', null), ('long read', 91), ('longer read', 92), ('just read', 89)) n (name, days);
select tests.act_as_role('service_role');
select is(public.tidy_up() ->> 'notifications', '2', 'two are too old');
select results_eq('select id from public.notifications order by read_at',
  array[tests.id('just read'), tests.id('unread')], 'the others stay');
select is((select details from public.audit_log where action = 'notification.expire'), '{"count": 2}', 'on record');
select tests.act_as_owner();
select public.set_setting('read_notification_days', '0');
update public.notifications set read_at = now() - interval '9 years';
select is(public.tidy_up() ->> 'notifications', '0', 'at 0 they are kept');

select * from finish();
rollback;
