-- The secret key with p_for_customer reads a ticket only if that customer may.
begin;
select plan(2);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('service_role');
select throws_ok($$ select public.ticket_context(tests.id('ticket of hannah'), null, tests.id('customer tobias')) $$, 'PT404', null,
  'not a stranger''s');
select is(public.ticket_context(tests.id('ticket of hannah'), null, tests.id('customer hannah')) #>> '{turns,0,text}', 'Question of hannah',
  'their own');

select * from finish();
rollback;
