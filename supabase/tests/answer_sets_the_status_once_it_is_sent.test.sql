-- "Send and solve": the ticket is solved when the mail has left, not before; and not when the
-- customer has written meanwhile.
begin;
select plan(10);
\ir helpers/cast.psql
\ir helpers/tickets.psql
select public.set_field('cause', '"Cause"', 'text', p_required_to_solve => true);

create function tests.send(p_draft_id uuid) returns text language plpgsql as $$
declare v_job jsonb;
begin
  update public.jobs set run_at = clock_timestamp() where kind = 'reply.send' and key = p_draft_id::text;
  v_job := tests.claim('reply.send');
  perform public.mark_sent((public.begin_send(p_draft_id, '<' || p_draft_id || '>', (v_job ->> 'id')::uuid,
    (v_job ->> 'token')::uuid) ->> 'delivery_id')::uuid, 'sent');
  return (select t.status from public.tickets t join public.drafts d on d.ticket_id = t.id where d.id = p_draft_id);
end $$;
grant execute on function tests.send(uuid) to authenticated;

select tests.act_as('reto');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Done', 'sovled') $$, 'PT422',
  'After an answer a ticket is open, pending, on_hold, solved or closed, not ''sovled''.', 'a status that is none');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Done', 'solved') $$, 'PT422',
  'Fill in Cause before you solve ticket #' || (select number from public.tickets where id = tests.id('ticket of hannah')) || '.',
  'what is missing for solving is said before anything is sent');
select public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"cause": "Post"}}');
create temp table sent as select (public.reply_to_ticket(tests.id('ticket of hannah'), 'Done', 'solved') ->> 'draft_id')::uuid as id;
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'open', 'not before it is sent');
select tests.act_as_owner();
select is(tests.send(id), 'solved', 'then it is') from sent;
select matches((select details ->> 'reason' from public.audit_log
  where action = 'ticket.change' and details #>> '{after,status}' = 'solved'), 'sent', 'on record with the reason');

select public.update_ticket(tests.id('ticket of hannah'), '{"status": "open"}');
select is(tests.send((public.reply_to_ticket(tests.id('ticket of hannah'), 'We look into it.', 'open') ->> 'draft_id')::uuid),
  'open', 'an answer may leave it open');
select is(tests.send((public.reply_to_ticket(tests.id('ticket of hannah'), 'What do you think?') ->> 'draft_id')::uuid),
  'pending', 'without a word it waits for the customer');

truncate sent;
insert into sent select (public.reply_to_ticket(tests.id('ticket of hannah'), 'Done then', 'solved') ->> 'draft_id')::uuid;
select tests.mail('hannah', 'No, wait!', 'mail-1', array['<question.hannah@postbox.example>']);
select is(tests.send(id), 'open', 'what the customer wrote meanwhile has to be read') from sent;

select is(tests.send((public.approve_draft(tests.id('draft for tobias'), p_status => 'on_hold') ->> 'draft_id')::uuid),
  'on_hold', 'a draft of the AI may set it, too');
select public.set_ticket_status(tests.id('ticket of tobias'), 'closed');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of tobias'), 'Done', 'solved') $$, 'PT409', null,
  'not a status that the ticket cannot have');

select * from finish();
rollback;
