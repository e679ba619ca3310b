-- Members watch the tickets they see, and can have a colleague watch.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('hannah');
select throws_ok($$ select public.watch_ticket(tests.id('ticket of hannah')) $$, 'PT404', null, 'requesters do not');
select tests.act_as('mathilde');
select throws_ok($$ select public.watch_ticket(tests.id('ticket of hannah')) $$, 'PT404', null, 'other teams neither');
select tests.act_as('reto');
select public.watch_ticket(tests.id('ticket of hannah'));
select public.watch_ticket(tests.id('ticket of hannah'));
select results_eq($$ select member_id, why from public.ticket_watchers $$, $$ values (tests.id('member reto'), 'self') $$,
  'watching twice is watching');
select throws_ok($$ select public.watch_ticket(tests.id('ticket of hannah'), tests.id('member mathilde')) $$, 'PT422', null,
  'a colleague only who may see it');
select public.watch_ticket(tests.id('ticket of hannah'), tests.id('member anna'));
select is((select string_agg(w ->> 'name', ',') from jsonb_array_elements(
  public.open_ticket(tests.id('ticket of hannah')) -> 'watchers') w), 'Anna,Reto', 'the ticket shows them');
select public.unwatch_ticket(tests.id('ticket of hannah'));
select is((select count(*)::int from public.ticket_watchers), 1, 'one can stop');
select tests.act_as('hannah');
select is_empty($$ select * from public.ticket_watchers $$, 'requesters see no watchers');
select tests.act_as_owner();
select is((select count(*)::int from public.audit_log where action in ('ticket.watch', 'ticket.unwatch')), 3, 'all on record');

select * from finish();
rollback;
