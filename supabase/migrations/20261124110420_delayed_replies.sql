-- Replies of members: they wait a few seconds in which they can be called back, and leave with a
-- signature.

alter table public.drafts
  drop constraint drafts_state_known,
  add constraint drafts_state_known check (
    state in ('pending', 'approved', 'rejected', 'sent', 'shadow', 'superseded', 'cancelled')),
  add column then_status text constraint drafts_then_status_known check (
    then_status in ('open', 'pending', 'on_hold', 'solved', 'closed')),
  add column anyway boolean not null default false,
  add column signature text not null default '',
  add column attachments uuid[] not null default '{}',
  add column superseded_by uuid references public.drafts (id) on delete set null;
create index drafts_superseded_by on public.drafts (superseded_by) where superseded_by is not null;
comment on column public.drafts.then_status is 'The ticket''s status once it is sent; null: it waits for the customer.';
comment on column public.drafts.anyway is 'Whoever decided knew that the thread had moved on.';
comment on column public.drafts.attachments is 'Uploads that leave with it, in their order.';
comment on column public.drafts.superseded_by is 'The answer for which it was set aside; it returns when that is called back.';

alter table public.teams add column signature text not null default ''
  constraint teams_signature_length check (length(signature) <= 5000);

create function public.set_team_signature(p_team text, p_signature text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change a team''s signature.';
  elsif length(p_signature) > 5000 then
    raise exception using errcode = 'PT422', message = 'A signature may have 5,000 characters at most.';
  end if;
  update public.teams t set signature = coalesce(trim(p_signature), '') where t.key = p_team returning t.id into v_id;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no team %L.', p_team);
  end if;
  perform private.audit('team.signature', null, v_id);
  return jsonb_build_object('team', p_team, 'signature', coalesce(trim(p_signature), ''));
end $$;

-- What stands below an answer: the member's signature, then the team's.
create function private.signature_of(p_member_id uuid, p_team_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select concat_ws(E'\n', (select nullif(trim(m.signature), '') from public.members m where m.id = p_member_id),
    (select nullif(trim(t.signature), '') from public.teams t where t.id = p_team_id))
$$;

-- "-- " on a line of its own tells mail programs where the signature begins.
create function private.signed(p_text text, p_signature text) returns text
language sql immutable set search_path = '' as $$
  select case when p_signature = '' then p_text else rtrim(p_text, E' \t\r\n') || E'\n\n-- \n' || p_signature end
$$;

-- Enqueue the sending of an approved draft: after a while in which a member can call it back, at
-- once with the secret key. A draft that is approved once more has a job that did its work already.
create function private.queue_send(p_draft public.drafts) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare v_at timestamptz := clock_timestamp() + case when private.member_id() is null then interval '0'
  else make_interval(secs => (private.setting('undo_send_seconds'))::integer) end;
begin
  update public.jobs j set key = j.key || ' before ' || j.id
  where j.kind = 'reply.send' and j.key = p_draft.id::text and j.state <> 'queued';
  perform private.enqueue('reply.send', p_draft.id::text,
    jsonb_build_object('draft_id', p_draft.id, 'ticket_id', p_draft.ticket_id), v_at);
  return v_at;
end $$;

-- Raises PT409 when the caller has seen an older version.
create function private.check_version(p_ticket public.tickets, p_version integer) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if p_version <> p_ticket.version then
    raise exception using errcode = 'PT409', message = format(
      'Somebody changed this ticket meanwhile (it is at version %s, you saw %s): look at it again, then repeat your change.',
      p_ticket.version, p_version);
  end if;
end $$;

-- May the ticket have p_status once the answer is sent? Asked when the answer is given, so that
-- whoever gives it hears of it.
create function private.check_then_status(p_ticket public.tickets, p_status text) returns void
language plpgsql stable security definer set search_path = '' as $$
declare v_new public.tickets := p_ticket;
begin
  if p_status is null then return; end if;
  if p_status not in ('open', 'pending', 'on_hold', 'solved', 'closed') then
    raise exception using errcode = 'PT422', message =
      format('After an answer a ticket is open, pending, on_hold, solved or closed, not %L.', p_status);
  end if;
  if p_status <> p_ticket.status and not exists (
    select 1 from public.ticket_status_transitions s
    where s.from_status = p_ticket.status and s.to_status = p_status and not s.by_reply_only) then
    raise exception using errcode = 'PT409', message =
      format('Ticket #%s cannot go from %s to %s.', p_ticket.number, p_ticket.status, p_status);
  end if;
  v_new.status := p_status;
  perform private.check_ticket_change(p_ticket, v_new);
end $$;

-- The customer's latest words, in the ticket or what is merged into it: what an answer answers.
create function private.last_words(p_ticket public.tickets) returns uuid
language sql stable security definer set search_path = '' as $$
  select i.id from public.tickets t join public.interactions i on i.ticket_id = t.id
  where (t.id = p_ticket.id or t.merged_into = p_ticket.id and t.customer_id = p_ticket.customer_id)
    and i.author = 'customer'
  order by i.created_at desc, i.id desc limit 1
$$;
revoke execute on function private.signature_of(uuid, uuid), private.signed(text, text),
  private.queue_send(public.drafts), private.check_version(public.tickets, integer),
  private.check_then_status(public.tickets, text), private.last_words(public.tickets) from public;

-- A member's own answer: a draft that needs no second look, so that all mail leaves by one road.
-- p_status: the ticket's once it is sent (solved: "send and solve"). p_version: the ticket as the
-- caller saw it; p_answers: the last message the caller has read. When somebody was quicker, PT409,
-- for the latter unless p_anyway. Until `send_at` cancel_reply takes it back.
drop function public.reply_to_ticket(uuid, text);
create function public.reply_to_ticket(
  p_ticket_id uuid, p_text text, p_status text default null, p_version integer default null,
  p_attachments uuid[] default '{}', p_answers uuid default null, p_anyway boolean default false)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets := private.ticket_for_member(p_ticket_id);
  v_draft public.drafts;
  v_files uuid[];
  v_overtaken text := private.overtaken(p_ticket_id, p_answers);
  v_send_at timestamptz;
begin
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'An empty answer cannot be sent.';
  elsif v_ticket.merged_into is not null then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is merged into another one: answer there.', v_ticket.number);
  elsif v_overtaken is not null and not p_anyway then
    raise exception using errcode = 'PT409', message = v_overtaken || ' Read that first, or send it anyway.';
  end if;
  perform private.check_version(v_ticket, p_version), private.check_then_status(v_ticket, p_status);
  v_files := array(select u.id from private.uploads_to_send(p_ticket_id, p_attachments) u
                   order by array_position(p_attachments, u.id));
  insert into public.drafts (ticket_id, interaction_id, origin, state, text, decided_by, decided_at, then_status,
    anyway, attachments)
  values (p_ticket_id, private.last_words(v_ticket), 'agent', 'approved', p_text, private.member_id(),
    clock_timestamp(), p_status, p_anyway, v_files)
  returning * into v_draft;
  update public.uploads set draft_id = v_draft.id where id = any (v_files);
  update public.drafts set state = 'superseded', superseded_by = v_draft.id
  where ticket_id = p_ticket_id and state = 'pending';
  -- Of two who answer what they have both seen, the second is told.
  update public.tickets set version = version + 1 where id = p_ticket_id;
  v_send_at := private.queue_send(v_draft);
  delete from public.member_drafts d
  where d.ticket_id = p_ticket_id and d.member_id = private.member_id() and d.mode = 'reply';
  perform private.audit('ticket.reply', p_ticket_id, v_draft.id);
  return jsonb_build_object('draft_id', v_draft.id, 'state', 'approved', 'send_at', v_send_at);
end $$;

-- Take back an answer that has not left: one's own into the reply in the making (before what was
-- written since), an approved one of the AI into the queue of the review. What was set aside for it
-- returns. Its author may, or an admin.
create function public.cancel_reply(p_draft_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_draft public.drafts;
  v_mine jsonb;
begin
  v_draft := private.lock_draft(p_draft_id);
  if not (private.is_service() or private.is_admin()) and v_draft.decided_by is distinct from private.member_id() then
    raise exception using errcode = 'PT403', message = 'Only who sent an answer, or an admin, takes it back.';
  end if;
  -- A worker that has claimed the job may be speaking to the mail server already; one that is just
  -- about to claim it is not waited for.
  perform 1 from public.jobs j
  where j.kind = 'reply.send' and j.key = p_draft_id::text and j.state in ('queued', 'dead')
  for update skip locked;
  if not found or v_draft.state <> 'approved' or exists (
    select 1 from public.deliveries d where d.draft_id = p_draft_id and d.state <> 'failed') then
    raise exception using errcode = 'PT409', message = case
      when v_draft.state in ('approved', 'sent') then 'This answer has left or is leaving: it cannot be taken back.'
      else format('This answer is %s: there is nothing to take back.', v_draft.state) end;
  end if;
  delete from public.jobs j
  where j.kind = 'reply.send' and j.key = p_draft_id::text and j.state in ('queued', 'dead');
  update public.uploads set draft_id = null where draft_id = p_draft_id;
  update public.drafts set state = 'pending', superseded_by = null
  where superseded_by = p_draft_id and state = 'superseded' and private.overtaken(ticket_id, interaction_id) is null;
  if v_draft.origin = 'ai' then
    perform private.review_again(p_draft_id);
  else
    update public.drafts set state = 'cancelled' where id = p_draft_id;
    v_mine := private.add_to_draft(v_draft.ticket_id, v_draft.decided_by, v_draft.text, v_draft.attachments, true);
  end if;
  update public.tickets set version = version + 1 where id = v_draft.ticket_id;
  perform private.audit('reply.cancel', v_draft.ticket_id, p_draft_id);
  return jsonb_build_object('draft_id', p_draft_id, 'ticket_id', v_draft.ticket_id,
    'state', case v_draft.origin when 'ai' then 'pending' else 'cancelled' end,
    'text', coalesce(v_draft.final_text, v_draft.text), 'draft', v_mine);
end $$;

-- Each checks the caller itself.
revoke execute on function public.set_team_signature(text, text),
  public.reply_to_ticket(uuid, text, text, integer, uuid[], uuid, boolean),
  public.cancel_reply(uuid) from public, anon, authenticated;
grant execute on function public.set_team_signature(text, text),
  public.reply_to_ticket(uuid, text, text, integer, uuid[], uuid, boolean),
  public.cancel_reply(uuid) to authenticated, service_role;
