-- Set-up by an admin or the secret key: members, teams, categories, sign-ins of customers.

create function public.set_member(
  p_user_id uuid, p_name text, p_email text, p_role text, p_teams text[] default null, p_active boolean default true)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_member public.members;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may make members.';
  end if;
  if exists (select 1 from unnest(p_teams) k where not exists (select 1 from public.teams t where t.key = k)) then
    raise exception using errcode = 'PT422',
      message = format('Unknown team in %s.', array_to_string(p_teams, ', '));
  end if;
  insert into public.members as m (user_id, name, email, role, active)
  values (p_user_id, p_name, lower(p_email), p_role, p_active)
  on conflict (user_id) do update set name = excluded.name, email = excluded.email,
    role = excluded.role, active = excluded.active
  returning * into v_member;
  if p_teams is not null then
    delete from public.team_members where member_id = v_member.id;
    insert into public.team_members (team_id, member_id)
    select t.id, v_member.id from public.teams t where t.key = any (p_teams);
  end if;
  perform private.audit('member.set', null, v_member.id, jsonb_build_object('role', p_role, 'teams', p_teams));
  return to_jsonb(v_member);
end $$;

create function public.set_team(p_key text, p_name text, p_default boolean default false)
returns uuid language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may make teams.';
  end if;
  if p_default then update public.teams set is_default = false where is_default and key <> p_key; end if;
  insert into public.teams (key, name, is_default) values (p_key, p_name, p_default)
  on conflict (key) do update set name = excluded.name, is_default = excluded.is_default
  returning id into v_id;
  return v_id;
end $$;

create function public.set_category(p_key text, p_label text, p_description text, p_team text)
returns text language plpgsql security definer set search_path = '' as $$
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may make categories.';
  end if;
  insert into public.ticket_categories (key, label, description, team_id)
  values (p_key, p_label, p_description, (select t.id from public.teams t where t.key = p_team))
  on conflict (key) do update set label = excluded.label, description = excluded.description,
    team_id = excluded.team_id;
  return p_key;
end $$;

create function public.set_customer(
  p_email text, p_name text default '', p_locale text default null, p_company text default null,
  p_company_domain text default null, p_user_id uuid default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_company uuid;
  v_customer public.customers;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may make customers.';
  end if;
  if p_company is not null then
    select co.id into v_company from public.companies co
    where co.domain = p_company_domain or (p_company_domain is null and co.name = p_company);
    if v_company is null then
      insert into public.companies (name, domain) values (p_company, p_company_domain) returning id into v_company;
    end if;
  end if;
  insert into public.customers as c (email, name, locale, company_id, auth_user_id)
  values (lower(p_email), p_name, p_locale, v_company, p_user_id)
  on conflict ((lower(email))) do update set
    name = case when excluded.name = '' then c.name else excluded.name end,
    locale = coalesce(excluded.locale, c.locale), company_id = coalesce(excluded.company_id, c.company_id),
    auth_user_id = coalesce(excluded.auth_user_id, c.auth_user_id)
  returning * into v_customer;
  insert into public.customer_identities (customer_id, channel, address)
  values (v_customer.id, 'email', lower(p_email)) on conflict do nothing;
  perform private.audit('customer.set', null, v_customer.id);
  return to_jsonb(v_customer);
end $$;

revoke execute on function public.set_member(uuid, text, text, text, text[], boolean),
  public.set_team(text, text, boolean), public.set_category(text, text, text, text),
  public.set_customer(text, text, text, text, text, uuid) from public, anon, authenticated;
grant execute on function public.set_member(uuid, text, text, text, text[], boolean),
  public.set_team(text, text, boolean), public.set_category(text, text, text, text),
  public.set_customer(text, text, text, text, text, uuid) to authenticated, service_role;
