-- An answer goes to the mailbox that wrote last; who wishes no mails, and signs in, reads it in the portal.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.begin_send(p_draft_id uuid) returns jsonb language plpgsql as $$
declare v_job jsonb := tests.claim('reply.send');
begin
  return public.begin_send(p_draft_id, '<' || p_draft_id || '>', (v_job ->> 'id')::uuid, (v_job ->> 'token')::uuid);
end $$;

select public.add_customer_address(tests.id('customer hannah'), 'hannah.work@postbox.example');
select tests.mail('hannah.work', 'From work', 'mail-1', array['<question.hannah@postbox.example>']);
select is(tests.begin_send((public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello') ->> 'draft_id')::uuid) ->> 'to',
  'hannah.work@postbox.example', 'where she wrote last');

select tests.act_as('tobias');
select public.set_mail_preference('none');
select tests.act_as_owner();
select is(tests.begin_send((public.reply_to_ticket(tests.id('ticket of tobias'), 'Hello') ->> 'draft_id')::uuid),
  '{"action": "skip", "state": "sent"}'::jsonb, 'no mail');
select is((select metadata ->> 'channel' from public.interactions
  where type = 'reply' and ticket_id = tests.id('ticket of tobias')), 'portal', 'it stands in the thread');
select ok((select to_address not like '%postbox%' from public.deliveries where ticket_id = tests.id('ticket of tobias')),
  'and is not recorded as mailed to him');
select is((select status from public.tickets where id = tests.id('ticket of tobias')), 'pending', 'the ticket waits for him');

select * from finish();
rollback;
