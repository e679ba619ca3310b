-- No chain, no cycle, nothing into a closed ticket, and two customers' only by an admin who confirms.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

insert into public.tickets (id, customer_id, subject, team_id, status)
values (tests.id('second of hannah'), tests.id('customer hannah'), 'Again', tests.id('front'), 'pending');
insert into public.interactions (id, ticket_id, customer_id, type, author, content, message_id)
values (tests.id('second question'), tests.id('second of hannah'), tests.id('customer hannah'), 'message', 'customer',
  'Second question', '<second@postbox.example>');

insert into public.tickets (id, customer_id, subject, team_id)
values (tests.id('third of hannah'), tests.id('customer hannah'), 'Third', tests.id('front'));
select tests.act_as('reto');
select throws_ok($$ select public.merge_tickets(tests.id('ticket of hannah'), tests.id('ticket of hannah')) $$, 'PT422', null,
  'not with itself');
select throws_ok($$ select public.merge_tickets(tests.id('ticket of hannah'), tests.id('ticket of tobias')) $$, 'PT404', null,
  'not with one that one does not see');
select public.merge_tickets(tests.id('second of hannah'), tests.id('ticket of hannah'));
select throws_ok($$ select public.merge_tickets(tests.id('ticket of hannah'), tests.id('second of hannah')) $$, 'PT409', null,
  'no cycle');
select throws_ok($$ select public.merge_tickets(tests.id('ticket of hannah'), tests.id('third of hannah')) $$, 'PT409', null,
  'no chain onwards');
select throws_ok($$ select public.merge_tickets(tests.id('third of hannah'), tests.id('second of hannah')) $$, 'PT409', null,
  'no chain backwards');
select tests.act_as('anna');
select throws_like($$ select public.merge_tickets(tests.id('ticket of tobias'), tests.id('ticket of hannah')) $$,
  '%of two customers: an admin may merge them%', 'two customers'' need a second thought');
select lives_ok($$ select public.merge_tickets(tests.id('ticket of tobias'), tests.id('ticket of hannah'), true) $$,
  'which an admin has had');
select tests.act_as('hannah');
select results_eq($$ select distinct customer_id from public.ticket_threads $$, array[tests.id('customer hannah')],
  'each still sees their own words only');
select tests.act_as_owner();
select tests.mail('tobias', 'Hello?', 'tob', array['<question.tobias@postbox.example>']);
select results_eq($$ select customer_id, follows_ticket_id from public.tickets order by number desc limit 1 $$,
  $$ values (tests.id('customer tobias'), tests.id('ticket of tobias')) $$,
  'and a reply of the one does not go to the other');

select * from finish();
rollback;
