-- Chosen messages become a ticket of their own, with all that hangs on them; undone, they are back.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.mail('hannah', 'Another matter', 'other', array['<question.hannah@postbox.example>']);
select tests.act_as('reto');
select public.open_ticket(tests.id('ticket of hannah'));
create temp table other as select id from public.interactions where content = 'Another matter';
select throws_ok($$ select public.split_ticket(tests.id('ticket of hannah'), array[tests.id('question of tobias')]) $$,
  'PT422', null, 'not another ticket''s message');
select throws_ok($$ select public.split_ticket(tests.id('ticket of hannah'),
  (select array_agg(id) from public.interactions where ticket_id = tests.id('ticket of hannah'))) $$, 'PT422', null, 'not all');
select throws_ok($$ select public.split_ticket(tests.id('ticket of hannah'), '{}') $$, 'PT422', null, 'not nothing');
create temp table made as select public.split_ticket(tests.id('ticket of hannah'), (select array_agg(id) from other),
  'The other matter') as ticket;
grant select on other, made to public;
select is((select ticket ->> 'subject' from made), 'The other matter', 'a new ticket');
select tests.act_as_owner();
select results_eq($$ select i.ticket_id, i.customer_id from public.interactions i, other o where i.id = o.id $$,
  $$ select (ticket ->> 'id')::uuid, tests.id('customer hannah') from made $$, 'has the message, of the same customer');
select tests.act_as('mathilde');
select throws_ok($$ select public.unsplit_ticket((select (ticket ->> 'id')::uuid from made)) $$, 'PT404', null,
  'a stranger does not undo it');
select tests.act_as('reto');
select is(public.unsplit_ticket((select (ticket ->> 'id')::uuid from made)) ->> 'ticket_id',
  tests.id('ticket of hannah')::text, 'the team does');
select tests.act_as_owner();
select is((select i.ticket_id from public.interactions i, other o where i.id = o.id), tests.id('ticket of hannah'),
  'the message is back');
select is((select ticket_id from public.inbound_events where provider_id = 'other'), tests.id('ticket of hannah'),
  'and its mail says so');
select is((select status from public.tickets where id = (select (ticket ->> 'id')::uuid from made)), 'closed',
  'what is left empty is closed');
select tests.act_as('reto');
select throws_ok($$ select public.unsplit_ticket((select (ticket ->> 'id')::uuid from made)) $$, 'PT409', null, 'once');
create temp table again as select public.split_ticket(tests.id('ticket of hannah'), (select array_agg(id) from other)) as ticket;
grant select on again to public;
select tests.act_as_owner();
select is(tests.mail('hannah', 'More', 'more', array['<other>']) ->> 'ticket_id', (select ticket ->> 'id' from again),
  'a reply to what was split off goes there');
select tests.act_as('reto');
select throws_like($$ select public.unsplit_ticket((select (ticket ->> 'id')::uuid from again)) $$, '%merge it instead%',
  'with more in it, the split is not undone');

select * from finish();
rollback;
