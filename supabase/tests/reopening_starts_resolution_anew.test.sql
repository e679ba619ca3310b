-- Solving ends the resolution; reopened, the whole time is given again.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/levels.psql

select tests.open_at('2026-03-02 08:00+01');
select tests.writes('agent', '2026-03-02 09:00+01');
select tests.becomes('solved', '2026-03-03 10:00+01');
select is((tests.clock('resolution')).elapsed, 10 * 3600::numeric, 'ten hours it took');
select is((tests.clock('resolution')).stopped_at, '2026-03-03 10:00+01', 'until it was solved');
select tests.becomes('open', '2026-03-04 08:00+01');
select is(tests.local((tests.clock('resolution')).due_at), '2026-03-05 17:00', 'sixteen hours from reopening');
select is((select count(*) from public.sla_clocks where metric = 'resolution'), 2::bigint, 'both are kept');
select is((select count(*) from public.sla_clocks where metric = 'first_response'), 1::bigint,
  'the first response is not asked for again');

select * from finish();
rollback;
