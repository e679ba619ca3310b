-- A signed-in customer opens a ticket for themselves, whatever address they name.
begin;
select plan(4);
\ir helpers/cast.psql

select tests.act_as('nils');
select throws_ok($$ select public.create_ticket('Hi', '  ') $$, 'PT422', null, 'not without a text');
create temp table mine as select public.create_ticket('Beans', 'Which beans?', 'hannah@postbox.example', 'key-1') as said;
create temp table again as select public.create_ticket('Beans', 'Which beans?', null, 'key-1') as said;
select is((select said ->> 'id' from again), (select said ->> 'id' from mine),
  'the same key is the same ticket');
select results_eq($$ select c.auth_user_id, t.channel from public.tickets t join public.customers c on c.id = t.customer_id $$,
  $$ values (tests.id('nils'), 'portal') $$, 'it is theirs, not that of the address they named');
select tests.act_as('hannah');
select isnt((public.create_ticket('Beans', 'Which beans?', null, 'key-1') ->> 'id'), (select said ->> 'id' from again),
  'a key of one customer is not that of another');

select * from finish();
rollback;
