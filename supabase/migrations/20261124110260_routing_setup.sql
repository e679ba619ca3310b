-- Routing set up: teams' strategies, members' skills and limits, absences.

create function private.team_named(p_key text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare v_id uuid := (select t.id from public.teams t where t.key = p_key);
begin
  if v_id is null then
    raise exception using errcode = 'PT404', message = format('There is no team %L.', p_key);
  end if;
  return v_id;
end $$;

-- A member by mail address or id; null is the caller.
create function private.member_named(p_name text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare v_id uuid := case when p_name is null then private.member_id() else (
  select m.id from public.members m where lower(m.email) = lower(p_name) or m.id::text = lower(p_name)) end;
begin
  if v_id is null then
    raise exception using errcode = 'PT404', message = case when p_name is null
      then 'Name a member: the secret key is nobody.' else format('There is no member %L.', p_name) end;
  end if;
  return v_id;
end $$;
revoke execute on function private.team_named(text), private.member_named(text) from public;

-- p_fallback: the team that takes over when nobody can; '' for none. What is null stays.
create function public.set_team_routing(p_team text, p_strategy text default null, p_fallback text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
  v_old public.team_routing;
  v_new public.team_routing;
begin
  perform private.admin_only('say how a team shares out its tickets');
  v_id := private.team_named(p_team);
  if p_strategy not in ('manual', 'round_robin', 'least_loaded') then
    raise exception using errcode = 'PT422',
      message = format('There is no strategy %L: known are manual, round_robin, least_loaded.', p_strategy);
  elsif p_fallback = p_team then
    raise exception using errcode = 'PT422', message = 'A team cannot take over from itself.';
  end if;
  select * into strict v_old from public.team_routing r where r.team_id = v_id for update;
  update public.team_routing set strategy = coalesce(p_strategy, strategy),
    fallback_team_id = case when p_fallback is null then fallback_team_id
                            when p_fallback = '' then null else private.team_named(p_fallback) end,
    updated_at = now()
  where team_id = v_id returning * into v_new;
  perform private.audit('routing.set', null, v_id, jsonb_build_object('before', to_jsonb(v_old), 'after', to_jsonb(v_new)));
  return to_jsonb(v_new);
end $$;

-- What a member can do and how much; p_calendar: the key of the calendar they work by, '' for always.
create function public.set_member_routing(
  p_member text, p_skills text[] default null, p_capacity integer default null, p_calendar text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
  v_member public.members;
  v_calendar uuid;
begin
  perform private.admin_only('set skills, capacity and hours');
  v_id := private.member_named(p_member);
  if p_capacity not between 0 and 1000 then
    raise exception using errcode = 'PT422', message = 'A capacity is 0 to 1000 tickets.';
  elsif exists (select 1 from unnest(p_skills) s where s !~ '^[[:alnum:]][[:alnum:]_-]{0,39}$') then
    raise exception using errcode = 'PT422', message = 'A skill is one word of letters, digits, _ and -.';
  end if;
  update public.members m set capacity = coalesce(p_capacity, m.capacity),
    skills = coalesce((select array_agg(distinct lower(s) order by lower(s)) from unnest(p_skills) s),
                      case when p_skills = '{}' then '{}' else m.skills end)
  where m.id = v_id returning * into v_member;
  if p_calendar = '' then
    delete from public.member_schedules where member_id = v_id;
  elsif p_calendar is not null then
    select c.id into v_calendar from public.calendars c where c.key = p_calendar;
    if v_calendar is null then
      raise exception using errcode = 'PT404', message = format('There is no calendar %L.', p_calendar);
    end if;
    insert into public.member_schedules (member_id, calendar_id) values (v_id, v_calendar)
    on conflict (member_id) do update set calendar_id = excluded.calendar_id;
  end if;
  perform private.audit('member.routing', null, v_id, jsonb_strip_nulls(jsonb_build_object(
    'skills', p_skills, 'capacity', p_capacity, 'calendar', p_calendar)));
  return jsonb_build_object('member_id', v_id, 'skills', v_member.skills, 'capacity', v_member.capacity,
    'calendar', (select c.key from public.member_schedules s join public.calendars c on c.id = s.calendar_id
                 where s.member_id = v_id));
end $$;

-- The skills that tickets of a category, tag or language need; an empty list for none.
create function public.set_skills_needed(p_fact text, p_value text, p_skills text[])
returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  perform private.admin_only('say what needs which skill');
  if p_fact is null or p_fact not in ('category', 'tag', 'language') then
    raise exception using errcode = 'PT422', message = 'Skills are needed for a category, a tag or a language.';
  end if;
  perform private.rule_literal(p_fact, 'key', to_jsonb(p_value), p_fact);
  if exists (select 1 from unnest(p_skills) s where s !~ '^[[:alnum:]][[:alnum:]_-]{0,39}$') then
    raise exception using errcode = 'PT422', message = 'A skill is one word of letters, digits, _ and -.';
  end if;
  delete from public.skill_requirements r where r.fact = p_fact and r.value = p_value;
  insert into public.skill_requirements (fact, value, skill)
  select distinct p_fact, p_value, lower(s) from unnest(p_skills) s;
  perform private.audit('skills.set', null, null,
    jsonb_build_object('fact', p_fact, 'value', p_value, 'skills', p_skills));
  return jsonb_build_object('fact', p_fact, 'value', p_value, 'skills', to_jsonb(p_skills));
end $$;

-- Members for themselves, admins for anybody. p_ends_at null: until further notice.
create function public.add_absence(
  p_member text default null, p_starts_at timestamptz default null, p_ends_at timestamptz default null,
  p_note text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_row public.member_absences;
  v_member uuid;
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members can be away.';
  end if;
  v_member := private.member_named(p_member);
  if v_member is distinct from private.member_id() then perform private.admin_only('say that others are away'); end if;
  if p_ends_at <= coalesce(p_starts_at, now()) then
    raise exception using errcode = 'PT422', message = 'An absence ends after it begins.';
  end if;
  insert into public.member_absences (member_id, starts_at, ends_at, note, created_by)
  values (v_member, coalesce(p_starts_at, now()), p_ends_at, left(coalesce(p_note, ''), 500), auth.uid())
  returning * into v_row;
  perform private.audit('absence.add', null, v_member, to_jsonb(v_row));
  return to_jsonb(v_row);
end $$;

-- Back again: one that runs ends now, one that has not begun is gone.
create function public.end_absence(p_absence_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_row public.member_absences;
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members can be away.';
  end if;
  select * into v_row from public.member_absences a where a.id = p_absence_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such absence.';
  end if;
  if v_row.member_id is distinct from private.member_id() then perform private.admin_only('say that others are back'); end if;
  if v_row.starts_at >= now() then
    delete from public.member_absences where id = p_absence_id;
  else
    update public.member_absences set ends_at = now()
    where id = p_absence_id and coalesce(ends_at, 'infinity') > now() returning * into v_row;
    if not found then
      raise exception using errcode = 'PT409', message = 'This absence is over already.';
    end if;
  end if;
  perform private.audit('absence.end', null, v_row.member_id, to_jsonb(v_row));
  return to_jsonb(v_row);
end $$;

-- Teams with their strategy and members with load, capacity and what keeps them from new tickets.
create function public.routing_overview() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare v_now timestamptz := private.clock();
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members see who has how much to do.';
  end if;
  return jsonb_build_object(
    'teams', (
      select coalesce(jsonb_agg(jsonb_build_object('key', t.key, 'name', t.name, 'strategy', r.strategy,
        'fallback', f.key, 'assigned', r.assigned, 'waiting', (
          select count(*) from public.tickets w where w.team_id = t.id and w.is_open and w.assignee_id is null),
        'members', (select coalesce(jsonb_agg(m.email order by m.email), '[]') from public.team_members tm
          join public.members m on m.id = tm.member_id and m.active where tm.team_id = t.id)) order by t.key), '[]')
      from public.teams t join public.team_routing r on r.team_id = t.id
      left join public.teams f on f.id = r.fallback_team_id),
    'members', (
      select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email,
        'skills', m.skills, 'capacity', m.capacity, 'load', private.member_load(m.id),
        'away_until', nullif(private.away_until(m.id, v_now), 'infinity'),
        'away', private.away_until(m.id, v_now) is not null, 'working', private.is_working(m.id, v_now),
        'calendar', (select c.key from public.member_schedules s join public.calendars c on c.id = s.calendar_id
                     where s.member_id = m.id)) order by m.name, m.id), '[]')
      from public.members m where m.active),
    'skills_needed', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.fact, s.value, s.skill), '[]') from public.skill_requirements s));
end $$;

revoke execute on function public.set_team_routing(text, text, text),
  public.set_member_routing(text, text[], integer, text),
  public.set_skills_needed(text, text, text[]),
  public.add_absence(text, timestamptz, timestamptz, text), public.end_absence(uuid),
  public.routing_overview() from public, anon, authenticated;
grant execute on function public.set_team_routing(text, text, text),
  public.set_member_routing(text, text[], integer, text),
  public.set_skills_needed(text, text, text[]),
  public.add_absence(text, timestamptz, timestamptz, text), public.end_absence(uuid),
  public.routing_overview() to authenticated, service_role;
