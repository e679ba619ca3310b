-- Before a pending ticket is solved, its customer is reminded once a time that it becomes pending.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/levels.psql

create function tests.reminders() returns bigint language sql as $$
  select count(*) from public.jobs where kind = 'notice.send'
$$;

select tests.open_at('2026-03-02 08:00+01');
select tests.becomes('pending', '2026-03-02 09:00+01');
select public.run_timers(p_now => '2026-03-07 08:00+01');
select is(tests.reminders(), 0::bigint, 'not before five days');
select public.run_timers(p_now => '2026-03-07 09:00+01');
select is(tests.reminders(), 1::bigint, 'then a mail is on its way');
select private.set_timer(tests.id('sla'), 'pending_reminder', '2026-03-07 10:00+01', t.payload)
from public.timers t where t.kind = 'pending_reminder';
select public.run_timers(p_now => '2026-03-07 10:00+01');
select is(tests.reminders(), 1::bigint, 'not a second one, also if the timer ran twice');

update public.customers set email = 'nobody@visitor.invalid' where id = tests.id('customer hannah');
select tests.becomes('open', '2026-03-08 09:00+01');
select tests.becomes('pending', '2026-03-09 09:00+01');
select public.run_timers(p_now => '2026-03-14 09:00+01');
select is(tests.reminders(), 1::bigint, 'who has no mailbox is not reminded');

select * from finish();
rollback;
