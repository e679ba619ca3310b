-- Who the caller is, and whom an id names, with less to read.

-- Policies ask once a statement, so on a short page these questions are most of what Row Level
-- Security costs. In PL/pgSQL their plans are kept by every version of Postgres (those of SQL
-- functions by 18 only), and each reads one row where it read a join.
create or replace function private.member_id() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_member uuid;
begin
  select m.id into v_member from public.members m where m.user_id = v_user and m.active;
  return v_member;
end $$;

create or replace function private.is_member() returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare v_user uuid := auth.uid();
begin
  perform 1 from public.members m where m.user_id = v_user and m.active;
  return found;
end $$;

create or replace function private.is_admin() returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare v_user uuid := auth.uid();
begin
  perform 1 from public.members m where m.user_id = v_user and m.active and m.role = 'admin';
  return found;
end $$;

create or replace function private.team_ids(p_user uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select tm.team_id from public.team_members tm
    where tm.member_id = (select m.id from public.members m where m.user_id = p_user and m.active));
end $$;

create or replace function private.member_can_see(p_ticket public.tickets) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.is_service()
    or coalesce(p_ticket.team_id = any (private.team_ids(auth.uid())), false)
    or coalesce(p_ticket.assignee_id = private.member_id(), false)
    or private.is_admin()
$$;

-- Who a customer has become: themselves, or whoever they were merged into, to the end of the chain.
create or replace function private.surviving_customer(p_customer_id uuid) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_id uuid := p_customer_id;
  v_into uuid;
begin
  loop
    select c.merged_into into v_into from public.customers c where c.id = v_id;
    if not found then return null; end if;
    if v_into is null then return v_id; end if;
    v_id := v_into;
  end loop;
end $$;

create or replace function private.my_customer_id() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_id uuid;
  v_into uuid;
begin
  select c.id, c.merged_into into v_id, v_into from public.customers c where c.auth_user_id = v_user;
  return case when v_into is null then v_id else private.surviving_customer(v_into) end;
end $$;

-- Whose tickets a customer may see: their own, and their colleagues' where the company shares.
create or replace function private.customers_seen_by(p_customer uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  v_id uuid := private.surviving_customer(p_customer);
  v_company uuid;
begin
  if v_id is null then return '{}'; end if;
  select co.id into v_company
  from public.customers c join public.companies co on co.id = c.company_id and co.shares_tickets
  where c.id = v_id;
  if not found then return array[v_id]; end if;
  return array(select c.id from public.customers c where c.company_id = v_company order by c.id);
end $$;

create or replace function private.customer_ids() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_me public.customers;
begin
  select c.* into v_me from public.customers c where c.auth_user_id = v_user;
  if not found then return '{}'; end if;
  if v_me.company_id is null and v_me.merged_into is null then return array[v_me.id]; end if;
  return private.customers_seen_by(v_me.id);
end $$;

-- The rule on tickets, in the order in which it is cheapest: agents' teams first, then requesters.
alter policy "Requesters see theirs, agents their teams', admins all" on public.tickets using (
  team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
  or customer_id = any ((select private.customer_ids())::uuid[])
  or assignee_id = (select private.member_id())
  or (select private.is_admin()));

-- The one customer with this id or address, also by an address of another channel. (The id as text
-- was compared with all customers.)
create or replace function private.customers_called(p_text text) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  if pg_input_is_valid(p_text, 'uuid') then
    return array(
      select c.id from public.customers c where c.id = p_text::uuid
      union select i.customer_id from public.customer_identities i where i.address = p_text);
  end if;
  return array(
    select c.id from public.customers c where lower(c.email) = p_text
    union select i.customer_id from public.customer_identities i where i.address = p_text);
end $$;
