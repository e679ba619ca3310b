-- Many tickets in one call: each is changed or says why not, and one does not stop the others.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('anna');
create temp table said as select * from jsonb_array_elements(public.update_tickets(
  array[tests.id('nothing'), tests.id('ticket of tobias'), tests.id('ticket of hannah'), tests.id('ticket of tobias')],
  '{"status": "solved", "tags_add": ["swept"]}')) with ordinality r (result, place);
select results_eq($$ select (result ->> 'ticket_id')::uuid, (result ->> 'ok')::boolean from said order by place $$,
  $$ values (tests.id('nothing'), false), (tests.id('ticket of tobias'), true), (tests.id('ticket of hannah'), true) $$,
  'a result per ticket, in the order asked');
select is((select result ->> 'error' from said where place = 1), 'There is no such ticket in your teams.', 'with the sentence');
select is((select count(*)::int from public.tickets where status = 'solved'), 2, 'the others are changed');
select is((select count(*)::int from public.ticket_tags where tag = 'swept'), 2, 'wholly');
select is((select string_agg(r ->> 'code', ',') from jsonb_array_elements(public.update_tickets(
  array[tests.id('ticket of hannah'), tests.id('ticket of tobias')], '{"status": "pending", "priority": 1}')) r),
  'PT409,PT409', 'what may not be is told for each');
select is((select min(priority) from public.tickets), 2, 'and nothing of it is done by half');
select throws_ok($$ select public.update_tickets(array[tests.id('ticket of hannah')], '{"nope": 1}') $$, 'PT422', null,
  'changes that make no sense are refused at once');
select throws_ok($$ select public.update_tickets((select array_agg(gen_random_uuid()) from generate_series(1, 501)),
  '{"priority": 1}') $$, 'PT422', null, '500 are enough');

select * from finish();
rollback;
