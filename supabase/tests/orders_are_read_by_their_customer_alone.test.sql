-- An order is read by its own customer and by members; a tool reads it by the ticket's customer, and
-- somebody else's number gives what a number gives that does not exist.
begin;
select plan(16);
\ir helpers/cast.psql

select public.import_orders(jsonb_build_array(
  '{"number": "b-10432", "email": "hannah@postbox.example", "status": "shipped", "carrier": "Swiss Post",
    "placed_at": "2026-11-20T09:00:00Z", "shipped_at": "2026-11-23T23:30:00Z", "expected_on": "2026-11-27"}'::jsonb,
  '{"number": "#50001", "email": "tobias@postbox.example", "placed_at": "2026-11-21T09:00:00Z", "total": "12.50",
    "currency": "CHF"}'::jsonb,
  '{"number": "B-7777", "email": "new.person@postbox.example", "name": "New Person",
    "placed_at": "2026-11-21T09:00:00Z"}'::jsonb));
insert into public.calendars (key, name, time_zone, is_default) values ('shop', 'Shop', 'Europe/Zurich', true);
create temp table asked as select tests.mail('hannah', 'my order', 'o-1') as said;
create function tests.ticket() returns uuid language sql security definer as
$$ select (said ->> 'ticket_id')::uuid from asked $$;
grant execute on function tests.ticket() to anon, authenticated, service_role;

select tests.act_as_role('anon');
select throws_ok('select * from public.orders', '42501', null, 'a stranger reads no order');
select throws_ok($$ select public.order_of_ticket(tests.ticket(), 'B-10432') $$, '42501', null, 'and asks for none');
select tests.act_as('nils');
select is_empty('select * from public.orders', 'nobody has no orders');
select throws_ok($$ select public.order_of_ticket(tests.ticket(), 'B-10432') $$, '42501', null,
  'the tool''s function is for the secret key');
select tests.act_as('reto');
select throws_ok($$ select public.import_orders('[]') $$, 'PT403', null, 'an agent brings in none');
select throws_ok($$ insert into public.orders (number, customer_id, placed_at) values ('B-99999', tests.id('customer hannah'), now()) $$,
  '42501', null, 'nobody writes past the function');
select is((select count(*) from public.orders)::int, 3, 'a member sees all');
select tests.act_as('hannah');
select results_eq('select number from public.orders', $$ values ('B-10432') $$, 'a customer sees their own');

select tests.act_as_role('service_role');
select results_eq(
  $$ select o ->> 'status', o ->> 'carrier', o ->> 'shipped_on' from public.order_of_ticket(tests.ticket(), ' #b-10432') o $$,
  $$ values ('shipped', 'Swiss Post', '2026-11-24') $$, 'by its number in any spelling; days are those of the shop');
select is(public.order_of_ticket(tests.ticket(), '50001'), null, 'another''s order is not found');
select is(public.order_of_ticket(tests.ticket(), '50002'), null, 'as one that does not exist');
select throws_ok($$ select public.import_orders('[{"number": "50001", "email": "hannah@postbox.example",
    "placed_at": "2026-11-21T09:00:00Z"}]') $$, 'PT409', 'Order 50001 belongs to another customer.',
  'an order does not change hands');
select is(public.import_orders('[{"number": "50001", "email": "tobias@postbox.example", "status": "packed",
    "placed_at": "2026-11-21T09:00:00Z"}]'), '{"new": 0, "changed": 1}', 'the same number brings it up to date');
select throws_ok($$ select public.import_orders('[{"number": "50009", "email": "somebody", "placed_at": "2026-11-21"}]') $$,
  'PT422', null, 'an order needs an address');

select tests.act_as_owner();
select is((select c.name from public.customers c where c.email = 'new.person@postbox.example'), 'New Person',
  'an unknown address is a new customer');
update public.customers set merged_into = tests.id('customer hannah') where id = tests.id('customer tobias');
select is(public.order_of_ticket(tests.ticket(), '50001') ->> 'status', 'packed',
  'the orders of a customer who was merged are found');

select * from finish();
rollback;
