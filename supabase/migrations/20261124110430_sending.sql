-- The sending itself: begun once, its outcome recorded, the status that follows it.

-- Before the mail server is spoken to. A delivery found in *sending* belongs to a send that died:
-- SMTP has no exactly-once, so it is not repeated but shown to a person as unknown.
create or replace function public.begin_send(p_draft_id uuid, p_message_id text, p_job_id uuid, p_job_token uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_draft public.drafts;
  v_ticket public.tickets;
  v_customer public.customers;
  v_delivery public.deliveries;
  v_auto boolean;
  v_to text;
  v_thread text[];
begin
  select t.* into v_ticket from public.drafts d join public.tickets t on t.id = d.ticket_id
  where d.id = p_draft_id for no key update of t;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such draft.';
  end if;
  -- Asked after the lock: the lease may pass on while we wait for it.
  if not exists (select 1 from public.jobs j where j.id = p_job_id and j.lease_token = p_job_token) then
    raise exception using errcode = 'PT409', message = 'The lease of this job has passed to another worker.';
  end if;
  select * into strict v_draft from public.drafts d where d.id = p_draft_id for update;
  select * into v_delivery from public.deliveries d where d.draft_id = p_draft_id for update;
  if v_delivery.state = 'sending' then
    update public.deliveries set state = 'unknown',
      detail = 'The send was interrupted: the mail may or may not have left.' where id = v_delivery.id;
    perform private.audit('delivery.unknown', v_draft.ticket_id, v_delivery.id);
    return jsonb_build_object('action', 'skip', 'state', 'unknown');
  elsif v_delivery.state in ('sent', 'unknown') then
    return jsonb_build_object('action', 'skip', 'state', v_delivery.state);
  elsif v_draft.state <> 'approved' then
    return jsonb_build_object('action', 'skip', 'state', v_draft.state);
  end if;
  v_auto := exists (select 1 from public.ai_decisions x where x.id = v_draft.decision_id and x.outcome = 'auto');
  -- Nobody has looked at an automatic answer: it does not leave when the thread has moved on.
  if v_auto and v_draft.decided_by is null and not v_draft.anyway
     and private.overtaken(v_ticket.id, v_draft.interaction_id) is not null then
    update public.drafts set state = 'superseded' where id = p_draft_id;
    perform private.audit('draft.supersede', v_ticket.id, p_draft_id);
    return jsonb_build_object('action', 'skip', 'state', 'superseded');
  end if;
  -- The AI's words, approved before the customer wrote again: the person is asked once more.
  if v_draft.origin = 'ai' and not v_auto and not v_draft.anyway and exists (
    select 1 from public.interactions i
    where i.ticket_id = v_ticket.id and i.author = 'customer' and i.automatic = '' and i.created_at > v_draft.decided_at) then
    perform private.review_again(p_draft_id);
    perform private.audit('draft.ask_again', v_ticket.id, p_draft_id);
    if v_draft.decided_by is not null then
      perform private.notify(v_draft.decided_by, 'review', v_ticket.id, jsonb_build_object('draft_id', p_draft_id));
    end if;
    return jsonb_build_object('action', 'skip', 'state', 'pending');
  end if;

  select * into strict v_customer from public.customers c where c.id = v_ticket.customer_id;
  v_to := case when private.answers_by_mail(v_customer) then private.reply_address(v_ticket.id)
    else v_customer.id || '@portal.invalid' end;
  if v_draft.origin = 'agent' then
    update public.drafts set signature = private.signature_of(v_draft.decided_by, v_ticket.team_id)
    where id = p_draft_id returning * into v_draft;
  end if;
  insert into public.deliveries as d (draft_id, ticket_id, to_address, message_id, state)
  values (p_draft_id, v_ticket.id, v_to, p_message_id, 'sending')
  on conflict (draft_id) do update set state = 'sending', attempts = d.attempts + 1, detail = '',
    to_address = excluded.to_address
  returning * into v_delivery;
  if v_to like '%.invalid' then  -- no mailbox: the portal is where it is read
    perform public.mark_sent(v_delivery.id, 'sent', 'Shown in the portal: there is no mail address.');
    return jsonb_build_object('action', 'skip', 'state', 'sent');
  end if;
  v_thread := array(
    select i.message_id from public.tickets t join public.interactions i on i.ticket_id = t.id
    where (t.id = v_ticket.id or t.merged_into = v_ticket.id and t.customer_id = v_ticket.customer_id)
      and i.message_id is not null order by i.created_at);
  return jsonb_build_object('action', 'send', 'delivery_id', v_delivery.id, 'to', v_to,
    'name', v_customer.name, 'subject', v_ticket.subject, 'number', v_ticket.number,
    'text', private.signed(coalesce(v_draft.final_text, v_draft.text), v_draft.signature), 'origin', v_draft.origin,
    'in_reply_to', coalesce(
      (select i.message_id from public.interactions i where i.id = v_draft.interaction_id),
      v_thread[array_upper(v_thread, 1)]),
    'references', to_jsonb(v_thread),
    'attachments', (select coalesce(jsonb_agg(jsonb_build_object('name', u.name, 'content_type', u.content_type,
        'size', u.size, 'sha256', u.sha256, 'path', u.path) order by array_position(v_draft.attachments, u.id)), '[]')
      from public.uploads u where u.draft_id = p_draft_id));
end $$;

-- The status that an answer which was sent gives its ticket; the present one where it may not.
create function private.status_after(p_ticket public.tickets, p_draft public.drafts, p_written_again boolean)
returns text language sql stable security definer set search_path = '' as $$
  select coalesce((
    select s.to_status from public.ticket_status_transitions s
    where s.from_status = p_ticket.status and not s.by_reply_only and s.to_status = coalesce(
        p_draft.then_status, case when p_ticket.status in ('new', 'open') then 'pending' end)
      and not p_written_again and p_ticket.merged_into is null), p_ticket.status)
$$;
revoke execute on function private.status_after(public.tickets, public.drafts, boolean) from public;

create or replace function public.mark_sent(p_delivery_id uuid, p_state text, p_detail text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_delivery public.deliveries;
  v_draft public.drafts;
  v_ticket public.tickets;
  v_reply uuid;
  v_written_again boolean;
  v_reason_before text := private.change_reason();
begin
  if p_state not in ('sent', 'failed', 'unknown') then
    raise exception using errcode = 'PT422', message = 'A delivery ends as sent, failed or unknown.';
  end if;
  select t.* into v_ticket from public.deliveries d join public.tickets t on t.id = d.ticket_id
  where d.id = p_delivery_id for no key update of t;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such delivery.';
  end if;
  select * into strict v_delivery from public.deliveries d where d.id = p_delivery_id for update;
  if v_delivery.state = 'sent' then return jsonb_build_object('state', 'sent', 'repeated', true); end if;
  update public.deliveries set state = p_state, detail = left(p_detail, 1000) where id = p_delivery_id;
  perform private.audit('delivery.' || p_state, v_delivery.ticket_id, p_delivery_id);
  if p_state = 'sent' then
    update public.drafts set state = 'sent' where id = v_delivery.draft_id returning * into v_draft;
    -- Before our own answer counts.
    v_written_again := coalesce(private.overtaken(v_ticket.id, v_draft.interaction_id)
      = 'The customer has written again since.', false);
    insert into public.interactions
      (ticket_id, customer_id, type, author, content, full_content, message_id, created_by, created_at, metadata)
    values (v_ticket.id, v_ticket.customer_id, 'reply', v_draft.origin,
      coalesce(v_draft.final_text, v_draft.text),
      case when v_draft.signature <> ''
        then private.signed(coalesce(v_draft.final_text, v_draft.text), v_draft.signature) end,
      v_delivery.message_id,
      (select m.user_id from public.members m where m.id = v_draft.decided_by), clock_timestamp(),
      jsonb_build_object('draft_id', v_draft.id, 'channel',
        case when v_delivery.to_address like '%.invalid' then 'portal' else 'email' end))
    returning id into v_reply;
    perform private.attach(v_reply, v_draft.attachments);
    perform set_config('autocrm.reason', 'The answer was sent.', true);
    update public.tickets t set first_response_at = coalesce(t.first_response_at, now()),
      status = private.status_after(v_ticket, v_draft, v_written_again)
    where t.id = v_ticket.id;
    perform set_config('autocrm.reason', v_reason_before, true);
  end if;
  return jsonb_build_object('state', p_state, 'repeated', false);
end $$;
