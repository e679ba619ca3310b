-- Every reading of a customer's words by a member is on record.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.open_ticket(tests.id('ticket of hannah'));
select is_empty($$ select * from public.access_log $$, 'an agent does not read the log');
select throws_ok($$ insert into public.access_log (actor_role, customer_id, ticket_id)
  values ('authenticated', tests.id('customer hannah'), tests.id('ticket of hannah')) $$, '42501', null, 'nor writes it');
select tests.act_as('anna');
select results_eq($$ select member_id, customer_id, ticket_id, actor_role from public.access_log $$,
  $$ values (tests.id('member reto'), tests.id('customer hannah'), tests.id('ticket of hannah'), 'authenticated') $$,
  'an admin sees who read whom');
select tests.act_as_owner();
select throws_ok($$ delete from public.access_log $$, 'PT409', null, 'nobody deletes from it');
select throws_ok($$ update public.access_log set actor_role = 'x' $$, 'PT409', null, 'nor changes it');

select * from finish();
rollback;
