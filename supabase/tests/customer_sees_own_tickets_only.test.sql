-- A customer sees their tickets and threads, and nobody else's.
begin;
select plan(10);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('anon');
select throws_ok($$ select * from public.tickets $$, '42501', null, 'anon has no grant on tickets');
select tests.act_as('nils');
select is_empty($$ select * from public.tickets $$, 'somebody who only signed up sees none');
select is_empty($$ select * from public.customers $$, 'and no customer');
select tests.act_as('tobias');
select results_eq($$ select id from public.tickets $$, $$ values (tests.id('ticket of tobias')) $$,
  'Tobias sees his');
select tests.act_as('hannah');
select results_eq($$ select id from public.tickets $$, $$ values (tests.id('ticket of hannah')) $$,
  'Hannah sees hers');
select results_eq($$ select content from public.interactions $$, $$ values ('Question of hannah') $$,
  'and her thread');
select results_eq($$ select id from public.customers $$, $$ values (tests.id('customer hannah')) $$,
  'and herself');
select is_empty($$ select * from public.drafts $$, 'no drafts');
select is_empty($$ select * from public.ai_decisions $$, 'no decisions');
select throws_ok($$ update public.tickets set priority = 1 $$, '42501', null,
  'and changes nothing directly');

select * from finish();
rollback;
