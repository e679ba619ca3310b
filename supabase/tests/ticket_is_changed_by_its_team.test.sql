-- A ticket is changed by the members who see it, and by nobody else.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('anon');
select throws_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1}') $$,
  '42501', null, 'not by a stranger');
select tests.act_as('hannah');
select throws_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1}') $$,
  'PT404', null, 'not by the requester');
select throws_ok($$ select public.update_tickets(array[tests.id('ticket of hannah')], '{"priority": 1}') $$,
  'PT403', null, 'nor many at once');
select tests.act_as('mathilde');
select throws_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1}') $$,
  'PT404', null, 'not by an agent of another team');
select throws_ok($$ select public.take_ticket(tests.id('ticket of hannah')) $$, 'PT404', null, 'who cannot take it');
select tests.act_as('reto');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"priority": "urgent"}') ->> 'priority', '1',
  'an agent of the team does');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"team": "orders"}') ->> 'team_id',
  tests.id('orders')::text, 'and may hand it to another team');
select throws_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"team": "front"}') $$,
  'PT404', null, 'whose it is then');

select * from finish();
rollback;
