-- Customers and their addresses: changed by members who see them.

-- The very rule of the policy on customers, for members.
create function private.member_sees_customer(p_customer_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.is_service() or private.is_admin() or (private.is_member() and exists (
    select 1 from public.tickets t
    where t.customer_id = p_customer_id
      and (t.team_id = any (private.team_ids(auth.uid())) or t.assignee_id = private.member_id())))
$$;
revoke execute on function private.member_sees_customer(uuid) from public;

-- The customer, locked, if the caller may change them.
create function private.customer_to_change(p_customer_id uuid) returns public.customers
language plpgsql security definer set search_path = '' as $$
declare v_customer public.customers;
begin
  select * into v_customer from public.customers c
  where c.id = p_customer_id and private.member_sees_customer(c.id) for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such customer in your teams.';
  end if;
  if v_customer.merged_into is not null then
    raise exception using errcode = 'PT409', message =
      'This customer was merged into another: change that one, or undo the merge.';
  end if;
  return v_customer;
end $$;
revoke execute on function private.customer_to_change(uuid) from public;

-- By any of their addresses, else new. What is not given stays.
create or replace function public.set_customer(
  p_email text, p_name text default '', p_locale text default null, p_company text default null,
  p_company_domain text default null, p_user_id uuid default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_company uuid;
  v_id uuid;
  v_customer public.customers;
begin
  perform private.admins_only('make customers');
  if p_company is not null then
    select co.id into v_company from public.companies co
    where co.domain = p_company_domain or (p_company_domain is null and co.name = p_company);
    if v_company is null then
      v_company := (public.set_company(p_company, p_company_domain) ->> 'id')::uuid;
    end if;
  end if;
  v_id := private.find_or_create_customer('email', p_email, coalesce(p_name, ''));
  update public.customers c set
    name = coalesce(nullif(p_name, ''), c.name), locale = coalesce(p_locale, c.locale),
    company_id = coalesce(v_company, c.company_id), auth_user_id = coalesce(p_user_id, c.auth_user_id)
  where c.id = v_id returning * into v_customer;
  perform private.audit('customer.set', null, v_customer.id);
  return to_jsonb(v_customer);
end $$;

create function private.check_customer_changes(p_changes jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  v_wrong text := (select k from jsonb_object_keys(p_changes) k
    where k not in ('name', 'locale', 'time_zone', 'company_id', 'metadata') order by k limit 1);
begin
  if v_wrong is not null then
    raise exception using errcode = 'PT422', message = format(
      '%s cannot be changed here: name, locale, time_zone, company_id and metadata can.', left(v_wrong, 60));
  end if;
  if p_changes ->> 'time_zone' is not null and not exists (
    select 1 from pg_timezone_names z where z.name = p_changes ->> 'time_zone') then
    raise exception using errcode = 'PT422', message = format(
      'There is no time zone %s: name one like Europe/Zurich.', left(p_changes ->> 'time_zone', 60));
  end if;
  if jsonb_typeof(coalesce(p_changes -> 'metadata', '{}')) <> 'object' then
    raise exception using errcode = 'PT422', message = 'metadata is an object; a key with null goes.';
  end if;
end $$;
revoke execute on function private.check_customer_changes(jsonb) from public;

-- Into a company whose people see each other's tickets only an admin puts somebody.
create function private.check_company(p_company_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
declare v_shares boolean := (select co.shares_tickets from public.companies co where co.id = p_company_id);
begin
  if v_shares is null then
    raise exception using errcode = 'PT404', message = 'There is no such company.';
  end if;
  if v_shares then
    perform private.admins_only('put somebody into a company that shares its tickets');
  end if;
end $$;
revoke execute on function private.check_company(uuid) from public;

create function public.update_customer(p_customer_id uuid, p_changes jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_before public.customers := private.customer_to_change(p_customer_id);
  v_company uuid := (p_changes ->> 'company_id')::uuid;
  v_after public.customers;
begin
  perform private.check_customer_changes(p_changes);
  if v_company is distinct from v_before.company_id and v_company is not null then
    perform private.check_company(v_company);
  end if;
  update public.customers c set
    name = case when p_changes ? 'name' then coalesce(trim(p_changes ->> 'name'), '') else c.name end,
    locale = case when p_changes ? 'locale' then p_changes ->> 'locale' else c.locale end,
    time_zone = case when p_changes ? 'time_zone' then p_changes ->> 'time_zone' else c.time_zone end,
    company_id = case when p_changes ? 'company_id' then v_company else c.company_id end,
    metadata = jsonb_strip_nulls(c.metadata || coalesce(nullif(p_changes -> 'metadata', 'null'), '{}'))
  where c.id = p_customer_id returning * into v_after;
  perform private.audit('customer.update', null, p_customer_id, (
    select coalesce(jsonb_object_agg(k, jsonb_build_array(to_jsonb(v_before) -> k, to_jsonb(v_after) -> k)), '{}')
    from jsonb_object_keys(p_changes) k where to_jsonb(v_before) -> k is distinct from to_jsonb(v_after) -> k));
  return to_jsonb(v_after);
end $$;

-- ---------------------------------------------------------------------------------- addresses

create function private.addresses(p_customer_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('channel', i.channel, 'address', i.address, 'verified', i.verified,
    'primary', i.channel = 'email' and i.address = lower(c.email), 'created_at', i.created_at)
    order by (i.channel = 'email' and i.address = lower(c.email)) desc, i.created_at, i.address), '[]')
  from public.customer_identities i join public.customers c on c.id = i.customer_id
  where i.customer_id = p_customer_id
$$;
revoke execute on function private.addresses(uuid) from public;

create function private.identity_of(p_customer_id uuid, p_channel text, p_address text)
returns public.customer_identities language plpgsql security definer set search_path = '' as $$
declare v_identity public.customer_identities;
begin
  select * into v_identity from public.customer_identities i
  where i.customer_id = p_customer_id and i.channel = p_channel and i.address = lower(trim(p_address)) for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'This customer has no such address.';
  end if;
  return v_identity;
end $$;
revoke execute on function private.identity_of(uuid, text, text) from public;

-- Mails from there join their threads from now on.
create function public.add_customer_address(
  p_customer_id uuid, p_address text, p_verified boolean default false, p_channel text default 'email')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_customer public.customers := private.customer_to_change(p_customer_id);
  v_address text := case when p_channel = 'email' then private.address_of(p_address) else lower(trim(p_address)) end;
  v_owner uuid;
begin
  insert into public.customer_identities as i (customer_id, channel, address, verified)
  values (p_customer_id, p_channel, v_address, p_verified)
  on conflict (channel, address) do nothing;
  select i.customer_id into v_owner from public.customer_identities i
  where i.channel = p_channel and i.address = v_address;
  if v_owner is distinct from p_customer_id then
    raise exception using errcode = 'PT409',
      message = format('%s belongs to another customer: merge the two, or take it away there first.', v_address);
  end if;
  -- Somebody without a mailbox has one now.
  if p_channel = 'email' and v_customer.email like '%@visitor.invalid' then
    update public.customers set email = v_address where id = p_customer_id;
  end if;
  perform private.audit('customer.address_add', null, p_customer_id,
    jsonb_build_object('channel', p_channel, 'address', v_address, 'verified', p_verified));
  return private.addresses(p_customer_id);
end $$;

create function public.remove_customer_address(p_customer_id uuid, p_address text, p_channel text default 'email')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_customer public.customers := private.customer_to_change(p_customer_id);
  v_identity public.customer_identities := private.identity_of(p_customer_id, p_channel, p_address);
begin
  if p_channel = 'email' and v_identity.address = lower(v_customer.email) then
    raise exception using errcode = 'PT409', message =
      'Answers go to this address: make another the primary one first.';
  end if;
  delete from public.customer_identities i where i.channel = p_channel and i.address = v_identity.address;
  perform private.audit('customer.address_remove', null, p_customer_id,
    jsonb_build_object('channel', p_channel, 'address', v_identity.address));
  return private.addresses(p_customer_id);
end $$;

-- Answers go to the primary address. What is not given stays.
create function public.set_customer_address(
  p_customer_id uuid, p_address text, p_primary boolean default null, p_verified boolean default null,
  p_channel text default 'email')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_customer public.customers := private.customer_to_change(p_customer_id);
  v_identity public.customer_identities := private.identity_of(p_customer_id, p_channel, p_address);
begin
  if p_primary and p_channel <> 'email' or p_primary is false and v_identity.address = lower(v_customer.email) then
    raise exception using errcode = 'PT422', message = 'One mail address is the primary one: name the other.';
  end if;
  update public.customer_identities i set verified = coalesce(p_verified, i.verified)
  where i.channel = p_channel and i.address = v_identity.address;
  if p_primary and v_identity.address <> v_customer.email then
    update public.customers set email = v_identity.address where id = p_customer_id;
  end if;
  perform private.audit('customer.address_set', null, p_customer_id, jsonb_build_object('channel', p_channel,
    'address', v_identity.address, 'primary', p_primary, 'verified', p_verified,
    'before', jsonb_build_object('email', v_customer.email, 'verified', v_identity.verified)));
  return private.addresses(p_customer_id);
end $$;

-- Where an answer on a ticket goes: to the address that wrote last, while it is still the
-- customer's; else to the primary one. Somebody with two mailboxes is answered where they wrote.
create function private.reply_address(p_ticket_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select i.address from public.inbound_events e
    join public.customer_identities i on i.channel = 'email' and i.address = e.sender
    where e.ticket_id = t.id and e.channel = 'email' and i.customer_id = t.customer_id
    order by e.received_at desc limit 1), c.email)
  from public.tickets t join public.customers c on c.id = t.customer_id
  where t.id = p_ticket_id
$$;
revoke execute on function private.reply_address(uuid) from public;

revoke execute on function public.update_customer(uuid, jsonb),
  public.add_customer_address(uuid, text, boolean, text),
  public.remove_customer_address(uuid, text, text),
  public.set_customer_address(uuid, text, boolean, boolean, text) from public, anon, authenticated;
grant execute on function public.update_customer(uuid, jsonb),
  public.add_customer_address(uuid, text, boolean, text),
  public.remove_customer_address(uuid, text, text),
  public.set_customer_address(uuid, text, boolean, boolean, text) to authenticated, service_role;
