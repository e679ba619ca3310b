-- What a message from the customer does: which thread it joins, when it reopens a ticket, and when
-- it opens a follow-up.

-- The ticket that a message to p_ticket_id joins, locked; null when it opens a follow-up. A merged
-- ticket's messages go to its target, if that is the same customer's. Solved too long ago, or
-- closed by a person without having been solved, is over; what a machine wrote opens nothing.
create function private.ticket_joined(p_ticket_id uuid, p_automatic boolean) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_asked public.tickets;
  v_ticket public.tickets;
  v_days integer := (private.setting('reopen_days'))::integer;
begin
  if p_ticket_id is null then return null; end if;
  loop
    select * into strict v_asked from public.tickets t where t.id = p_ticket_id;
    begin
      -- Only the one in which it ends is locked. Merged or unmerged while we waited: the block's end
      -- gives the lock back, else whoever merges, and locks two, could wait for us as we for them.
      select * into strict v_ticket from public.tickets t
      where t.id = coalesce(v_asked.merged_into, p_ticket_id) for update;
      if v_ticket.merged_into is null and v_asked.merged_into is not distinct from (
        select t.merged_into from public.tickets t where t.id = p_ticket_id) then exit; end if;
      raise sqlstate 'AC001';
    exception when sqlstate 'AC001' then null;
    end;
  end loop;
  if v_asked.customer_id = v_ticket.customer_id
     and (v_ticket.status not in ('solved', 'closed') or p_automatic and v_ticket.status = 'solved'
       or not p_automatic and v_ticket.solved_at > now() - make_interval(days => v_days)) then
    return v_ticket.id;
  end if;
  return null;
end $$;
revoke execute on function private.ticket_joined(uuid, boolean) from public;

-- One message into one interaction. The caller has checked who may write to p_ticket_id, and has it
-- from ticket_joined: so a closed ticket here is one that the message opens again.
create or replace function private.add_customer_message(
  p_ticket_id uuid, p_message jsonb, p_created_by uuid default null)
returns public.interactions language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_row public.interactions;
  v_automatic text := coalesce(p_message ->> 'automatic', '');
begin
  select * into strict v_ticket from public.tickets t where t.id = p_ticket_id for update;
  insert into public.interactions
    (ticket_id, customer_id, type, author, content, full_content, message_id, automatic, created_by,
     created_at, metadata)
  values (p_ticket_id, v_ticket.customer_id, 'message', 'customer', p_message ->> 'text',
    nullif(p_message ->> 'full_text', p_message ->> 'text'), p_message ->> 'message_id', v_automatic,
    p_created_by, clock_timestamp(), jsonb_strip_nulls(jsonb_build_object(
      'channel', p_message ->> 'channel', 'sent_at', p_message ->> 'sent_at',
      'references', p_message -> 'references', 'warnings', p_message -> 'warnings')))
  returning * into v_row;
  insert into public.attachments (interaction_id, name, content_type, size, sha256, path)
  select v_row.id, a.filename, a.content_type, a.size, a.sha256, a.path
  from jsonb_to_recordset(coalesce(p_message -> 'attachments', '[]'))
    as a (filename text, content_type text, size bigint, sha256 text, path text);
  -- The person wrote again: what was drafted before has not read it. A machine's answer changes nothing.
  if v_automatic = '' then
    update public.drafts set state = 'superseded' where ticket_id = p_ticket_id and state = 'pending';
    perform private.wake_by_reply(p_ticket_id);
  end if;
  perform private.enqueue('ticket.answer', v_row.id::text,
    jsonb_build_object('ticket_id', p_ticket_id, 'interaction_id', v_row.id));
  return v_row;
end $$;

-- The customer wrote: what waited, was put aside, solved or closed is to be done again.
create function private.wake_by_reply(p_ticket_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare v_reason_before text := private.change_reason();
begin
  perform set_config('autocrm.reply', 'yes', true), set_config('autocrm.reason', 'The customer wrote.', true);
  update public.tickets set status = case when status = 'new' then 'new' else 'open' end,
    is_snoozed = false, snoozed_until = null
  where id = p_ticket_id and (status in ('pending', 'on_hold', 'solved', 'closed') or is_snoozed);
  perform set_config('autocrm.reply', '', true), set_config('autocrm.reason', v_reason_before, true);
end $$;
revoke execute on function private.wake_by_reply(uuid) from public;

create or replace function public.receive_message(p_message jsonb, p_raw_path text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_event public.inbound_events;
  v_customer uuid;
  v_thread uuid;
  v_ticket public.tickets;
  v_row public.interactions;
begin
  insert into public.inbound_events as e (channel, provider_id, raw_path)
  values (p_message ->> 'channel', p_message ->> 'provider_id', p_raw_path)
  on conflict (channel, provider_id) do update set deliveries = e.deliveries + 1
  returning * into v_event;
  if v_event.deliveries > 1 then
    select * into v_ticket from public.tickets t where t.id = v_event.ticket_id;
    return jsonb_build_object('duplicate', true, 'ticket_id', v_ticket.id, 'number', v_ticket.number,
      'interaction_id', v_event.interaction_id, 'new_ticket', false);
  end if;

  v_customer := private.find_or_create_customer(
    p_message ->> 'channel', p_message #>> '{sender,email}', coalesce(p_message #>> '{sender,name}', ''));
  v_thread := private.find_thread(v_customer, array(
    select r from jsonb_array_elements_text(coalesce(p_message -> 'references', '[]')) r
    union select p_message ->> 'in_reply_to' where p_message ->> 'in_reply_to' is not null));
  select t.* into v_ticket from public.tickets t
  where t.id = private.ticket_joined(v_thread, coalesce(p_message ->> 'automatic', '') <> '');
  if v_ticket.id is null then
    v_ticket := private.open_new_ticket(
      v_customer, coalesce(p_message ->> 'subject', ''), p_message ->> 'channel', v_thread);
    v_thread := null;
  end if;
  v_row := private.add_customer_message(v_ticket.id, p_message);
  update public.inbound_events set ticket_id = v_ticket.id, interaction_id = v_row.id where id = v_event.id;
  perform private.audit('message.receive', v_ticket.id, v_row.id);
  return jsonb_build_object('duplicate', false, 'ticket_id', v_ticket.id, 'number', v_ticket.number,
    'interaction_id', v_row.id, 'new_ticket', v_thread is null);
end $$;

-- The requester writes again in the portal: into the ticket, or, when that is over, into a follow-up.
create or replace function public.add_message(p_ticket_id uuid, p_text text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.tickets;
  v_ticket public.tickets;
  v_row public.interactions;
  v_new boolean;
begin
  select * into v_old from public.tickets t
  where t.id = p_ticket_id and t.customer_id = any (private.customer_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket of yours.';
  end if;
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'Write something first.';
  end if;
  select t.* into v_ticket from public.tickets t where t.id = private.ticket_joined(p_ticket_id, false);
  v_new := v_ticket.id is null;
  if v_new then
    v_ticket := private.open_new_ticket(v_old.customer_id, v_old.subject, 'portal', p_ticket_id);
  end if;
  v_row := private.add_customer_message(v_ticket.id,
    jsonb_build_object('text', p_text, 'channel', 'portal'), auth.uid());
  return jsonb_build_object('id', v_row.id, 'created_at', v_row.created_at, 'ticket_id', v_ticket.id,
    'number', v_ticket.number, 'new_ticket', v_new);
end $$;

-- A member goes on with a closed matter: a new ticket of the same customer, which says what it follows.
create function public.open_follow_up(p_ticket_id uuid, p_subject text default null, p_note text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.tickets := private.ticket_for_member(p_ticket_id);
  v_new public.tickets;
begin
  if v_old.status <> 'closed' or v_old.merged_into is not null then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is %s: go on in %s, a follow-up is for a closed one.', v_old.number,
      case when v_old.merged_into is null then v_old.status else 'merged' end,
      case when v_old.merged_into is null then 'it' else 'the one it is merged into' end);
  end if;
  v_new := private.open_new_ticket(v_old.customer_id, coalesce(nullif(trim(p_subject), ''), v_old.subject),
    v_old.channel, p_ticket_id);
  update public.tickets set status = 'open', category = v_old.category, priority = v_old.priority,
    team_id = v_old.team_id, language = v_old.language, assignee_id = private.member_id()
  where id = v_new.id returning * into v_new;
  if length(trim(p_note)) > 0 then perform private.write_note(v_new.id, p_note); end if;
  return private.whole_ticket(v_new);
end $$;

revoke execute on function public.open_follow_up(uuid, text, text) from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.open_follow_up(uuid, text, text) to authenticated, service_role;
