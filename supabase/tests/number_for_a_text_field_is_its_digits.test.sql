-- Whoever types 4711 for a text means the digits; for the other kinds a value is of its kind.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.set_field('order_number', '"Order"', 'text'), public.set_field('cups', '"Cups"', 'number');
select tests.act_as('reto');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"order_number": 4711, "cups": 2}}') -> 'fields',
  '{"cups": 2, "order_number": "4711"}', 'a text of digits, and a number');
select is((public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"order_number": 4711}}') ->> 'version')::integer,
  (select version from public.tickets where id = tests.id('ticket of hannah')), 'the same again changes nothing');
select throws_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"order_number": true}}') $$, 'PT422', null,
  'true is no text');
select throws_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"cups": "2"}}') $$, 'PT422', null,
  'nor a text a number');

select * from finish();
rollback;
