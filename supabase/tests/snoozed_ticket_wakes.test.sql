-- A ticket that is put aside comes back when its time is over, or before that when the customer writes.
begin;
select plan(10);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.update_ticket(tests.id('ticket of hannah'), '{"status": "pending"}');
select public.update_ticket(tests.id('ticket of hannah'), '{"snoozed_until": "reply"}');
select results_eq($$ select is_snoozed, snoozed_until from public.tickets $$,
  $$ values (true, null::timestamptz) $$, 'put aside until the customer writes');
select tests.act_as('hannah');
select public.add_message(tests.id('ticket of hannah'), 'And?');
select tests.act_as('reto');
select results_eq($$ select is_snoozed, status from public.tickets $$, $$ values (false, 'open') $$, 'who writes wakes it');
select public.update_ticket(tests.id('ticket of hannah'), '{"status": "on_hold", "snoozed_until": "+2 days"}');
select is((select snoozed_until from public.tickets), now() + interval '2 days', 'put aside for two days');
select tests.act_as_owner();
select private.timer_snooze(tests.id('ticket of hannah'), jsonb_build_object('until', now() + interval '1 day'));
select is((select is_snoozed from public.tickets where id = tests.id('ticket of hannah')), true,
  'a timer of before does not wake it');
select private.timer_snooze(tests.id('ticket of hannah'), jsonb_build_object('until', now() + interval '2 days'));
select results_eq($$ select is_snoozed, snoozed_until, status from public.tickets where id = tests.id('ticket of hannah') $$,
  $$ values (false, null::timestamptz, 'open') $$, 'its own does, and it is to be done');
select lives_ok($$ select private.timer_snooze(tests.id('ticket of hannah'), '{"until": "2026-01-01T00:00:00Z"}') $$,
  'twice does nothing');
select tests.act_as('reto');
select public.update_ticket(tests.id('ticket of hannah'), '{"snoozed_until": "+1 hour"}');
select public.update_ticket(tests.id('ticket of hannah'), '{"snoozed_until": null}');
select is((select is_snoozed from public.tickets), false, 'it can be fetched back');
select public.update_ticket(tests.id('ticket of hannah'), '{"snoozed_until": "+1 hour"}');
select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');
select is((select is_snoozed from public.tickets), false, 'what is solved is not put aside any more');
select throws_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"snoozed_until": "+1 hour"}') $$,
  'PT409', null, 'and cannot be');
select tests.act_as('hannah');
select public.add_message(tests.id('ticket of hannah'), 'Not solved!');
select is((select is_snoozed or status <> 'open' from public.tickets), false, 'a reply opens it as ever');

select * from finish();
rollback;
