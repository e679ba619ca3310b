-- A second factor is asked for wherever data is read or changed, not only where pages are shown: who
-- has one and comes with a password alone (level aal1 in the token) is nobody yet.

-- Whether a user's token has all that their account asks for. Only of the caller can it be said: what
-- is asked about others (by the service) is not about their token.
create function private.is_proved(p_user uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  perform 1 from auth.mfa_factors f where f.user_id = p_user and f.status = 'verified';
  return not found or p_user is distinct from auth.uid() or coalesce(auth.jwt() ->> 'aal', '') = 'aal2';
end $$;
revoke execute on function private.is_proved(uuid) from public;

-- As before, each of them, of who is proved.
create or replace function private.is_member() returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare v_user uuid := auth.uid();
begin
  perform 1 from public.members m where m.user_id = v_user and m.active;
  return found and private.is_proved(v_user);
end $$;

create or replace function private.is_admin() returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare v_user uuid := auth.uid();
begin
  perform 1 from public.members m where m.user_id = v_user and m.active and m.role = 'admin';
  return found and private.is_proved(v_user);
end $$;

create or replace function private.member_id() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_member uuid;
begin
  select m.id into v_member from public.members m where m.user_id = v_user and m.active;
  return case when v_member is not null and private.is_proved(v_user) then v_member end;
end $$;

create or replace function private.team_ids(p_user uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_user is null or not private.is_proved(p_user) then return '{}'; end if;
  return array(
    select tm.team_id from public.team_members tm
    where tm.member_id = (select m.id from public.members m where m.user_id = p_user and m.active));
end $$;

create or replace function private.visibilities_for(p_user uuid) returns text[]
language sql stable security definer set search_path = '' as $$
  select case when exists (select 1 from public.members m where m.user_id = p_user and m.active)
      and private.is_proved(p_user)
    then array['public', 'internal'] else array['public'] end
$$;

create or replace function private.customer_ids() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_me public.customers;
begin
  select c.* into v_me from public.customers c where c.auth_user_id = v_user;
  if not found or not private.is_proved(v_user) then return '{}'; end if;
  if v_me.company_id is null and v_me.merged_into is null then return array[v_me.id]; end if;
  return private.customers_seen_by(v_me.id);
end $$;

create or replace function private.my_customer_id() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_id uuid;
  v_into uuid;
begin
  select c.id, c.merged_into into v_id, v_into from public.customers c where c.auth_user_id = v_user;
  if v_id is null or not private.is_proved(v_user) then return null; end if;
  return case when v_into is null then v_id else private.surviving_customer(v_into) end;
end $$;

-- As before, but nobody half signed in becomes a second customer.
create or replace function private.own_customer() returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := private.my_customer_id();
  v_email text := private.proved_email(auth.uid());
  v_said jsonb := (select u.raw_user_meta_data from auth.users u where u.id = auth.uid());
  v_name text := left(trim(coalesce(v_said ->> 'name', '')), 200);
  v_locale text := substring(v_said ->> 'locale' from '^[a-z]{2}(?:-[A-Z]{2})?$');
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Sign in to open a ticket.';
  elsif not private.is_proved(auth.uid()) then
    raise exception using errcode = 'PT403', message = 'Your account has a second factor: sign in with its code.';
  end if;
  if v_id is not null then
    perform private.refuse_blocked(v_id);
    return private.hold_customer(v_id);
  end if;
  if v_email is not null then
    v_id := private.find_or_create_customer('email', v_email, v_name);
    perform private.refuse_blocked(v_id);
    update public.customers c set auth_user_id = auth.uid(), locale = coalesce(c.locale, v_locale),
      name = case when c.name = '' then v_name else c.name end
    where c.id = v_id and c.auth_user_id is null and (c.email = v_email or exists (
      select 1 from public.customer_identities i
      where i.customer_id = v_id and i.channel = 'email' and i.address = v_email and i.verified));
    if found then
      update public.customer_identities set verified = true where channel = 'email' and address = v_email;
      perform private.audit('customer.sign_in', null, v_id);
      return v_id;
    end if;
  end if;
  insert into public.customers (email, name, locale, auth_user_id)
  values (gen_random_uuid() || '@visitor.invalid', v_name, v_locale, auth.uid()) returning id into v_id;
  insert into public.customer_identities (customer_id, channel, address)
  values (v_id, 'portal', auth.uid()::text);
  return v_id;
end $$;
