-- The portal: write again in one's own ticket; once it is closed, in a follow-up.
begin;
select plan(6);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('tobias');
select throws_ok($$ select public.add_message(tests.id('ticket of hannah'), 'Hi') $$, 'PT404', null,
  'not in a stranger''s ticket');
select tests.act_as('reto');
select throws_ok($$ select public.add_message(tests.id('ticket of hannah'), 'Hi') $$, 'PT404', null,
  'not as a member');
select tests.act_as('hannah');
select throws_ok($$ select public.add_message(tests.id('ticket of hannah'), ' ') $$, 'PT422', null,
  'not nothing');
select lives_ok($$ select public.add_message(tests.id('ticket of hannah'), 'Any news?') $$,
  'in one''s own');
select tests.act_as_owner();
select results_eq($$ select author, created_by from public.interactions where content = 'Any news?' $$,
  $$ values ('customer', tests.id('hannah')) $$, 'it is hers');
update public.tickets set status = 'closed' where id = tests.id('ticket of hannah');
select tests.act_as('hannah');
select is(public.add_message(tests.id('ticket of hannah'), 'Hi') ->> 'new_ticket', 'true',
  'once it is closed, a new ticket is opened');

select * from finish();
rollback;
