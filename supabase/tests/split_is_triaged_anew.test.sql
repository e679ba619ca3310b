-- What is split off is triaged and routed as a matter of its own, without a second answer.
begin;
select plan(24);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.set_team_routing('orders', 'least_loaded'), public.set_team_routing('front', 'least_loaded');
create function tests.message(p_text text) returns uuid language sql as $$
  select i.id from public.interactions i where i.content = p_text $$;
create function tests.split(p_text text, p_ticket uuid default tests.id('ticket of hannah')) returns uuid language sql as $$
  select (public.split_ticket(p_ticket, array[tests.message(p_text)]) ->> 'id')::uuid $$;
create function tests.decide(p_text text, p_outcome text, p_category text default 'billing') returns text language plpgsql as $$
declare v_job jsonb := tests.claim('ticket.answer');
begin
  if v_job #>> '{payload,interaction_id}' is distinct from tests.message(p_text)::text then
    raise exception 'the job is for % ', v_job;
  end if;
  v_job := public.record_answer(tests.message(p_text), tests.answer(p_outcome, p_category),
    (v_job ->> 'id')::uuid, (v_job ->> 'token')::uuid);
  update public.jobs set state = 'done' where kind = 'ticket.answer' and state = 'running';
  return v_job ->> 'reason';
end $$;
grant execute on all functions in schema tests to anon, authenticated, service_role;

-- Answered by a person before.
select tests.mail('hannah', 'Of the bill', 'bill', array['<question.hannah@postbox.example>']);
set constraints all immediate;
select tests.decide('Of the bill', 'review', 'shipping');
insert into public.interactions (ticket_id, customer_id, type, author, content, created_at)
select ticket_id, customer_id, 'reply', 'agent', 'Dear Hannah', clock_timestamp() from public.interactions where id = tests.message('Of the bill');
select is((select team_id from public.tickets where id = tests.id('ticket of hannah')), tests.id('front'), 'she is at the front desk');
update public.tickets set assignee_id = tests.id('member reto') where id = tests.id('ticket of hannah');
create temp table made as select 'bill' as what, tests.split('Of the bill') as id;
grant select, insert on made to public;
update public.ticket_splits set split_at = clock_timestamp();  -- the test is one transaction
select results_eq($$ select status, category, team_id, assignee_id from public.tickets t join made using (id) $$,
  $$ values ('open', 'shipping', tests.id('front'), null::uuid) $$, 'it begins as the other stands, but nobody has it yet');
select results_eq($$ select payload ->> 'ticket_id', payload ->> 'interaction_id' from public.jobs
  where kind = 'ticket.answer' and state = 'queued' $$,
  $$ select id::text, tests.message('Of the bill')::text from made $$, 'it is to be triaged');
select is(tests.decide('Of the bill', 'auto'), 'Split off after it was answered: only triaged.', 'no second answer');
select results_eq($$ select category, team_id, assignee_id from public.tickets t join made using (id) $$,
  $$ values ('billing', tests.id('orders'), tests.id('member mathilde')) $$, 'but a team and a member of its own');
select is_empty($$ select 1 from public.drafts d join made on made.id = d.ticket_id $$, 'no draft');
select is_empty($$ select 1 from public.jobs where kind = 'reply.send' $$, 'and nothing is sent');
select is((select count(*)::integer from public.ai_decisions where interaction_id = tests.message('Of the bill')), 2,
  'both decisions are in the ledger');

-- Not answered yet: a draft for a person, be the category one that answers by itself.
select tests.mail('hannah', 'Of the cup', 'cup', array['<question.hannah@postbox.example>']);
set constraints all immediate;
select tests.decide('Of the cup', 'review', 'shipping');
insert into made select 'cup', tests.split('Of the cup');
select is((select assignee_id from public.tickets t join made using (id) where what = 'cup'), null, 'while the AI is at it, nobody');
select is(tests.decide('Of the cup', 'auto'), 'A person has split it off: a person decides.', 'a person decides');
select results_eq($$ select d.state from public.drafts d join made on made.id = d.ticket_id where what = 'cup' $$,
  array['pending'], 'on a draft');

-- Before it was looked at: its own job follows it, and there is no second.
select tests.mail('hannah', 'Of the spoon', 'spoon', array['<question.hannah@postbox.example>']);
set constraints all immediate;
insert into made select 'spoon', tests.split('Of the spoon');
select results_eq($$ select payload ->> 'ticket_id' from public.jobs where kind = 'ticket.answer' and state = 'queued' $$,
  $$ select id::text from made where what = 'spoon' $$, 'one job, for the new ticket');
select is(tests.decide('Of the spoon', 'auto'), 'A person has split it off: a person decides.', 'for it too');

-- Split off what was split off: the job follows.
select tests.mail('hannah', 'Of the mug', 'mug', array['<cup>']);
set constraints all immediate;
select is((select ticket_id from public.interactions where id = tests.message('Of the mug')), (select id from made where what = 'cup'), 'she goes on');
select tests.decide('Of the mug', 'review');
insert into made select 'mug', tests.split('Of the mug', (select id from made where what = 'cup'));
select results_eq($$ select payload ->> 'ticket_id' from public.jobs where kind = 'ticket.answer' and state = 'queued' $$,
  $$ select id::text from made where what = 'mug' $$, 'a ticket of its own again');
select tests.act_as('mathilde');
select public.unsplit_ticket((select id from made where what = 'mug'));
select tests.act_as_owner();
select is_empty($$ select 1 from public.jobs where kind = 'ticket.answer' and state = 'queued' $$, 'undone, there is nothing to triage');
select is((select count(*)::integer from public.ai_decisions where interaction_id = tests.message('Of the mug')), 1, 'nor was there');

select is((select d.state from public.drafts d where d.interaction_id = tests.message('Of the mug')), 'pending',
  'what waited for review before does so again');

-- Undone while the worker is at it.
insert into made select 'mug again', tests.split('Of the mug', (select id from made where what = 'cup'));
create temp table job as select tests.claim('ticket.answer') as job;
select public.unsplit_ticket((select id from made where what = 'mug again'));
create temp table said as select public.record_answer(tests.message('Of the mug'), tests.answer('auto', 'shipping'),
  (job ->> 'id')::uuid, (job ->> 'token')::uuid) as said from job;
select is((select said ->> 'reason' from said), 'The split was undone.', 'what comes late changes nothing');
select is((select category from public.tickets t join made using (id) where what = 'cup'), 'billing', 'in the ticket it came from');

-- A machine's message needs no triage; the team looks.
select tests.mail('hannah', 'Out of office', 'away', array['<question.hannah@postbox.example>'], 'auto-replied');
set constraints all immediate;
update public.jobs set state = 'done' where kind = 'ticket.answer';
insert into made select 'away', tests.split('Out of office');
select is_empty($$ select 1 from public.jobs where kind = 'ticket.answer' and state = 'queued' $$, 'a machine''s is not triaged');
select is((select assignee_id from public.tickets t join made using (id) where what = 'away'), tests.id('member reto'), 'its team has it');
select is_empty($$ select 1 from public.timers where state = 'failed' $$, 'no timer minds');
select isnt_empty($$ select 1 from public.audit_log a join made on made.id = a.ticket_id where a.action = 'ticket.create' $$, 'on record');

select * from finish();
rollback;
