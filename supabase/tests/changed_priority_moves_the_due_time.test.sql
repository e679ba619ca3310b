-- What decides over the target recomputes it from the beginning: priority, policy, calendar.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/levels.psql

select tests.open_at('2026-03-02 08:00+01');
select tests.at('2026-03-02 08:30+01');
update public.tickets set priority = 1 where id = tests.id('sla');
select is(tests.local((tests.clock('first_response')).due_at), '2026-03-02 09:00', 'urgent: an hour');
select public.run_timers(p_now => '2026-03-02 09:10+01');
select isnt((tests.clock('first_response')).breached_at, null, 'the time is up');
select tests.at('2026-03-02 09:20+01');
update public.tickets set priority = 3 where id = tests.id('sla');
select is(tests.local((tests.clock('first_response')).due_at), '2026-03-02 10:00', 'not urgent after all');
select is((tests.clock('first_response')).breached_at, null, 'so it is not up');

select public.set_sla_policy('standard', '{"targets": {"first_response": 10800}}');
select public.run_timers(p_now => '2026-03-02 09:21+01');
select is(tests.local((tests.clock('first_response')).due_at), '2026-03-02 11:00', 'the policy gives three hours now');
select is(tests.local((select next_due_at from public.tickets where id = tests.id('sla'))), '2026-03-02 11:00',
  'the queue knows');
select public.set_holiday('office', '2026-03-02', 'Carnival', '09:00', '24:00');
select public.run_timers(p_now => '2026-03-02 09:22+01');
select is(tests.local((tests.clock('first_response')).due_at), '2026-03-03 10:00', 'the rest of the day is a holiday');

select public.set_sla_policy('standard', '{"active": false}');
select public.run_timers(p_now => '2026-03-02 09:23+01');
select is((tests.clock('first_response')).due_at, null, 'without a policy nothing is due');
select is((select count(*) from public.timers where kind = 'sla' and state = 'waiting'), 0::bigint, 'and no timer waits');

select * from finish();
rollback;
