-- Signing up with an address that has written before does not open its tickets.
begin;
select plan(5);
\ir helpers/cast.psql

select tests.mail('nils', 'I wrote before I signed up', 'mail-1');
select tests.act_as_role('anon');
select throws_ok($$ select public.create_ticket('Hi', 'Hi') $$, '42501', null, 'anon opens no ticket');
select tests.act_as('nils');
select is_empty($$ select * from public.tickets $$, 'the old ticket is out of sight');
select throws_ok($$ select public.create_ticket('Hi', 'Hi') $$, 'PT409', null,
  'and the address is not taken over');
select tests.act_as_owner();
select is((select auth_user_id from public.customers where email = 'nils@postbox.example'), null,
  'nobody is linked');
select tests.act_as('anna');
select public.set_customer('nils@postbox.example', p_user_id => tests.id('nils'));
select tests.act_as('nils');
select is((select count(*) from public.tickets)::int, 1, 'once an admin has linked it, it is seen');

select * from finish();
rollback;
