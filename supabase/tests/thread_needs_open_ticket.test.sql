-- A member reads a thread only after open_ticket, and for a day.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('mathilde');
select throws_ok($$ select public.open_ticket(tests.id('ticket of hannah')) $$, 'PT404', null,
  'another team cannot open it');
select tests.act_as('hannah');
select throws_ok($$ select public.open_ticket(tests.id('ticket of hannah')) $$, 'PT404', null,
  'nor can its requester');
select tests.act_as('reto');
select is_empty($$ select * from public.interactions $$, 'before: nothing');
select is(public.open_ticket(tests.id('ticket of hannah')) #>> '{interactions,0,content}', 'Question of hannah',
  'opening returns the thread');
select results_eq($$ select content from public.interactions $$, $$ values ('Question of hannah') $$,
  'after: this thread and no other');
select tests.act_as('anna');
select is_empty($$ select * from public.interactions $$,
  'that a colleague opened it does not count for an admin');
select tests.act_as_owner();
update public.tickets set team_id = tests.id('orders') where id = tests.id('ticket of hannah');
select tests.act_as('reto');
select is_empty($$ select * from public.interactions $$,
  'once the ticket moves to another team it is out of sight');

select * from finish();
rollback;
