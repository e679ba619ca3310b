-- A ticket is assigned when a person is needed: after triage, not while the AI is at it or answers.
begin;
select plan(14);
\ir helpers/cast.psql

select public.set_team_routing('front', 'least_loaded'), public.set_team_routing('orders', 'least_loaded');
create temp table mails (name text primary key, ticket uuid, interaction uuid);
create function tests.arrives(p_name text, p_reference text default null) returns void language sql as $$
  insert into pg_temp.mails select p_name, (s ->> 'ticket_id')::uuid, (s ->> 'interaction_id')::uuid
  from tests.mail('hannah', p_name, p_name, array_remove(array['<' || p_reference || '>'], null)) s
$$;
create function tests.has(p_name text) returns uuid language sql as $$
  select t.assignee_id from public.tickets t join mails m on m.ticket = t.id where m.name = p_name
$$;
create function tests.decides(p_name text, p_outcome text, p_category text default 'billing') returns void language sql as $$
  select public.record_answer(m.interaction, tests.answer(p_outcome, p_category)) from mails m where m.name = p_name
$$;

select tests.arrives('one');
set constraints all immediate;
select is(tests.has('one'), null, 'while the AI is at it, nobody');
select tests.decides('one', 'review');
select is(tests.has('one'), tests.id('member mathilde'), 'then somebody of the team that triage has found');
select is((select array_agg(reason order by id) from public.assignments),
  '{"Triage: it is about billing.","Mathilde has the smallest load in Orders & billing (0 of 20), of 1 who can take it."}',
  'both steps are on record');

select tests.arrives('two');
select tests.decides('two', 'auto');
select is(tests.has('two'), null, 'what the AI answers needs nobody');
select tests.arrives('three', 'two');
select is((select ticket from mails where name = 'three'), (select ticket from mails where name = 'two'), 'the customer writes again');
select is(tests.has('two'), null, 'the AI is at it again');
select tests.decides('three', 'none');
select is(tests.has('two'), tests.id('member mathilde'), 'now a person is needed, though triage changes nothing');

select tests.arrives('four');
update public.jobs set state = 'dead' where kind = 'ticket.answer' and key = (select interaction::text from mails where name = 'four');
select is(tests.has('four'), tests.id('member reto'), 'when the AI gives up, somebody of the first team');
select tests.decides('four', 'review');
select is((select team_id from public.tickets t join mails m on m.ticket = t.id where m.name = 'four'), tests.id('front'),
  'what somebody works on is not moved by triage');

select tests.arrives('five');
select public.update_ticket((select ticket from mails where name = 'five'), '{"assignee": "reto@postbox.example"}');
select public.update_ticket((select ticket from mails where name = 'five'), '{"assignee": null}');
select is(tests.has('five'), null, 'who is let go on purpose stays free');

select public.add_absence('mathilde@postbox.example');
insert into public.team_members (team_id, member_id) values (tests.id('orders'), tests.id('member anna'));
select tests.arrives('six', 'one');
set constraints all immediate;
select is(tests.has('one'), tests.id('member mathilde'), 'the AI looks first');
select tests.decides('six', 'review');
select is(tests.has('one'), tests.id('member anna'), 'whoever is away does not keep what comes in');
select matches((select reason from public.assignments order by id desc limit 1), '^Mathilde is away\. Anna has', 'and it says why');

select public.set_team_routing('front', 'manual');
select tests.arrives('seven');
select tests.decides('seven', 'review', 'shipping');
select is(tests.has('seven'), null, 'where people assign by hand nobody is chosen');

select * from finish();
rollback;
