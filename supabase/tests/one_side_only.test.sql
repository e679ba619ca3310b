-- A member cannot also be a customer, whichever comes first.
begin;
select plan(4);
\ir helpers/cast.psql

select throws_ok($$ insert into public.customers (email, auth_user_id) values ('r@postbox.example', tests.id('reto')) $$,
  'PT409', null, 'a member does not become a customer');
select throws_ok($$ insert into public.members (user_id, name, email, role) values (tests.id('hannah'), 'H', 'h@postbox.example', 'agent') $$,
  'PT409', null, 'a customer does not become a member');
select throws_ok($$ update public.customers set auth_user_id = tests.id('reto') where id = tests.id('customer hannah') $$,
  'PT409', null, 'nor by a change');
select tests.act_as('reto');
select throws_ok($$ select public.create_ticket('Hi', 'For me', null) $$, 'PT422', null,
  'a member names the customer');

select * from finish();
rollback;
