-- An agent sees the tickets of their teams and those given to them; an admin all.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('mathilde');
select results_eq($$ select id from public.tickets $$, $$ values (tests.id('ticket of tobias')) $$,
  'Mathilde sees those of the books');
select results_eq($$ select id from public.drafts $$, $$ values (tests.id('draft for tobias')) $$,
  'and their drafts');
select results_eq($$ select id from public.customers $$, $$ values (tests.id('customer tobias')) $$,
  'and their customers');
select is((select count(*) from public.ai_decisions)::int, 1, 'and their decisions');
select tests.act_as('reto');
select results_eq($$ select id from public.tickets $$, $$ values (tests.id('ticket of hannah')) $$,
  'Reto those of the front desk');
select tests.act_as_owner();
update public.tickets set assignee_id = tests.id('member reto') where id = tests.id('ticket of tobias');
select tests.act_as('reto');
select is((select count(*) from public.tickets)::int, 2, 'and one that is given to him');
select tests.act_as('anna');
select is((select count(*) from public.tickets)::int, 2, 'Anna sees all, though she is in no team');

select * from finish();
rollback;
