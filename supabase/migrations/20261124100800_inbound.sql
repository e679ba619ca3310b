-- The door: what arrived, raw, and receive_message, which makes a ticket of it in one transaction.

create table public.inbound_events (
  id uuid primary key default gen_random_uuid(),
  channel text not null constraint inbound_events_channel_known
    check (channel in ('email', 'portal', 'chat', 'api')),
  provider_id text not null constraint inbound_events_provider_id_length
    check (length(provider_id) between 1 and 1000),
  raw bytea constraint inbound_events_raw_size check (octet_length(raw) <= 10485760),
  ticket_id uuid references public.tickets (id) on delete restrict,
  interaction_id uuid references public.interactions (id) on delete restrict,
  deliveries integer not null default 1,  -- how often the provider delivered it
  received_at timestamptz not null default now(),
  constraint inbound_events_once unique (channel, provider_id)
);
create index inbound_events_ticket on public.inbound_events (ticket_id);
create index inbound_events_interaction on public.inbound_events (interaction_id);
create index inbound_events_received on public.inbound_events (received_at desc);

alter table public.inbound_events enable row level security;
create policy "Admins see what arrived, without its content" on public.inbound_events
  for select to authenticated using ((select private.is_admin()));
grant select (id, channel, provider_id, ticket_id, interaction_id, deliveries, received_at)
  on public.inbound_events to authenticated;
grant all on public.inbound_events to service_role;

-- The customer with this address, made on first sight.
create function private.find_or_create_customer(p_channel text, p_address text, p_name text)
returns uuid language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  select i.customer_id into v_id from public.customer_identities i
  where i.channel = p_channel and i.address = lower(p_address);
  if v_id is not null then return v_id; end if;
  insert into public.customers (email, name, company_id)
  values (lower(p_address), left(p_name, 200),
    (select co.id from public.companies co where co.domain = lower(split_part(p_address, '@', 2))))
  on conflict ((lower(email))) do update set
    name = case when customers.name = '' then excluded.name else customers.name end
  returning id into v_id;
  insert into public.customer_identities (customer_id, channel, address)
  values (v_id, p_channel, lower(p_address))
  on conflict (channel, address) do nothing;
  return v_id;
end $$;
revoke execute on function private.find_or_create_customer(text, text, text) from public;

-- The ticket a mail answers: a Message-ID of ours or theirs, and the same customer. Anybody can
-- guess a reference, so a stranger's mail never joins a thread.
create function private.find_thread(p_customer_id uuid, p_references text[])
returns uuid language sql stable security definer set search_path = '' as $$
  select t.id from (
    select i.ticket_id, i.created_at from public.interactions i where i.message_id = any (p_references)
    union all
    select d.ticket_id, d.created_at from public.deliveries d where d.message_id = any (p_references)
  ) hit
  join public.tickets t on t.id = hit.ticket_id and t.customer_id = p_customer_id
  order by hit.created_at desc limit 1
$$;
revoke execute on function private.find_thread(uuid, text[]) from public;

-- One message into one interaction. The caller has checked who may write to p_ticket_id.
create function private.add_customer_message(
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
      'references', p_message -> 'references', 'attachments', p_message -> 'attachments',
      'warnings', p_message -> 'warnings')))
  returning * into v_row;
  -- The person wrote again: what was drafted before has not read it. A machine's answer changes nothing.
  if v_automatic = '' then
    update public.drafts set state = 'superseded' where ticket_id = p_ticket_id and state = 'pending';
    update public.tickets set status = 'open' where id = p_ticket_id and status in ('pending', 'on_hold', 'solved');
  end if;
  perform private.enqueue('ticket.answer', v_row.id::text,
    jsonb_build_object('ticket_id', p_ticket_id, 'interaction_id', v_row.id));
  return v_row;
end $$;
revoke execute on function private.add_customer_message(uuid, jsonb, uuid) from public;

create function private.open_new_ticket(
  p_customer_id uuid, p_subject text, p_channel text, p_follows uuid default null)
returns public.tickets language plpgsql security definer set search_path = '' as $$
declare v_row public.tickets;
begin
  insert into public.tickets (customer_id, subject, channel, team_id, follows_ticket_id)
  values (p_customer_id, left(p_subject, 998), p_channel,
    (select t.id from public.teams t where t.is_default), p_follows)
  returning * into v_row;
  perform private.audit('ticket.create', v_row.id, v_row.id, jsonb_build_object('channel', p_channel));
  return v_row;
end $$;
revoke execute on function private.open_new_ticket(uuid, text, text, uuid) from public;

-- Steps: known already? whose? which thread? then ticket, interaction, raw, job and audit together.
create function public.receive_message(p_message jsonb, p_raw_base64 text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_event public.inbound_events;
  v_customer uuid;
  v_thread public.tickets;
  v_ticket public.tickets;
  v_row public.interactions;
begin
  insert into public.inbound_events as e (channel, provider_id, raw)
  values (p_message ->> 'channel', p_message ->> 'provider_id', decode(p_raw_base64, 'base64'))
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

-- Has this user shown that the mailbox is theirs? Only a confirmation mail that was sent and
-- followed counts: where sign-ups are confirmed unseen (enable_confirmations = false), anybody can
-- sign up with anybody's address.
create function private.mailbox_proved(p_user uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from auth.users u
    where u.id = p_user and u.email_confirmed_at is not null and u.confirmation_sent_at is not null)
$$;
revoke execute on function private.mailbox_proved(uuid) from public;

-- A signed-in requester's own customer row. With a proved mailbox it is the one of that address,
-- with all it has written before; else one without an address, which no mail goes to or joins,
-- until an admin links the two (set_customer).
create function private.own_customer() returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := (select c.id from public.customers c where c.auth_user_id = auth.uid());
  v_email text := lower(auth.jwt() ->> 'email');
begin
  if v_id is not null then return v_id; end if;
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Sign in to open a ticket.';
  end if;
  if coalesce(v_email, '') <> '' and private.mailbox_proved(auth.uid()) then
    v_id := private.find_or_create_customer('email', v_email, '');
    update public.customers set auth_user_id = auth.uid() where id = v_id and auth_user_id is null;
    if found then return v_id; end if;
  end if;
  insert into public.customers (email, auth_user_id)
  values (gen_random_uuid() || '@visitor.invalid', auth.uid()) returning id into v_id;
  insert into public.customer_identities (customer_id, channel, address)
  values (v_id, 'portal', auth.uid()::text);
  return v_id;
end $$;
revoke execute on function private.own_customer() from public;

-- A ticket from the portal or the API: a customer for themselves, a member for a customer.
create function public.create_ticket(
  p_subject text, p_text text, p_customer_email text default null, p_key text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_event public.inbound_events;
  v_customer uuid;
  v_ticket public.tickets;
  v_row public.interactions;
  v_channel text := case when private.is_service() or private.is_member() then 'api' else 'portal' end;
begin
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'A ticket needs a text.';
  end if;
  if v_channel = 'api' then
    if coalesce(p_customer_email, '') !~ '^[^@\s]+@[^@\s]+$' then
      raise exception using errcode = 'PT422', message = 'Name the customer by e-mail address.';
    end if;
    v_customer := private.find_or_create_customer('email', p_customer_email, '');
  else
    v_customer := private.own_customer();
  end if;
  insert into public.inbound_events as e (channel, provider_id)
  values (v_channel, v_customer || ':' || coalesce(p_key, gen_random_uuid()::text))
  on conflict (channel, provider_id) do update set deliveries = e.deliveries + 1
  returning * into v_event;
  if v_event.deliveries > 1 then
    select * into v_ticket from public.tickets t where t.id = v_event.ticket_id;
  else
    v_ticket := private.open_new_ticket(v_customer, coalesce(p_subject, ''), v_channel);
    v_row := private.add_customer_message(v_ticket.id,
      jsonb_build_object('text', p_text, 'channel', v_channel), auth.uid());
    update public.inbound_events set ticket_id = v_ticket.id, interaction_id = v_row.id where id = v_event.id;
  end if;
  return jsonb_build_object('id', v_ticket.id, 'number', v_ticket.number, 'status', v_ticket.status,
    'duplicate', v_event.deliveries > 1);
end $$;

-- The requester writes again in the portal.
create function public.add_message(p_ticket_id uuid, p_text text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_row public.interactions;
begin
  select * into v_ticket from public.tickets t
  where t.id = p_ticket_id and t.customer_id = any (private.customer_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket of yours.';
  end if;
  if v_ticket.status = 'closed' then
    raise exception using errcode = 'PT409', message = 'This ticket is closed: open a new one.';
  end if;
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'Write something first.';
  end if;
  v_row := private.add_customer_message(p_ticket_id,
    jsonb_build_object('text', p_text, 'channel', 'portal'), auth.uid());
  return jsonb_build_object('id', v_row.id, 'created_at', v_row.created_at);
end $$;

revoke execute on function public.receive_message(jsonb, text), public.create_ticket(text, text, text, text),
  public.add_message(uuid, text) from public, anon, authenticated;
grant execute on function public.receive_message(jsonb, text), public.create_ticket(text, text, text, text)
  to service_role;
grant execute on function public.create_ticket(text, text, text, text), public.add_message(uuid, text)
  to authenticated;
