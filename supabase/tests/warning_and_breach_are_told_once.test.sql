-- At a share of the target a warning, at its end a breach: each once, to whom the ticket concerns.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/levels.psql

create function tests.told(p_what text) returns bigint language sql as $$
  select count(*) from public.audit_log a where a.ticket_id = tests.id('sla') and a.action = 'sla.' || p_what
$$;

select tests.open_at('2026-03-02 08:00+01');
select is((public.run_timers(p_now => '2026-03-02 09:35+01') ->> 'next_due_at')::timestamptz, '2026-03-02 09:36+01',
  'the run says when the next timer is due');
select is(tests.told('warning'), 0::bigint, 'before four fifths nobody is warned');
select public.run_timers(p_now => '2026-03-02 09:36+01');
select public.run_timers(p_now => '2026-03-02 09:37+01');
select is(tests.told('warning'), 1::bigint, 'then once');
select public.run_timers(p_now => '2026-03-02 10:00+01');
select public.run_timers(p_now => '2026-03-02 11:00+01');
select is(tests.told('breach'), 1::bigint, 'the breach as well');
select is((tests.clock('first_response')).breached_at, '2026-03-02 10:00+01', 'at the time it was due');

-- A worker that was away for two days: the breach, and no warning of what is past.
select public.run_timers(p_now => '2026-03-04 10:00+01');
select is(tests.told('warning'), 1::bigint, 'no warning comes after the breach');
select is(tests.told('breach'), 2::bigint, 'of the resolution');
select is((select count(*) from public.notifications n where n.ticket_id = tests.id('sla') and n.kind = 'breach'
  and n.member_id <> tests.id('member reto')), 0::bigint, 'only the ticket''s team is told');

select * from finish();
rollback;
