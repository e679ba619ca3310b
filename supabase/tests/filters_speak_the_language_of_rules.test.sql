-- A filter may say whatever a rule's conditions say, in the same words.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(13);

create function tests.listed(p_conditions text) returns text language sql as $$
  select coalesce(string_agg(t #>> '{customer,name}', ' ' order by t #>> '{customer,name}'), '')
  from jsonb_array_elements(public.list_tickets(p_filter => p_conditions::jsonb) -> 'tickets') t
$$;
grant execute on function tests.listed(text) to authenticated;
select tests.act_as('anna');
select is(tests.listed(conditions), found, conditions) from (values
  ('{"all": [{"fact": "status", "op": "in", "value": ["new", "open"]}]}', 'Hannah Tobias'),
  ('{"all": [{"fact": "category", "op": "is_not", "value": "billing"}]}', 'Hannah'),
  ('{"all": [{"fact": "assignee", "op": "is", "value": null}]}', 'Hannah Tobias'),
  ('{"all": [{"fact": "tag", "op": "not_in", "value": ["x", "y"]}]}', 'none'),
  ('{"any": [{"fact": "customer.email", "op": "starts_with", "value": "tob"}, {"fact": "content", "op": "has_word", "value": "hannah"}]}',
    'Hannah Tobias'),
  ('{"none": [{"fact": "customer.domain", "op": "is", "value": "postbox.example"}]}', ''),
  ('{"all": [{"fact": "age", "op": "<", "value": "1 hour"}, {"fact": "messages", "op": ">=", "value": 1}]}', 'Hannah Tobias'),
  ('{"all": [{"fact": "subject", "op": "contains", "value": "QUEST"}, {"none": [{"fact": "team", "op": "is", "value": "front"}]}]}', 'Tobias'),
  ('{"all": [{"fact": "created_at", "op": "before", "value": "2020-01-01"}]}', '')) cases (conditions, found)
where found <> 'none';
select throws_ok($$ select tests.listed('{"all": [{"fact": "tag", "op": "not_in", "value": ["x", "y"]}]}') $$, 'PT422', null,
  'a tag that nobody knows is said');
select throws_ok($$ select tests.listed('{"all": [{"fact": "changed", "op": "is", "value": "status"}]}') $$, 'PT422',
  'Only a rule can ask what has just changed.', 'but nothing has just changed');
select throws_ok($$ select tests.listed('{"all": [{"fact": "sentiment", "op": "contains", "value": "x"}]}') $$, 'PT422', null,
  'an operator that a fact does not know');
select tests.act_as('hannah');
select throws_ok($$ select tests.listed('{"all": [{"fact": "sentiment", "op": "<", "value": 0}]}') $$, 'PT422',
  'A filter has no fact "sentiment".', 'and requesters ask nothing of what is internal');
select is(tests.listed('{"all": [{"fact": "status", "op": "not_in", "value": ["closed"]}]}'), 'Hannah', 'only of their own');

select * from finish();
rollback;
