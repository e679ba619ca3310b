-- Rules are made, changed and deleted by admins; members read them, customers know nothing of them.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('hannah');
select throws_ok($$ select public.set_rule('mine', 'created', '{}', '{"priority": 1}') $$, 'PT403', null, 'a customer makes none');
select throws_ok($$ select public.rule_language() $$, 'PT403', null, 'nor learns what there is');
select tests.act_as('reto');
select throws_ok($$ select public.set_rule('mine', 'created', '{}', '{"priority": 1}') $$, 'PT403', null, 'an agent makes none');
select throws_ok($$ select public.delete_rule('mine') $$, 'PT403', null, 'nor deletes one');
select tests.act_as('anna');
select is(public.set_rule('urgent', 'updated', '{}', '{"priority": 1}', 5) ->> 'position', '5', 'an admin makes one');
select is(public.set_rule('urgent', p_active => false) ->> 'active', 'false', 'changes it');
select is((select position from public.rules), 5, 'and what is not said stays');
select throws_ok($$ select public.set_rule('new one') $$, 'PT422', null, 'a new one needs an event and actions');
select tests.act_as('reto');
select is((select array_agg(name) from public.rules), '{urgent}', 'an agent reads it');
select ok((public.rule_language() -> 'facts') @> '[{"fact": "priority", "type": "number"}]', 'and what rules are made of');
select tests.act_as('hannah');
select is((select count(*) from public.rules)::int, 0, 'a customer does not');
select tests.act_as('anna');
select is(public.delete_rule('urgent') ->> 'name', 'urgent', 'an admin deletes it');
select throws_ok($$ select public.delete_rule('urgent') $$, 'PT404', null, 'once');
select is((select array_agg(action order by id) from public.audit_log where action like 'rule.%'), '{rule.set,rule.set,rule.delete}',
  'all of it is on record');

select * from finish();
rollback;
