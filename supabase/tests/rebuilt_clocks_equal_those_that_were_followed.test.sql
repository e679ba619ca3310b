-- Imported and generated tickets get their clocks from the data, the same as tickets that lived.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/levels.psql

create temp table lived as select * from public.sla_clocks where false;
create function tests.difference() returns bigint language sql as $$
  with a as (select ticket_id, metric, policy_id, target_s, started_at, resumed_at, paused_at, ran, elapsed,
               due_at, breached_at, stopped_at, void from lived),
    b as (select ticket_id, metric, policy_id, target_s, started_at, resumed_at, paused_at, ran, elapsed,
               due_at, breached_at, stopped_at, void from public.sla_clocks)
  select count(*) from ((table a except table b) union all (table b except table a)) d
$$;

-- A thread with answers in time and late, over a weekend.
select tests.open_at('2026-03-06 16:00+01');
select tests.writes('agent', '2026-03-09 10:30+01');  -- too late
select tests.becomes('pending', '2026-03-09 10:30+01');
select tests.writes('customer', '2026-03-09 15:00+01');
select tests.becomes('open', '2026-03-09 15:00+01');
select tests.writes('ai', '2026-03-09 15:30+01');
select tests.becomes('pending', '2026-03-09 15:30+01');
insert into lived select * from public.sla_clocks;
select private.rebuild_sla_clocks();
select is(tests.difference(), 0::bigint, 'pending: the resolution rests');

select tests.writes('customer', '2026-03-11 09:00+01');
select tests.becomes('open', '2026-03-11 09:00+01');
select tests.at('2026-03-12 09:00+01');
select public.run_timers(p_now => '2026-03-12 09:00+01');
delete from lived;
insert into lived select * from public.sla_clocks;
select private.rebuild_sla_clocks();
select is(tests.difference(), 0::bigint, 'open: it runs again, and the next response is overdue');
select is(tests.local((select next_due_at from public.tickets where id = tests.id('sla'))), '2026-03-11 14:00',
  'the queue knows');

select tests.becomes('solved', '2026-03-12 10:00+01');
update public.tickets set solved_at = '2026-03-12 10:00+01' where id = tests.id('sla');
delete from lived;
insert into lived select * from public.sla_clocks;
select private.rebuild_sla_clocks();
select is(tests.difference(), 0::bigint, 'solved: all have ended');

select * from finish();
rollback;
