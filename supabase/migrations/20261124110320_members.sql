-- Members: leaving (the tickets go back to the team, and one admin remains) and the own profile.

-- Why the caller may not, if so. One sentence for all that only admins do.
create function private.admins_only(p_what text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = format('Only an admin may %s.', p_what);
  end if;
end $$;
revoke execute on function private.admins_only(text) from public;

create function private.check_teams(p_teams text[]) returns void
language plpgsql stable security definer set search_path = '' as $$
declare v_unknown text;
begin
  select k into v_unknown from unnest(p_teams) k
  where not exists (select 1 from public.teams t where t.key = k) limit 1;
  if v_unknown is not null then
    raise exception using errcode = 'PT422', message = format('There is no team %s.', v_unknown);
  end if;
end $$;
revoke execute on function private.check_teams(text[]) from public;

-- A desk without an admin could never be set up again. Admins who leave at the same moment take
-- turns at the lock, so that the second of them sees that the first has gone.
create function private.keep_an_admin() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('members.last_admin', 0));
  if not exists (select 1 from public.members m
    where m.id <> old.id and m.role = 'admin' and m.active and m.user_id is not null) then
    raise exception using errcode = 'PT409',
      message = format('%s is the last admin: make somebody else an admin first.', old.name);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
revoke execute on function private.keep_an_admin() from public;
create trigger members_keep_an_admin before update of role, active, user_id on public.members
  for each row when (old.role = 'admin' and old.active and old.user_id is not null
    and (new.role <> 'admin' or not new.active or new.user_id is null))
  execute function private.keep_an_admin();
create trigger members_keep_an_admin_at_all before delete on public.members
  for each row when (old.role = 'admin' and old.active and old.user_id is not null)
  execute function private.keep_an_admin();

-- Who leaves holds no work: what is not done goes back to its team (to the first team when it has
-- none, where nobody but an admin would see it).
create function private.hand_back_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_first text := (select t.key from public.teams t where t.is_default);
begin
  for v_ticket in
    select t.* from public.tickets t
    where t.assignee_id = new.id and t.status not in ('solved', 'closed') order by t.id for update
  loop
    perform private.apply_changes(v_ticket.id, '{"assignee": null}'::jsonb
      || case when v_ticket.team_id is null and v_first is not null
              then jsonb_build_object('team', v_first) else '{}' end,
      format('%s has left.', new.name));
  end loop;
  return null;
end $$;
revoke execute on function private.hand_back_tickets() from public;
create trigger members_hand_back after update of active on public.members
  for each row when (old.active and not new.active) execute function private.hand_back_tickets();

create function public.set_member_active(p_member_id uuid, p_active boolean)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_member public.members;
begin
  perform private.admins_only('let members in or out');
  select * into v_member from public.members m where m.id = p_member_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such member.';
  end if;
  if v_member.active is distinct from p_active then
    update public.members set active = p_active where id = p_member_id returning * into v_member;
    perform private.audit(case when p_active then 'member.activate' else 'member.deactivate' end, null, p_member_id);
  end if;
  return to_jsonb(v_member);
end $$;

-- What members say of themselves; what is not given stays.
create function public.set_profile(
  p_name text default null, p_signature text default null, p_locale text default null,
  p_available boolean default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_member public.members;
begin
  if length(p_signature) > 5000 then
    raise exception using errcode = 'PT422', message = 'A signature may have 5,000 characters at most.';
  end if;
  update public.members m set
    name = coalesce(nullif(trim(p_name), ''), m.name), signature = coalesce(p_signature, m.signature),
    locale = coalesce(p_locale, m.locale), available = coalesce(p_available, m.available)
  where m.id = private.member_id() returning * into v_member;
  if not found then
    raise exception using errcode = 'PT403', message = 'Only members have a profile here.';
  end if;
  perform private.audit('member.profile', null, v_member.id);
  return to_jsonb(v_member);
end $$;

revoke execute on function public.set_member_active(uuid, boolean),
  public.set_profile(text, text, text, boolean) from public, anon, authenticated;
grant execute on function public.set_member_active(uuid, boolean),
  public.set_profile(text, text, text, boolean) to authenticated, service_role;
