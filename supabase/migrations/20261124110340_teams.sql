-- Teams: made, filled, and removed into another one.

create or replace function public.set_team(p_key text, p_name text, p_default boolean default false)
returns uuid language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  perform private.admins_only('make teams');
  if not p_default and exists (select 1 from public.teams t where t.key = p_key and t.is_default) then
    raise exception using errcode = 'PT409', message =
      format('New tickets wait with %s: make another team the default first.', p_key);
  end if;
  if p_default then update public.teams set is_default = false where is_default and key <> p_key; end if;
  insert into public.teams (key, name, is_default) values (p_key, p_name, p_default)
  on conflict (key) do update set name = excluded.name, is_default = excluded.is_default
  returning id into v_id;
  perform private.audit('team.set', null, v_id, jsonb_build_object('key', p_key, 'name', p_name, 'default', p_default));
  return v_id;
end $$;

create function public.set_team_member(p_team text, p_member_id uuid, p_belongs boolean default true)
returns text[] language plpgsql security definer set search_path = '' as $$
declare v_team uuid := (select t.id from public.teams t where t.key = p_team);
begin
  perform private.admins_only('say who is in which team');
  perform private.check_teams(array[p_team]);
  if not exists (select 1 from public.members m where m.id = p_member_id) then
    raise exception using errcode = 'PT404', message = 'There is no such member.';
  end if;
  if p_belongs then
    insert into public.team_members (team_id, member_id) values (v_team, p_member_id) on conflict do nothing;
  else
    delete from public.team_members where team_id = v_team and member_id = p_member_id;
  end if;
  perform private.audit('team.member', null, p_member_id, jsonb_build_object('team', p_team, 'belongs', p_belongs));
  return array(select t.key from public.team_members tm join public.teams t on t.id = tm.team_id
    where tm.member_id = p_member_id order by t.key);
end $$;

-- Its tickets and categories go to another team: a ticket without one is seen by admins only.
create function public.remove_team(p_team text, p_into text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_team public.teams;
  v_into public.teams;
  v_tickets integer;
begin
  perform private.admins_only('remove teams');
  perform private.check_teams(array[p_team] || p_into);
  select * into v_team from public.teams t where t.key = p_team for update;
  select * into v_into from public.teams t where case when p_into is null then t.is_default else t.key = p_into end;
  if v_team.is_default or v_into.id is null or v_into.id = v_team.id then
    raise exception using errcode = 'PT409',
      message = format('The work of %s needs another team to go to, and the default team stays.', p_team);
  end if;
  update public.ticket_categories set team_id = v_into.id where team_id = v_team.id;
  update public.tickets set team_id = v_into.id where team_id = v_team.id;
  get diagnostics v_tickets = row_count;
  delete from public.teams where id = v_team.id;
  perform private.audit('team.remove', null, v_team.id,
    jsonb_build_object('key', p_team, 'into', v_into.key, 'tickets', v_tickets));
  return jsonb_build_object('removed', p_team, 'into', v_into.key, 'tickets', v_tickets);
exception when foreign_key_violation or restrict_violation then
  raise exception using errcode = 'PT409',
    message = format('A service level or a rule is still made for %s: change that first.', p_team);
end $$;

revoke execute on function public.set_team_member(text, uuid, boolean),
  public.remove_team(text, text) from public, anon, authenticated;
grant execute on function public.set_team_member(text, uuid, boolean),
  public.remove_team(text, text) to authenticated, service_role;
