-- Blocked senders: their messages are kept apart and make no tickets.

create function private.block_on_customer(p_customer_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select b.id from public.blocked_senders b where b.customer_id = p_customer_id and b.lifted_at is null
$$;

-- The block in force on an address, the narrowest first, or null. A domain's block holds for what
-- is below it, too.
create function private.block_on(p_channel text, p_address text) returns uuid
language sql stable security definer set search_path = '' as $$
  with labels as (select string_to_array(split_part(lower(p_address), '@', 2), '.') as l)
  select hit.id from (
    select 1 as width, b.id from public.blocked_senders b
    where b.kind = 'address' and b.pattern = lower(p_address) and b.lifted_at is null
    union all
    select 2, private.block_on_customer(i.customer_id) from public.customer_identities i
    where i.channel = p_channel and i.address = lower(p_address)
    union all
    select 3, b.id from public.blocked_senders b
    where b.kind = 'domain' and b.lifted_at is null and b.pattern in (
      select array_to_string(l[n:], '.') from labels, generate_series(1, cardinality(l)) n)) hit
  where hit.id is not null
  order by hit.width limit 1
$$;

create function private.refuse_blocked(p_customer_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.block_on_customer(p_customer_id) is not null then
    raise exception using errcode = 'PT403', message = 'You cannot write to us here.';
  end if;
end $$;

-- A blocked customer who signs in writes to no thread, old or new, their own or a colleague's.
create function private.nothing_from_blocked() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refuse_blocked(private.my_customer_id());
  return new;
end $$;
revoke execute on function private.block_on_customer(uuid), private.block_on(text, text),
  private.refuse_blocked(uuid), private.nothing_from_blocked() from public;
create trigger interactions_nothing_from_blocked before insert on public.interactions
  for each row when (new.author = 'customer' and new.created_by is not null)
  execute function private.nothing_from_blocked();

-- A customer with all their addresses, an address, or (admins) a whole domain.
create function public.block_sender(
  p_customer_id uuid default null, p_address text default null, p_domain text default null, p_reason text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_kind text := case when p_customer_id is not null then 'customer' when p_address is not null then 'address' else 'domain' end;
  v_pattern text;
  v_block public.blocked_senders;
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members may block senders.';
  end if;
  if num_nonnulls(p_customer_id, p_address, p_domain) <> 1 then
    raise exception using errcode = 'PT422', message = 'Name one: a customer, an address or a domain.';
  end if;
  if v_kind = 'customer' then
    perform private.customer_to_change(p_customer_id);
  elsif v_kind = 'address' then
    v_pattern := private.address_of(p_address);
  else
    perform private.admins_only('block a whole domain');
    v_pattern := lower(trim(leading '@' from trim(p_domain)));
    if v_pattern !~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$' then
      raise exception using errcode = 'PT422', message =
        format('%L cannot be blocked: name a domain like spam.example.', left(p_domain, 100));
    end if;
  end if;
  insert into public.blocked_senders (kind, customer_id, pattern, reason, created_by)
  values (v_kind, p_customer_id, v_pattern, coalesce(p_reason, ''), private.member_id())
  returning * into v_block;
  perform private.audit('sender.block', null, v_block.id, to_jsonb(v_block));
  return to_jsonb(v_block);
exception when unique_violation then
  raise exception using errcode = 'PT409', message = 'This sender is blocked already.';
end $$;

-- Lift a block; with p_let_in what it kept out becomes tickets after all.
create function public.unblock_sender(p_block_id uuid, p_let_in boolean default false)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_block public.blocked_senders;
  v_event public.inbound_events;
  v_let_in integer := 0;
begin
  select * into v_block from public.blocked_senders b
  where b.id = p_block_id and (private.is_service() or private.is_member()) for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such block.';
  end if;
  if v_block.kind = 'domain' then perform private.admins_only('let a whole domain in'); end if;
  if v_block.lifted_at is not null then
    raise exception using errcode = 'PT409', message = 'This block has been lifted already.';
  end if;
  update public.blocked_senders set lifted_at = now(), lifted_by = private.member_id() where id = p_block_id;
  if p_let_in then
    for v_event in
      select * from public.inbound_events e
      where e.blocked_by = p_block_id and e.held is not null order by e.received_at, e.id for update
    loop
      -- Its place is given free: to take_message it arrives for the first time.
      delete from public.inbound_events e where e.id = v_event.id;
      perform public.receive_message(v_event.held, v_event.raw_path);
      update public.inbound_events e set received_at = v_event.received_at, deliveries = v_event.deliveries
      where e.channel = v_event.channel and e.provider_id = v_event.provider_id;
      v_let_in := v_let_in + 1;
    end loop;
  end if;
  perform private.audit('sender.unblock', null, p_block_id, jsonb_build_object('let_in', v_let_in));
  return jsonb_build_object('id', p_block_id, 'let_in', v_let_in);
end $$;

-- The door has a porter now: what is behind it is receive_message as it was.
alter function public.receive_message(jsonb, text) rename to take_message;
alter function public.take_message(jsonb, text) set schema private;
revoke execute on function private.take_message(jsonb, text) from service_role;

create function private.keep_out(p_message jsonb, p_raw_path text, p_block_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_event public.inbound_events;
begin
  insert into public.inbound_events as e (channel, provider_id, raw_path, sender, blocked_by, held)
  values (p_message ->> 'channel', p_message ->> 'provider_id', p_raw_path,
    lower(p_message #>> '{sender,email}'), p_block_id, p_message)
  on conflict (channel, provider_id) do update set deliveries = e.deliveries + 1
  returning * into v_event;
  if v_event.deliveries = 1 then
    update public.blocked_senders set messages = messages + 1, last_message_at = clock_timestamp()
    where id = p_block_id;
  end if;
  return jsonb_build_object('duplicate', v_event.deliveries > 1, 'blocked', v_event.ticket_id is null,
    'ticket_id', v_event.ticket_id,
    'number', (select t.number from public.tickets t where t.id = v_event.ticket_id),
    'interaction_id', v_event.interaction_id, 'new_ticket', false);
end $$;
revoke execute on function private.keep_out(jsonb, text, uuid) from public;

create function public.receive_message(p_message jsonb, p_raw_path text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_sender text := lower(p_message #>> '{sender,email}');
  v_block uuid := private.block_on(p_message ->> 'channel', v_sender);
  v_result jsonb;
begin
  if v_block is not null then return private.keep_out(p_message, p_raw_path, v_block); end if;
  v_result := private.take_message(p_message, p_raw_path);
  update public.inbound_events set sender = v_sender
  where channel = p_message ->> 'channel' and provider_id = p_message ->> 'provider_id' and sender is null;
  return v_result || jsonb_build_object('blocked', v_result -> 'ticket_id' = 'null');
end $$;

revoke execute on function public.block_sender(uuid, text, text, text),
  public.unblock_sender(uuid, boolean), public.receive_message(jsonb, text)
  from public, anon, authenticated;
grant execute on function public.block_sender(uuid, text, text, text),
  public.unblock_sender(uuid, boolean) to authenticated, service_role;
grant execute on function public.receive_message(jsonb, text) to service_role;
