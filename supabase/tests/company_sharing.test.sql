-- Colleagues see each other's tickets only where their company has switched that on.
begin;
select plan(6);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.ticket('ingrid', 'shipping');
select tests.act_as('elin');
select is_empty($$ select * from public.tickets $$, 'off by default');
select is_empty($$ select * from public.interactions $$, 'no threads either');
select tests.act_as_owner();
update public.companies set shares_tickets = true;
select tests.act_as('hannah');
select is_empty($$ select * from public.tickets where customer_id = tests.id('customer ingrid') $$,
  'switched on: still not for an outsider');
select tests.act_as('elin');
select results_eq($$ select id from public.tickets $$, $$ values (tests.id('ticket of ingrid')) $$,
  'for a colleague');
select results_eq($$ select content from public.interactions $$, $$ values ('Question of ingrid') $$,
  'with the thread');
select is_empty($$ select * from public.notes $$, 'but not the notes');

select * from finish();
rollback;
