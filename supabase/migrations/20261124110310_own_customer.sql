-- Which customer a signed-in user is, by an address shown to be theirs, and which customer an
-- address belongs to, also after a merge.

-- The address that this user has shown to be theirs, or null: that of Auth, not that of the token,
-- which may be an hour older.
create function private.proved_email(p_user uuid) returns text
language sql stable security definer set search_path = '' as $$
  select lower(u.email) from auth.users u
  where u.id = p_user and u.deleted_at is null and not u.is_anonymous and private.mailbox_proved(u.id)
$$;

-- Who a customer has become: themselves, or whoever they were merged into, to the end of the chain.
create function private.surviving_customer(p_customer_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  with recursive chain as (
    select c.id, c.merged_into from public.customers c where c.id = p_customer_id
    union all
    select c.id, c.merged_into from chain join public.customers c on c.id = chain.merged_into)
  select id from chain where merged_into is null
$$;

-- The same, and the row cannot be merged away before our transaction ends (merge_customers waits).
create function private.hold_customer(p_customer_id uuid) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_id uuid := p_customer_id;
  v_into uuid;
begin
  loop
    select c.merged_into into v_into from public.customers c where c.id = v_id for key share;
    exit when v_into is null;
    v_id := v_into;
  end loop;
  return v_id;
end $$;

-- The customer that the caller is.
create function private.my_customer_id() returns uuid
language sql stable security definer set search_path = '' as $$
  select private.surviving_customer(c.id) from public.customers c where c.auth_user_id = (select auth.uid())
$$;

create or replace function private.customers_seen_by(p_customer uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct mate.id), '{}')
  from public.customers me
  left join public.companies co on co.id = me.company_id and co.shares_tickets
  join public.customers mate on mate.id = me.id or mate.company_id = co.id
  where me.id = private.surviving_customer(p_customer)
$$;

create or replace function private.customer_ids() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(private.customers_seen_by(private.my_customer_id()), '{}')
$$;

revoke execute on function private.proved_email(uuid), private.surviving_customer(uuid),
  private.hold_customer(uuid), private.my_customer_id() from public;
grant execute on function private.my_customer_id() to anon, authenticated, service_role;

drop policy "Customers see themselves, agents their requesters" on public.customers;
create policy "Customers see themselves, agents their requesters"
  on public.customers for select to authenticated using (
    id = (select private.my_customer_id())
    or (select private.is_admin())
    or ((select private.is_member()) and exists (
      select 1 from public.tickets t
      where t.customer_id = customers.id
        and (t.team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
             or t.assignee_id = (select private.member_id())))));
drop policy "A company is seen by whoever sees one of its people" on public.companies;
create policy "A company is seen by admins and whoever sees one of its people"
  on public.companies for select to authenticated using (
    (select private.is_admin())
    or exists (select 1 from public.customers c where c.company_id = companies.id));

-- Whatever opens a ticket for somebody who is being merged opens it for whom they become.
create function private.ticket_of_survivor() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.customer_id := private.hold_customer(new.customer_id);
  return new;
end $$;
revoke execute on function private.ticket_of_survivor() from public;
create trigger tickets_of_survivor before insert on public.tickets
  for each row execute function private.ticket_of_survivor();

-- A mail address in its usual form.
create function private.address_of(p_text text) returns text
language plpgsql immutable set search_path = '' as $$
declare v_address text := lower(trim(coalesce(p_text, '')));
begin
  if v_address !~ '^[^@\s]+@[^@\s]+$' or length(v_address) > 320 then
    raise exception using errcode = 'PT422', message = format('%L is not a mail address.', left(p_text, 100));
  end if;
  if v_address ~ '@(visitor|merged)\.invalid$' then  -- our placeholders: no mailbox, nobody's address
    raise exception using errcode = 'PT422', message = 'This address cannot be written to: name another.';
  end if;
  return v_address;
end $$;
revoke execute on function private.address_of(text) from public;

-- The customer with this address, made on first sight, and held.
create or replace function private.find_or_create_customer(p_channel text, p_address text, p_name text)
returns uuid language plpgsql security definer set search_path = '' as $$
declare
  v_address text := private.address_of(p_address);
  v_id uuid;
  v_held uuid;
begin
  loop
    select i.customer_id into v_id from public.customer_identities i
    where i.channel = p_channel and i.address = v_address;
    exit when v_id is null;
    v_held := private.hold_customer(v_id);
    -- Unless the address has moved while we waited: a merge was undone.
    if exists (select 1 from public.customer_identities i
      where i.channel = p_channel and i.address = v_address and i.customer_id = v_id) then
      return v_held;
    end if;
  end loop;
  insert into public.customers (email, name, company_id)
  values (v_address, left(p_name, 200),
    (select co.id from public.companies co where co.domain = split_part(v_address, '@', 2)))
  on conflict ((lower(email))) do update set
    name = case when customers.name = '' then excluded.name else customers.name end
  returning id into v_id;
  insert into public.customer_identities (customer_id, channel, address)
  values (v_id, p_channel, v_address)
  on conflict (channel, address) do nothing;
  return private.hold_customer(v_id);
end $$;

-- A signed-in requester's own customer row. With a proved mailbox it is the one whose first address
-- or vouched-for address that is, with all it has written before; an address that was only added
-- to somebody does not open their tickets. Else it is one without an address, which no mail goes
-- to or joins, until an admin links the two (set_customer).
create or replace function private.own_customer() returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := private.my_customer_id();
  v_email text := private.proved_email(auth.uid());
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Sign in to open a ticket.';
  end if;
  if v_id is not null then
    perform private.refuse_blocked(v_id);
    return private.hold_customer(v_id);
  end if;
  if v_email is not null then
    v_id := private.find_or_create_customer('email', v_email, '');
    perform private.refuse_blocked(v_id);
    update public.customers c set auth_user_id = auth.uid()
    where c.id = v_id and c.auth_user_id is null and (c.email = v_email or exists (
      select 1 from public.customer_identities i
      where i.customer_id = v_id and i.channel = 'email' and i.address = v_email and i.verified));
    if found then
      update public.customer_identities set verified = true where channel = 'email' and address = v_email;
      perform private.audit('customer.sign_in', null, v_id);
      return v_id;
    end if;
  end if;
  insert into public.customers (email, auth_user_id)
  values (gen_random_uuid() || '@visitor.invalid', auth.uid()) returning id into v_id;
  insert into public.customer_identities (customer_id, channel, address)
  values (v_id, 'portal', auth.uid()::text);
  return v_id;
end $$;
