-- Pending and on hold stop the clocks, as the policy says; only open business time counts.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/levels.psql

select tests.open_at('2026-03-02 08:00+01');  -- Monday
select tests.becomes('pending', '2026-03-02 10:00+01');
select is((tests.clock('resolution')).elapsed, 7200::numeric, 'two hours are used up');
select is((tests.clock('resolution')).due_at, null, 'nothing is due while it rests');
select is((select next_due_at from public.tickets where id = tests.id('sla')), null, 'and the queue shows none');

select tests.becomes('on_hold', '2026-03-03 10:00+01');
select is((tests.clock('resolution')).paused_at, '2026-03-02 10:00+01', 'from pending to on hold it goes on resting');
select tests.becomes('open', '2026-03-05 12:30+01');  -- during lunch
select is(tests.local((tests.clock('resolution')).due_at), '2026-03-09 10:00',
  'the other fourteen: four of Thursday, eight of Friday, two more');

select public.set_sla_policy('standard', '{"pause_on": ["on_hold"]}');
select tests.becomes('pending', '2026-03-06 08:00+01');
select isnt((tests.clock('resolution')).resumed_at, null, 'pending does not stop it when the policy says so');
select tests.becomes('on_hold', '2026-03-06 09:00+01');
select is((tests.clock('resolution')).elapsed, 7200 + 4 * 3600 + 3600::numeric, 'on hold does');
select is((select count(*) from public.sla_clocks where ticket_id = tests.id('sla') and metric = 'resolution'), 1::bigint,
  'it is one measurement');

select * from finish();
rollback;
