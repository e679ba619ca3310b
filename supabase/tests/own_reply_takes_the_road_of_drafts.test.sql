-- An agent's own answer leaves by the same road, and the AI's draft steps aside.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('mathilde');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello') $$, 'PT404', null,
  'not for a ticket of another team');
select tests.act_as('reto');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), ' ') $$, 'PT422', null,
  'not an empty text');
select is(public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello Hannah') ->> 'state', 'approved',
  'it needs no second look');
select tests.act_as_owner();
select is((select state from public.drafts where id = tests.id('draft for hannah')), 'superseded',
  'the AI''s draft is superseded');
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 1, 'one send is enqueued');

select * from finish();
rollback;
