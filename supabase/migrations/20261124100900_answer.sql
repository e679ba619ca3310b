-- The main road after the door: context, decision, review, sending.

-- What answer_ticket works on. p_for_customer: only if that customer may see the ticket.
create function public.ticket_context(
  p_ticket_id uuid, p_interaction_id uuid default null, p_for_customer uuid default null)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_customer public.customers;
  v_interaction uuid;
begin
  select * into v_ticket from public.tickets t
  where t.id = p_ticket_id and (p_for_customer is null
    or t.customer_id = any (private.customers_seen_by(p_for_customer)));
  if v_ticket.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such ticket.';
  end if;
  select * into strict v_customer from public.customers c where c.id = v_ticket.customer_id;
  v_interaction := coalesce(p_interaction_id, (
    select i.id from public.interactions i
    where i.ticket_id = p_ticket_id and i.author = 'customer' order by i.created_at desc limit 1));
  return jsonb_build_object(
    'ticket_id', v_ticket.id, 'number', v_ticket.number, 'subject', v_ticket.subject,
    'status', v_ticket.status, 'channel', v_ticket.channel, 'customer_id', v_customer.id,
    'customer_name', v_customer.name, 'customer_email', v_customer.email,
    'interaction_id', v_interaction,
    -- Interactions only: notes never reach a model whose words may leave the house.
    'turns', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', i.id, 'author', i.author, 'text', i.content, 'automatic', i.automatic) order by i.created_at), '[]')
      from public.interactions i
      where i.ticket_id = p_ticket_id and i.created_at <= coalesce(
        (select x.created_at from public.interactions x where x.id = v_interaction), now())));
end $$;

-- Why a decision to send by itself must not stand any more, or null.
create function private.overtaken(p_ticket_id uuid, p_interaction_id uuid)
returns text language sql stable security definer set search_path = '' as $$
  select case i.author
    when 'customer' then 'The customer has written again since.'
    else 'Somebody has answered already.' end
  from public.interactions i, public.interactions mine
  where mine.id = p_interaction_id and i.ticket_id = p_ticket_id and i.id <> mine.id
    and i.created_at > mine.created_at and i.author <> 'system' and i.automatic = ''
  order by i.created_at desc limit 1
$$;
revoke execute on function private.overtaken(uuid, uuid) from public;

-- Triage, evidence, draft, checks and decision into the ledger; the draft and its follow-up with it.
-- Idempotent by job; refused when the lease of the job has passed to another worker.
create function public.record_answer(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid default null, p_job_token uuid default null,
  p_waited_ms double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_interaction public.interactions;
  v_ticket public.tickets;
  v_decision public.ai_decisions;
  v_draft public.drafts;
  v_outcome text := p_answer #>> '{decision,outcome}';
  v_reason text := p_answer #>> '{decision,reason}';
  v_overtaken text;
begin
  select * into v_interaction from public.interactions i where i.id = p_interaction_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such interaction.';
  end if;
  select * into strict v_ticket from public.tickets t where t.id = v_interaction.ticket_id for update;
  if p_job_id is not null then
    select * into v_decision from public.ai_decisions d where d.job_id = p_job_id;
    if found then
      return jsonb_build_object('decision_id', v_decision.id, 'outcome', v_decision.outcome,
        'reason', v_decision.reason, 'repeated', true);
    end if;
    if not exists (select 1 from public.jobs j where j.id = p_job_id and j.lease_token = p_job_token) then
      raise exception using errcode = 'PT409', message = 'The lease of this job has passed to another worker.';
    end if;
  end if;

  if v_outcome = 'auto' and coalesce(p_answer #>> '{draft,text}', '') = '' then
    raise exception using errcode = 'PT422', message = 'An automatic answer needs a text.';
  end if;
  v_overtaken := private.overtaken(v_ticket.id, p_interaction_id);
  if v_outcome = 'auto' and v_overtaken is not null then
    v_outcome := 'review';
    v_reason := v_overtaken;
  end if;

  insert into public.ai_decisions
    (ticket_id, interaction_id, job_id, category, confidence, priority, language, outcome, reason, triage,
     evidence, draft, checks, thresholds, policy, question_hash, embedding_model, model, prompt_hash,
     tokens_in, tokens_out, cost_usd, timings_ms, waited_ms)
  values (v_ticket.id, p_interaction_id, p_job_id, p_answer #>> '{triage,category}',
    (p_answer #>> '{decision,confidence}')::float8, (p_answer #>> '{triage,priority}')::integer,
    p_answer #>> '{triage,language}', v_outcome, v_reason, p_answer -> 'triage', p_answer -> 'evidence',
    nullif(p_answer -> 'draft', 'null'), p_answer -> 'checks', p_answer #> '{decision,thresholds}',
    p_answer -> 'policy', encode(sha256(convert_to(v_interaction.content, 'UTF8')), 'hex'),
    p_answer ->> 'embedding_model', p_answer ->> 'model', p_answer ->> 'prompt_hash',
    coalesce((p_answer ->> 'tokens_in')::integer, 0), coalesce((p_answer ->> 'tokens_out')::integer, 0),
    coalesce((p_answer ->> 'cost_usd')::numeric, 0), coalesce(p_answer -> 'timings_ms', '{}'), p_waited_ms)
  returning * into v_decision;

  if not coalesce(p_answer #> '{triage,flags}' ? 'automatic', false) then
    update public.tickets t set
      category = coalesce((select c.key from public.ticket_categories c where c.key = v_decision.category), t.category),
      priority = v_decision.priority,
      language = case when v_decision.language ~ '^[a-z]{2,3}$' then v_decision.language else t.language end,
      team_id = coalesce(
        (select c.team_id from public.ticket_categories c where c.key = v_decision.category), t.team_id),
      status = case when t.status = 'new' then 'open' else t.status end
    where t.id = v_ticket.id;
  end if;

  if v_decision.draft is not null and coalesce(v_decision.draft ->> 'text', '') <> '' and v_outcome <> 'none' then
    insert into public.drafts (ticket_id, interaction_id, decision_id, origin, state, text, decided_at)
    values (v_ticket.id, p_interaction_id, v_decision.id, 'ai',
      case when v_outcome = 'auto' then 'approved'
           when v_outcome = 'shadow' then 'shadow'
           when v_overtaken is not null then 'superseded'
           else 'pending' end,
      v_decision.draft ->> 'text', case when v_outcome = 'auto' then now() end)
    returning * into v_draft;
  end if;
  if v_outcome = 'auto' then
    perform private.enqueue('reply.send', v_draft.id::text,
      jsonb_build_object('draft_id', v_draft.id, 'ticket_id', v_ticket.id));
  end if;
  perform private.audit('ticket.decide', v_ticket.id, v_decision.id,
    jsonb_build_object('outcome', v_outcome, 'reason', v_reason));
  return jsonb_build_object('decision_id', v_decision.id, 'outcome', v_outcome, 'reason', v_reason,
    'draft_id', v_draft.id, 'repeated', false);
end $$;

-- A member opens a thread: on record, and readable for a day. POST, since it writes.
create function public.open_ticket(p_ticket_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and private.member_can_see(t);
  if not found or not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  insert into public.access_log (member_id, actor_role, customer_id, ticket_id)
  values (private.member_id(), coalesce(auth.role(), session_user), v_ticket.customer_id, v_ticket.id);
  return jsonb_build_object(
    'ticket', to_jsonb(v_ticket),
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email, 'locale', c.locale)
                 from public.customers c where c.id = v_ticket.customer_id),
    'interactions', (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at, i.id), '[]')
                     from public.interactions i where i.ticket_id = v_ticket.id),
    'notes', (select coalesce(jsonb_agg(to_jsonb(n) order by n.created_at, n.id), '[]')
              from public.notes n where n.ticket_id = v_ticket.id),
    'drafts', (select coalesce(jsonb_agg(to_jsonb(d) order by d.created_at, d.id), '[]')
               from public.drafts d where d.ticket_id = v_ticket.id),
    'deliveries', (select coalesce(jsonb_agg(to_jsonb(d) order by d.created_at, d.id), '[]')
                   from public.deliveries d where d.ticket_id = v_ticket.id));
end $$;

-- The draft, locked, if the caller may decide on it. Locks are taken in one order everywhere,
-- ticket, draft, delivery: else a decision and a mail that arrives meanwhile end in a deadlock.
create function private.draft_to_decide(p_draft_id uuid)
returns public.drafts language plpgsql security definer set search_path = '' as $$
declare v_draft public.drafts;
begin
  perform 1 from public.drafts d
  join public.tickets t on t.id = d.ticket_id
  where d.id = p_draft_id and private.member_can_see(t)
    and (private.is_service() or private.is_member())
  for no key update of t;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such draft in your teams.';
  end if;
  select * into strict v_draft from public.drafts d where d.id = p_draft_id for update;
  if v_draft.state <> 'pending' then
    raise exception using errcode = 'PT409',
      message = format('This draft is %s: only a pending one can be decided on.', v_draft.state);
  end if;
  return v_draft;
end $$;
revoke execute on function private.draft_to_decide(uuid) from public;

create function public.approve_draft(p_draft_id uuid, p_text text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_draft public.drafts := private.draft_to_decide(p_draft_id);
  v_edited boolean := p_text is not null and p_text <> v_draft.text;
begin
  if p_text is not null and length(trim(p_text)) = 0 then
    raise exception using errcode = 'PT422', message = 'An empty answer cannot be sent.';
  end if;
  update public.drafts set state = 'approved', decided_by = private.member_id(), decided_at = now(),
    final_text = case when v_edited then p_text end
  where id = p_draft_id;
  insert into public.feedback (ticket_id, draft_id, kind, before, after, created_by)
  values (v_draft.ticket_id, p_draft_id, case when v_edited then 'edit' else 'approve' end,
    case when v_edited then v_draft.text end, case when v_edited then p_text end, auth.uid());
  perform private.enqueue('reply.send', p_draft_id::text,
    jsonb_build_object('draft_id', p_draft_id, 'ticket_id', v_draft.ticket_id));
  perform private.audit('draft.approve', v_draft.ticket_id, p_draft_id, jsonb_build_object('edited', v_edited));
  return jsonb_build_object('draft_id', p_draft_id, 'state', 'approved', 'edited', v_edited);
end $$;

create function public.reject_draft(p_draft_id uuid, p_reason text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_draft public.drafts := private.draft_to_decide(p_draft_id);
begin
  update public.drafts set state = 'rejected', decided_by = private.member_id(), decided_at = now()
  where id = p_draft_id;
  insert into public.feedback (ticket_id, draft_id, kind, before, comment, created_by)
  values (v_draft.ticket_id, p_draft_id, 'reject', v_draft.text, coalesce(p_reason, ''), auth.uid());
  perform private.audit('draft.reject', v_draft.ticket_id, p_draft_id);
  return jsonb_build_object('draft_id', p_draft_id, 'state', 'rejected');
end $$;

-- An agent's own answer: a draft that needs no second look, so that all mail leaves by one road.
create function public.reply_to_ticket(p_ticket_id uuid, p_text text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_draft public.drafts;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and private.member_can_see(t) for update;
  if not found or not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'An empty answer cannot be sent.';
  end if;
  update public.drafts set state = 'superseded' where ticket_id = p_ticket_id and state = 'pending';
  insert into public.drafts (ticket_id, interaction_id, origin, state, text, decided_by, decided_at)
  values (p_ticket_id,
    (select i.id from public.interactions i where i.ticket_id = p_ticket_id and i.author = 'customer'
     order by i.created_at desc limit 1),
    'agent', 'approved', p_text, private.member_id(), now())
  returning * into v_draft;
  perform private.enqueue('reply.send', v_draft.id::text,
    jsonb_build_object('draft_id', v_draft.id, 'ticket_id', p_ticket_id));
  perform private.audit('ticket.reply', p_ticket_id, v_draft.id);
  return jsonb_build_object('draft_id', v_draft.id, 'state', 'approved');
end $$;

create function public.add_note(p_ticket_id uuid, p_text text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_note public.notes;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and private.member_can_see(t);
  if not found or not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  insert into public.notes (ticket_id, content, author_id)
  values (p_ticket_id, p_text, private.member_id()) returning * into v_note;
  perform private.audit('note.add', p_ticket_id, v_note.id);
  return jsonb_build_object('id', v_note.id, 'created_at', v_note.created_at);
end $$;

create function public.set_ticket_status(p_ticket_id uuid, p_status text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and private.member_can_see(t) for update;
  if not found or not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  if v_ticket.status <> p_status then
    update public.tickets set status = p_status where id = p_ticket_id returning * into v_ticket;
    perform private.audit('ticket.status', p_ticket_id, p_ticket_id, jsonb_build_object('status', p_status));
  end if;
  return jsonb_build_object('id', v_ticket.id, 'number', v_ticket.number, 'status', v_ticket.status);
end $$;

-- Before the mail server is spoken to. A delivery found in *sending* belongs to a send that died:
-- SMTP has no exactly-once, so it is not repeated but shown to a person as unknown.
create function public.begin_send(p_draft_id uuid, p_message_id text, p_job_id uuid, p_job_token uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_draft public.drafts;
  v_ticket public.tickets;
  v_customer public.customers;
  v_delivery public.deliveries;
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
  -- Nobody has looked at an automatic answer: it does not leave when the thread has moved on.
  if exists (select 1 from public.ai_decisions x where x.id = v_draft.decision_id and x.outcome = 'auto')
     and private.overtaken(v_ticket.id, v_draft.interaction_id) is not null then
    update public.drafts set state = 'superseded' where id = p_draft_id;
    perform private.audit('draft.supersede', v_ticket.id, p_draft_id);
    return jsonb_build_object('action', 'skip', 'state', 'superseded');
  end if;

  select * into strict v_customer from public.customers c where c.id = v_ticket.customer_id;
  insert into public.deliveries as d (draft_id, ticket_id, to_address, message_id, state)
  values (p_draft_id, v_ticket.id, v_customer.email, p_message_id, 'sending')
  on conflict (draft_id) do update set state = 'sending', attempts = d.attempts + 1, detail = ''
  returning * into v_delivery;
  if v_customer.email like '%@visitor.invalid' then  -- no mailbox: the portal is where it is read
    perform public.mark_sent(v_delivery.id, 'sent', 'Shown in the portal: there is no mail address.');
    return jsonb_build_object('action', 'skip', 'state', 'sent');
  end if;
  v_thread := array(
    select i.message_id from public.interactions i
    where i.ticket_id = v_ticket.id and i.message_id is not null order by i.created_at);
  return jsonb_build_object('action', 'send', 'delivery_id', v_delivery.id, 'to', v_customer.email,
    'name', v_customer.name, 'subject', v_ticket.subject, 'number', v_ticket.number,
    'text', coalesce(v_draft.final_text, v_draft.text), 'origin', v_draft.origin,
    'in_reply_to', coalesce(
      (select i.message_id from public.interactions i where i.id = v_draft.interaction_id),
      v_thread[array_upper(v_thread, 1)]),
    'references', to_jsonb(v_thread));
end $$;

create function public.mark_sent(p_delivery_id uuid, p_state text, p_detail text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_delivery public.deliveries;
  v_draft public.drafts;
  v_ticket public.tickets;
  v_overtaken text;
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
    v_overtaken := private.overtaken(v_ticket.id, v_draft.interaction_id);  -- before our own answer counts
    insert into public.interactions
      (ticket_id, customer_id, type, author, content, message_id, created_by, created_at, metadata)
    values (v_ticket.id, v_ticket.customer_id, 'reply', v_draft.origin,
      coalesce(v_draft.final_text, v_draft.text), v_delivery.message_id,
      (select m.user_id from public.members m where m.id = v_draft.decided_by), clock_timestamp(),
      jsonb_build_object('draft_id', v_draft.id, 'channel',
        case when v_delivery.to_address like '%@visitor.invalid' then 'portal' else 'email' end));
    update public.tickets set first_response_at = coalesce(first_response_at, now()),
      status = case when status in ('new', 'open')
                     and v_overtaken is distinct from 'The customer has written again since.'
                    then 'pending' else status end
    where id = v_ticket.id;
  end if;
  return jsonb_build_object('state', p_state, 'repeated', false);
end $$;

-- A person has looked into an unknown delivery: it did arrive, or it shall be sent once more.
create function public.resolve_delivery(p_delivery_id uuid, p_arrived boolean)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_delivery public.deliveries;
begin
  perform 1 from public.deliveries d join public.tickets t on t.id = d.ticket_id
  where d.id = p_delivery_id and private.member_can_see(t)
    and (private.is_service() or private.is_member())
  for no key update of t;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such delivery in your teams.';
  end if;
  select * into strict v_delivery from public.deliveries d where d.id = p_delivery_id for update;
  if v_delivery.state <> 'unknown' then
    raise exception using errcode = 'PT409',
      message = format('This delivery is %s: only an unknown one can be resolved.', v_delivery.state);
  end if;
  perform private.audit('delivery.resolve', v_delivery.ticket_id, p_delivery_id,
    jsonb_build_object('arrived', p_arrived));
  if p_arrived then return public.mark_sent(p_delivery_id, 'sent', 'Confirmed by a person.'); end if;
  update public.deliveries set state = 'failed', detail = 'A person asked to send it again.' where id = p_delivery_id;
  update public.jobs set state = 'queued', attempts = 0, run_at = clock_timestamp(), finished_at = null
  where kind = 'reply.send' and key = v_delivery.draft_id::text;
  return jsonb_build_object('state', 'failed', 'again', true);
end $$;

revoke execute on function public.ticket_context(uuid, uuid, uuid),
  public.record_answer(uuid, jsonb, uuid, uuid, double precision), public.open_ticket(uuid),
  public.approve_draft(uuid, text), public.reject_draft(uuid, text), public.reply_to_ticket(uuid, text),
  public.add_note(uuid, text), public.set_ticket_status(uuid, text),
  public.begin_send(uuid, text, uuid, uuid), public.mark_sent(uuid, text, text),
  public.resolve_delivery(uuid, boolean) from public, anon, authenticated;
grant execute on function public.ticket_context(uuid, uuid, uuid),
  public.record_answer(uuid, jsonb, uuid, uuid, double precision), public.open_ticket(uuid),
  public.approve_draft(uuid, text), public.reject_draft(uuid, text), public.reply_to_ticket(uuid, text),
  public.add_note(uuid, text), public.set_ticket_status(uuid, text),
  public.begin_send(uuid, text, uuid, uuid), public.mark_sent(uuid, text, text),
  public.resolve_delivery(uuid, boolean) to service_role;
-- What a member does with a ticket; each checks the caller itself.
grant execute on function public.open_ticket(uuid), public.approve_draft(uuid, text),
  public.reject_draft(uuid, text), public.reply_to_ticket(uuid, text), public.add_note(uuid, text),
  public.set_ticket_status(uuid, text), public.resolve_delivery(uuid, boolean) to authenticated;
