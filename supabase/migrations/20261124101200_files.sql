-- Files: raw mails and what was attached to messages, in Storage; who reads a message reads its
-- files. A file is uploaded first, under a name made of the mail's digest, and the row that names
-- it is committed after: what a crash leaves between the two is replaced by the next delivery.

insert into storage.buckets (id, name, public, file_size_limit) values
  ('mail', 'mail', false, 10485760),  -- raw mails; no policy, so only the secret key reads them
  ('attachments', 'attachments', false, 10485760)
on conflict (id) do nothing;

create table public.attachments (
  id uuid primary key default gen_random_uuid(),
  interaction_id uuid not null references public.interactions (id) on delete restrict,
  name text not null constraint attachments_name_length check (length(name) between 1 and 200),
  content_type text not null constraint attachments_content_type_form
    check (content_type ~ '^[a-z0-9][a-z0-9.+_-]{0,80}/[a-z0-9][a-z0-9.+_-]{0,80}$'),
  size bigint not null constraint attachments_size check (size >= 0),  -- bytes
  sha256 text not null constraint attachments_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  path text not null,  -- in the bucket `attachments`
  created_at timestamptz not null default now(),
  constraint attachments_path_once unique (path, interaction_id)
);
create index attachments_interaction on public.attachments (interaction_id, created_at, id);

alter table public.attachments enable row level security;
create policy "Whoever reads a message sees what came with it" on public.attachments
  for select to authenticated using (
    exists (select 1 from public.interactions i where i.id = interaction_id));
grant select on public.attachments to authenticated;
grant all on public.attachments to service_role;

create policy "Whoever sees an attachment may fetch it" on storage.objects
  for select to authenticated using (
    bucket_id = 'attachments'
    and exists (select 1 from public.attachments a where a.path = objects.name));

alter table public.inbound_events add column raw_path text;  -- in the bucket `mail`
comment on column public.inbound_events.raw is
  'Raw mails from before there was Storage, until the job raw.move has moved them.';

-- One message into one interaction. The caller has checked who may write to p_ticket_id.
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
    update public.tickets set status = 'open' where id = p_ticket_id and status in ('pending', 'on_hold', 'solved');
  end if;
  perform private.enqueue('ticket.answer', v_row.id::text,
    jsonb_build_object('ticket_id', p_ticket_id, 'interaction_id', v_row.id));
  return v_row;
end $$;

-- Steps: known already? whose? which thread? then ticket, interaction, files, job and audit together.
drop function public.receive_message(jsonb, text);
create function public.receive_message(p_message jsonb, p_raw_path text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_event public.inbound_events;
  v_customer uuid;
  v_thread public.tickets;
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
  select t.* into v_thread from public.tickets t
  where t.id = private.find_thread(v_customer, array(
    select r from jsonb_array_elements_text(coalesce(p_message -> 'references', '[]')) r
    union select p_message ->> 'in_reply_to' where p_message ->> 'in_reply_to' is not null));
  if v_thread.id is null or v_thread.status = 'closed' then
    v_ticket := private.open_new_ticket(
      v_customer, coalesce(p_message ->> 'subject', ''), p_message ->> 'channel', v_thread.id);
  else
    v_ticket := v_thread;
  end if;
  v_row := private.add_customer_message(v_ticket.id, p_message);
  update public.inbound_events set ticket_id = v_ticket.id, interaction_id = v_row.id where id = v_event.id;
  perform private.audit('message.receive', v_ticket.id, v_row.id);
  return jsonb_build_object('duplicate', false, 'ticket_id', v_ticket.id, 'number', v_ticket.number,
    'interaction_id', v_row.id, 'new_ticket', v_ticket.id is distinct from v_thread.id);
end $$;

-- The raw mail of an event that still lies in the table, for the job raw.move; null once moved.
create function public.inbound_raw(p_event_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select encode(e.raw, 'base64') from public.inbound_events e where e.id = p_event_id
$$;

create function public.raw_moved(p_event_id uuid, p_path text) returns void
language sql security definer set search_path = '' as $$
  update public.inbound_events set raw_path = p_path, raw = null
  where id = p_event_id and raw is not null
$$;

revoke execute on function public.receive_message(jsonb, text), public.inbound_raw(uuid),
  public.raw_moved(uuid, text) from public, anon, authenticated;
grant execute on function public.receive_message(jsonb, text), public.inbound_raw(uuid),
  public.raw_moved(uuid, text) to service_role;

select private.enqueue('raw.move', e.id::text, jsonb_build_object('event_id', e.id))
from public.inbound_events e where e.raw is not null;
