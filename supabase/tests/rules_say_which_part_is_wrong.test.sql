-- A rule that cannot work is refused when it is saved, with a sentence that names the wrong part.
begin;
select plan(21);
\ir helpers/cast.psql

create function tests.saving(p_conditions jsonb, p_actions jsonb default '{"priority": 1}', p_event text default 'updated')
returns text language sql as $$
  select format('select public.set_rule(%L, %L, %L, %L)', 'r', p_event, p_conditions, p_actions)
$$;
create function tests.if(p_condition text) returns jsonb language sql as $$
  select jsonb_build_object('all', jsonb_build_array(p_condition::jsonb))
$$;

grant execute on all functions in schema tests to authenticated;
select tests.act_as('anna');

select throws_ok(tests.saving('{"some": []}'), 'PT422',
  'conditions: there is no group ''some'': known are all, any, none.', 'a group that is none');
select throws_like(tests.saving(tests.if('{"fact": "colour", "op": "is", "value": "red"}')),
  'conditions.all[1]: there is no fact ''colour'': known are status, %', 'a fact that is none');
select throws_ok(tests.saving(tests.if('{"fact": "status", "op": "contains", "value": "o"}')), 'PT422',
  'conditions.all[1]: status cannot be asked by ''contains'': it knows is, is_not, in, not_in.', 'an operator of another type');
select throws_ok(tests.saving(tests.if('{"fact": "status", "op": "is", "value": "lost"}')), 'PT422',
  'conditions.all[1]: there is no status ''lost'': known are new, open, pending, on_hold, solved, closed.', 'a status');
select throws_ok(tests.saving('{"none": [{"any": [{"fact": "team", "op": "in", "value": ["front", "moon"]}]}]}'), 'PT422',
  'conditions.none[1].any[1]: there is no team ''moon''.', 'a team, deep inside');
select throws_ok(tests.saving(tests.if('{"fact": "priority", "op": "<", "value": 9}')), 'PT422',
  'There is no priority 9: 1 urgent, 2 high, 3 normal, 4 low.', 'a priority');
select throws_ok(tests.saving(tests.if('{"fact": "age", "op": ">", "value": "soon"}')), 'PT422',
  'conditions.all[1]: age is a time span like "4 hours" or "3 days", not ''soon''.', 'a time span');
select throws_ok(tests.saving(tests.if('{"fact": "category", "op": "in", "value": "billing"}')), 'PT422',
  'conditions.all[1]: in takes a list of 1 to 200 values.', 'a list that is none');
select throws_ok(tests.saving(tests.if('{"fact": "status"}')), 'PT422',
  'conditions.all[1]: a condition is {"fact": …, "op": …, "value": …}.', 'half a condition');
select throws_ok(tests.saving(tests.if('"open"')), 'PT422',
  'conditions.all[1]: a condition is {"fact": …, "op": …, "value": …}.', 'no condition at all');
select throws_ok(tests.saving('[]'), 'PT422',
  'conditions: say {"all": […], "any": […], "none": […]}.', 'a list of conditions');
select throws_ok(tests.saving(tests.if('{"fact": "field.size", "op": "is", "value": "XL"}')), 'PT422', null,
  'a field nobody defined');
select throws_ok(tests.saving('{}', '{"colour": "red"}'), 'PT422', null, 'a change that is none');
select throws_ok(tests.saving('{}', '{"team": "moon"}'), 'PT422',
  'actions: There is no team ''moon''.', 'a team to move it to');
select throws_ok(tests.saving('{}', '{"assignee": "me"}'), 'PT422',
  'actions.assignee: a rule is nobody: name a member, or route.', 'me, in a rule');
select throws_ok(tests.saving('{}', '{"notify": ["anna@postbox.example", "santa@north.example"]}'), 'PT422',
  'actions.notify: there is no member ''santa@north.example''.', 'somebody to tell');
select throws_ok(tests.saving('{}', '{"send_notice": "invitation"}'), 'PT422',
  'actions.send_notice: name a notice to the customer: status_changed, ticket_received or reminder.', 'a notice that is not for customers');
select throws_ok(tests.saving('{}', '{"route": false}'), 'PT422', 'actions.route: true, or leave it out.', 'not to assign');
select throws_ok(tests.saving('{}', '{}'), 'PT422',
  'actions: say what to do: an object like {"team": "billing"}.', 'nothing to do');
select throws_ok(tests.saving('{}', '{"priority": 1}', 'timer'), 'PT422', null, 'a timer that is never due');
select is((select count(*) from public.rules)::int, 0, 'nothing of it was saved');

select * from finish();
rollback;
