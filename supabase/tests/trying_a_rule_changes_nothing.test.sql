-- What a rule would have done to the last tickets is one query that changes nothing, for admins.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select throws_ok($$ select public.try_rule('{}') $$, 'PT403', null, 'an agent tries no rules');
select tests.act_as_owner();
create temp table before as select to_jsonb(t) as row from public.tickets t;
grant select on before to authenticated;
select tests.act_as('anna');
create temp table tried as select public.try_rule(
  '{"all": [{"fact": "category", "op": "is", "value": "shipping"}, {"fact": "changed", "op": "is", "value": "category"}]}',
  '{"priority": 1, "team": "orders", "status": "new", "category": "shipping", "tags_add": ["vip"], "notify": ["team"]}') as said;
select is((select said -> 'looked_at' from tried), '2', 'two tickets were looked at');
select is((select said -> 'matched' from tried), '1', 'one matches');
select is((select said -> 'by_change' from tried), '{"priority": 1, "team": 1, "status": 1, "tag vip": 1, "notify": 1}'::jsonb,
  'what would change, and how often; what is so already is not counted');
select is((select said #> '{tickets,0,changes,team}' from tried), '{"from": "front", "to": "orders"}'::jsonb, 'from what to what');
select is((select said #> '{tickets,0,changes,priority}' from tried), '{"from": 2, "to": 1}'::jsonb, 'numbers are numbers');
select is((select said -> 'refused' from tried), '1', 'how often the status cannot follow');
select is((public.try_rule('{}', '{"status": "solved"}') -> 'refused'), '0', 'here it can');
select is((public.try_rule('{}') ->> 'matched'), '2', 'conditions alone');
select is((public.try_rule('{}', null, 1) ->> 'looked_at'), '1', 'only the last ones');
select throws_ok($$ select public.try_rule('{"all": 1}') $$, 'PT422', null, 'what is wrong is said');
select tests.act_as_owner();
select results_eq('select to_jsonb(t) from public.tickets t order by id', 'select row from before order by row ->> ''id''',
  'the tickets are as they were');
select is((select count(*) from public.rule_runs)::int, 0, 'and nothing ran');

select * from finish();
rollback;
