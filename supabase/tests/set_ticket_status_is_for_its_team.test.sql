-- A status is changed by those who see the ticket as members.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('hannah');
select throws_ok($$ select public.set_ticket_status(tests.id('ticket of hannah'), 'closed') $$,
  'PT404', null, 'not by the requester');
select tests.act_as('mathilde');
select throws_ok($$ select public.set_ticket_status(tests.id('ticket of hannah'), 'closed') $$,
  'PT404', null, 'not by an agent of another team');
select tests.act_as('reto');
select throws_ok($$ select public.set_ticket_status(tests.id('ticket of hannah'), 'new') $$,
  'PT409', null, 'not against the transitions');
select is(public.set_ticket_status(tests.id('ticket of hannah'), 'solved') ->> 'status', 'solved',
  'an agent of the team does it');
select tests.act_as_owner();
select results_eq(
  $$ select actor, details #>> '{before,status}', details #>> '{after,status}' from public.audit_log
     where action = 'ticket.change' and actor is not null $$,
  $$ values (tests.id('reto'), 'open', 'solved') $$, 'and is on record with it');

select * from finish();
rollback;
