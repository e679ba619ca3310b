-- Rules that wind each other up end: each acts once on one change.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.set_rule('up', 'updated', '{"all": [{"fact": "priority", "op": "is", "value": 3}]}', '{"priority": 2}');
select public.set_rule('down', 'updated', '{"all": [{"fact": "priority", "op": "is", "value": 2}]}', '{"priority": 3}');
select public.set_rule('ever', 'updated', '{}', '{"note": "Again"}');

select lives_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 3}') $$, 'it ends');
select is((select count(*) from public.rule_runs where rule_name = 'up')::int, 1, 'one went up');
select is((select count(*) from public.rule_runs where rule_name = 'down')::int, 1, 'one went down');
select is((select count(*) from public.notes where content like '%Again')::int, 1, 'one wrote');
select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 4}');
select is((select count(*) from public.notes where content like '%Again')::int, 2, 'and writes again on the next change');

select * from finish();
rollback;
