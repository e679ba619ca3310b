-- What the customer leaves unanswered is solved after some days, then closed; each on record.
begin;
select plan(12);
\ir helpers/cast.psql
\ir helpers/levels.psql

create function tests.status() returns text language sql as $$
  select status from public.tickets where id = tests.id('sla')
$$;
-- The kinds of timers that wait, but those of the service level.
create function tests.waiting() returns text language sql as $$
  select string_agg(kind, ' ' order by kind) from public.timers where state = 'waiting' and kind !~ '^sla'
$$;

select tests.open_at('2026-03-02 08:00+01');
select tests.becomes('pending', '2026-03-02 09:00+01');
select is(tests.waiting(), 'pending_reminder pending_solve', 'pending sets its timers');
select tests.becomes('open', '2026-03-04 09:00+01');
select is(tests.waiting(), null, 'an answer takes them back');
select tests.becomes('pending', '2026-03-05 09:00+01');
select public.run_timers(p_now => '2026-03-11 09:00+01');
select is(tests.status(), 'pending', 'not before its days are over');
select public.run_timers(p_now => '2026-03-12 09:00+01');
select is(tests.status(), 'solved', 'after seven days it is solved');
select is((select count(*) from public.audit_log where ticket_id = tests.id('sla')
  and details ->> 'reason' = 'The customer has not written again.'), 1::bigint, 'the reason is on record');
select is(tests.waiting(), 'csat solved_close', 'then it waits to be closed, and to ask how it went');
select tests.becomes('open', '2026-03-13 08:00+01');
select is(tests.waiting(), null, 'reopening takes that back');
select tests.becomes('solved', '2026-03-16 09:00+01');
delete from public.timers where kind = 'csat';  -- another test's matter
select public.run_timers(p_now => '2026-03-20 08:59+01');
select is(tests.status(), 'solved', 'solved stays so for four days');
select public.run_timers(p_now => '2026-03-20 09:00+01');
select is(tests.status(), 'closed', 'then it is closed');
select is(tests.waiting(), null, 'and nothing waits');

update public.settings set value = '0' where key in ('pending_solve_days', 'pending_reminder_days');
insert into public.tickets (id, customer_id, team_id, status)
values (tests.id('other'), tests.id('customer tobias'), tests.id('front'), 'pending');
select is(tests.waiting(), null, 'with 0 days nothing happens by itself');
select public.run_timers(p_now => '2027-03-20 09:00+01');
select is((select status from public.tickets where id = tests.id('other')), 'pending', 'not in a year');

select * from finish();
rollback;
