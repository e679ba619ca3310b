-- Whoever changes the set-up leaves what it was and what it is, in the entry of that change only.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.entry(p_action text) returns jsonb language sql security definer as $$
  select details from public.audit_log where action = p_action order by id desc limit 1
$$;
grant execute on function tests.entry(text) to authenticated;
select tests.act_as('reto');
select public.set_profile(p_signature => 'Reto');
select is(tests.entry('member.profile'), '{"before": {"signature": ""}, "after": {"signature": "Reto"}}', 'a profile');
select public.set_profile(p_signature => 'Reto');
select is(tests.entry('member.profile'), '{}', 'nothing where nothing changed');
select tests.act_as('anna');
select public.set_team_signature('front', 'Yours');
select is(tests.entry('team.signature'), '{"before": {"signature": ""}, "after": {"signature": "Yours"}}', 'a signature');
select public.set_team('front', 'Front', true);
select is(tests.entry('team.set') -> 'before', '{"name": "Front desk"}', 'a team''s name as it was');
select public.set_team_member('orders', tests.id('member reto'), true);
select is(tests.entry('team.member') #>> '{after,team_id}', tests.id('orders')::text, 'who came to a team');
select is(tests.entry('team.member') -> 'before', 'null', 'and was not there');
select public.set_policy('shipping', 'review');
select is(tests.entry('policy.set') #>> '{after,mode}', 'review', 'a policy');

-- What was changed on the way to something else is not said of that.
select public.update_ticket(tests.id('ticket of hannah'), '{"tags_add": ["brandnew"]}');
select ok(not tests.entry('ticket.tag') ?| array['before', 'changes'], 'a new tag is in no ticket''s entry');
select public.set_setting('reopen_days', '3');
select is(tests.entry('setting.set'), '{"key": "reopen_days", "before": 14, "after": 3}', 'nor in the next one''s');

select * from finish();
rollback;
