-- After the first response the customer's messages ask for the next one, counted from the first
-- unanswered one, or, where the policy says so, from the last.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/levels.psql

select public.set_sla_policy('standard', '{"next_from": "last"}');
select tests.open_at('2026-03-02 08:00+01');
select tests.writes('agent', '2026-03-02 09:00+01');
select is((tests.clock('next_response')).id, null, 'nothing more is asked');
select tests.writes('customer', '2026-03-02 10:00+01', 'auto-submitted');
select is((tests.clock('next_response')).id, null, 'a machine asks nothing');
select tests.writes('customer', '2026-03-02 10:00+01');
select is(tests.local((tests.clock('next_response')).due_at), '2026-03-02 15:00', 'a message does');
select tests.writes('customer', '2026-03-02 11:00+01');
select is(tests.local((tests.clock('next_response')).due_at), '2026-03-02 16:00', 'the next one starts it anew');
select tests.writes('customer', '2026-03-03 09:00+01');
select results_eq(
  $$ select tests.local(due_at), tests.local(breached_at), stopped_at is null from public.sla_clocks
     where ticket_id = tests.id('sla') and metric = 'next_response' order by id $$,
  $$ values ('2026-03-02 16:00', '2026-03-02 16:00', false), ('2026-03-03 14:00', null, true) $$,
  'writing after the time was up does not undo that');
select tests.writes('ai', '2026-03-03 10:00+01');
select is((tests.clock('next_response')).elapsed, 3600::numeric, 'an answer ends it');
select is((tests.clock('next_response')).breached_at, null, 'in time');

select public.set_sla_policy('standard', '{"next_from": "first"}');
select tests.writes('customer', '2026-03-04 08:00+01');
select tests.writes('customer', '2026-03-04 10:00+01');
select is(tests.local((tests.clock('next_response')).due_at), '2026-03-04 12:00',
  'from the first unanswered message');
select is((select count(*) from public.sla_clocks where metric = 'next_response'), 3::bigint, 'three responses were asked for');

select * from finish();
rollback;
