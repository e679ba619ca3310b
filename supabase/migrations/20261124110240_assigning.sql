-- Choosing who gets a ticket, by skills, load, absences and fall-back teams, and assigning it, once
-- each however many run at once.

-- What a ticket weighs on its assignee. What waits for the customer still has to be kept in mind.
create function private.ticket_load(p_status text, p_priority integer) returns numeric
language sql immutable set search_path = '' as $$
  select case when p_status in ('new', 'open') then case p_priority when 1 then 2 when 2 then 1.5 else 1 end
              when p_status in ('pending', 'on_hold') then 0.25 else 0 end
$$;

-- Counted, not kept: a member has tens of live tickets, and the index finds them.
create function private.member_load(p_member_id uuid) returns numeric
language sql stable security definer set search_path = '' as $$
  select coalesce(sum(private.ticket_load(t.status, t.priority)), 0) from public.tickets t
  where t.assignee_id = p_member_id and t.status in ('new', 'open', 'pending', 'on_hold')
$$;

create function private.skills_needed(p_ticket public.tickets) returns text[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct s.skill order by s.skill), '{}') from public.skill_requirements s
  where (s.fact = 'category' and s.value = p_ticket.category)
     or (s.fact = 'language' and s.value = p_ticket.language)
     or (s.fact = 'tag' and exists (select 1 from public.ticket_tags g where g.ticket_id = p_ticket.id and g.tag = s.value))
$$;

-- Until when a member is away; null: is here. 'infinity': until further notice, or for good.
create function private.away_until(p_member_id uuid, p_now timestamptz) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select case when p_member_id is null then null
    when not (select m.active from public.members m where m.id = p_member_id) then 'infinity'
    else (select max(coalesce(a.ends_at, 'infinity')) from public.member_absences a
          where a.member_id = p_member_id and a.starts_at <= p_now and coalesce(a.ends_at, 'infinity') > p_now) end
$$;

-- Is it within the member's working hours? Without a schedule it always is.
create function private.is_working(p_member_id uuid, p_now timestamptz) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select private.business_seconds(s.calendar_id, p_now, p_now + interval '1 second') > 0
    from public.member_schedules s where s.member_id = p_member_id), true)
$$;

-- The team's active members, and what speaks against each ('' for nothing).
create function private.team_candidates(p_team_id uuid, p_ticket public.tickets, p_now timestamptz)
returns table (member_id uuid, name text, load numeric, capacity integer, against text, last_at timestamptz)
language sql stable security definer set search_path = '' as $$
  with facts as (
    select m.id, m.name, m.capacity,
      -- What the ticket itself weighs is not yet there, or is not to count against its own assignee.
      private.member_load(m.id) - case when p_ticket.assignee_id = m.id
        then private.ticket_load(p_ticket.status, p_ticket.priority) else 0 end as load,
      private.away_until(m.id, p_now) as away,
      -- By its name, since the column comes with a later migration.
      coalesce((to_jsonb(m) ->> 'available')::boolean, true) as available,
      private.is_working(m.id, p_now) as working,
      array(select s from unnest(private.skills_needed(p_ticket)) s where s <> all (m.skills)) as lacks,
      (select max(a.at) from public.assignments a where a.member_id = m.id) as last_at
    from public.team_members tm join public.members m on m.id = tm.member_id
    where tm.team_id = p_team_id and m.active)
  select f.id, f.name, f.load, f.capacity, case
    when f.away = 'infinity' then 'away'
    when f.away is not null then 'away until ' || to_char(f.away at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'
    when not f.available then 'takes no new tickets'
    when not f.working then 'outside working hours'
    when f.lacks <> '{}' then 'lacks ' || array_to_string(f.lacks, ', ')
    when f.load + private.ticket_load('open', p_ticket.priority) > f.capacity
      then format('full, %s of %s', trim_scale(f.load), f.capacity)
    else '' end, f.last_at
  from facts f
$$;
revoke execute on function private.ticket_load(text, integer), private.member_load(uuid),
  private.skills_needed(public.tickets), private.away_until(uuid, timestamptz),
  private.is_working(uuid, timestamptz),
  private.team_candidates(uuid, public.tickets, timestamptz) from public;

-- LOCKS --------------------------------------------------------------------------------------------

-- A team and those that take over from it, in their order.
create function private.fallback_chain(p_team_id uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  with recursive chain (team_id, path) as (
    select p_team_id, array[p_team_id]
    union all
    select r.fallback_team_id, c.path || r.fallback_team_id
    from chain c join public.team_routing r on r.team_id = c.team_id
    where r.fallback_team_id <> all (c.path))
  select c.path from chain c order by cardinality(c.path) desc limit 1
$$;

-- Takes the counters of the teams that share members with these, in one order: then no two
-- assignments that could choose the same member run at once, and their loads are exact.
-- Those who hold a ticket do not wait (p_wait false): whoever waits for a counter holds nothing.
create function private.lock_counters(p_teams uuid[], p_wait boolean) returns boolean
language plpgsql security definer set search_path = '' as $$
declare v_all uuid[] := array(
  select distinct x.team_id from (
    select unnest(p_teams) as team_id
    union all
    select other.team_id from public.team_members mine
    join public.team_members other on other.member_id = mine.member_id
    where mine.team_id = any (p_teams)) x order by 1);
begin
  if p_wait then
    perform 1 from public.team_routing r where r.team_id = any (v_all) order by r.team_id for no key update;
    return true;
  end if;
  begin
    perform 1 from public.team_routing r where r.team_id = any (v_all) order by r.team_id for no key update nowait;
    return true;
  exception when lock_not_available then
    return false;
  end;
end $$;
revoke execute on function private.fallback_chain(uuid), private.lock_counters(uuid[], boolean) from public;

-- ROUTING ------------------------------------------------------------------------------------------

-- The member a team chooses: {member_id, name, reason, candidates}; member_id null when nobody can.
create function private.choose_member(p_team public.team_routing, p_ticket public.tickets, p_strategy text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_candidates jsonb;
  v_chosen jsonb;
  v_team text := (select t.name from public.teams t where t.id = p_team.team_id);
  v_fit integer;
begin
  select coalesce(jsonb_agg(to_jsonb(c) order by c.name, c.member_id), '[]'),
    count(*) filter (where c.against = '')
  into v_candidates, v_fit
  from private.team_candidates(p_team.team_id, p_ticket, private.clock()) c;
  select c into v_chosen from jsonb_array_elements(v_candidates) c
  where c ->> 'against' = ''
  order by
    case when p_strategy = 'round_robin' then (c ->> 'member_id')::uuid <= p_team.last_member_id end nulls first,
    case when p_strategy = 'round_robin' then c ->> 'member_id' end,
    (c ->> 'load')::numeric / (c ->> 'capacity')::numeric,
    c ->> 'last_at' nulls first, c ->> 'member_id'
  limit 1;
  return jsonb_build_object('member_id', v_chosen -> 'member_id', 'name', v_chosen -> 'name',
    'candidates', v_candidates, 'reason', case
      when v_chosen is null and v_candidates = '[]' then format('%s has no members', v_team)
      when v_chosen is null then format('nobody in %s can take it (%s)', v_team, (
        select string_agg(format('%s: %s', c ->> 'name', c ->> 'against'), '; ' order by c ->> 'name')
        from jsonb_array_elements(v_candidates) c))
      when p_strategy = 'round_robin' then format('%s is next in turn in %s, of %s who can take it',
        v_chosen ->> 'name', v_team, v_fit)
      else format('%s has the smallest load in %s (%s of %s), of %s who can take it', v_chosen ->> 'name', v_team,
        trim_scale((v_chosen ->> 'load')::numeric), v_chosen ->> 'capacity', v_fit) end);
end $$;
revoke execute on function private.choose_member(public.team_routing, public.tickets, text) from public;

create function private.sentence(p_text text) returns text
language sql immutable set search_path = '' as $$ select upper(left(p_text, 1)) || substr(p_text, 2) || '.' $$;
revoke execute on function private.sentence(text) from public;

-- Tried again later: somebody comes back, or has done something.
create function private.route_again(p_ticket_id uuid, p_after interval) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.set_timer(p_ticket_id, 'route', private.clock() + p_after, '{}');
end $$;
revoke execute on function private.route_again(uuid, interval) from public;

-- Nobody can take it: on record once, not at each new attempt.
create function private.record_unassignable(p_ticket public.tickets, p_reason text, p_details jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare v_last public.assignments;
begin
  select * into v_last from public.assignments a where a.ticket_id = p_ticket.id order by a.id desc limit 1;
  if v_last.source = 'routing' and v_last.team_id is not distinct from p_ticket.team_id
     and v_last.member_id is not distinct from v_last.from_member_id then
    return;
  end if;
  insert into public.assignments
    (ticket_id, member_id, team_id, from_member_id, from_team_id, source, reason, details, actor)
  values (p_ticket.id, p_ticket.assignee_id, p_ticket.team_id, p_ticket.assignee_id, p_ticket.team_id,
    'routing', p_reason, p_details, auth.uid());
end $$;
revoke execute on function private.record_unassignable(public.tickets, text, jsonb) from public;

-- Gives a ticket to a member of its team or of a team that takes over. p_wait: see lock_counters;
-- without it, a team that is busy is tried again by a timer. p_force: also where a team assigns by hand.
create function private.route(p_ticket_id uuid, p_reason text, p_wait boolean, p_force boolean)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_teams uuid[];
  v_team public.team_routing;
  v_strategy text;
  v_choice jsonb;
  v_said text[] := array[]::text[];
  v_reason text;
  v_details jsonb := '[]';
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id;
  v_teams := private.fallback_chain(coalesce(v_ticket.team_id, (select t.id from public.teams t where t.is_default)));
  if v_teams = array[null]::uuid[] then
    raise exception using errcode = 'PT409', message = 'The ticket has no team and there is no default team: set one.';
  end if;
  if not private.lock_counters(v_teams, p_wait) then
    perform private.route_again(p_ticket_id, interval '1 second');
    return jsonb_build_object('assigned', false, 'again', true, 'reason', 'Others are being assigned just now: tried again in a second.');
  end if;
  select * into strict v_ticket from public.tickets t where t.id = p_ticket_id for no key update;
  if v_ticket.team_id is not null and v_ticket.team_id <> v_teams[1] then
    raise exception using errcode = 'PT409', message = 'The ticket has just moved to another team: try again.';
  end if;
  for v_team in
    select r.* from unnest(v_teams) with ordinality c (id, place) join public.team_routing r on r.team_id = c.id order by c.place
  loop
    v_strategy := case when v_team.strategy <> 'manual' then v_team.strategy when p_force and v_team.team_id = v_teams[1] then 'least_loaded' end;
    if v_strategy is null then
      v_said := v_said || format('%s assigns by hand', (select t.name from public.teams t where t.id = v_team.team_id));
      exit;  -- it takes over all the same: its people will look
    end if;
    v_choice := private.choose_member(v_team, v_ticket, v_strategy);
    v_said := v_said || (v_choice ->> 'reason');
    v_details := v_details || jsonb_build_object('team_id', v_team.team_id, 'strategy', v_strategy,
      'candidates', v_choice -> 'candidates');
    exit when v_choice ->> 'member_id' is not null;
  end loop;
  v_reason := trim(coalesce(p_reason, '') || ' ' || private.sentence(array_to_string(v_said, '; ')));
  v_details := jsonb_build_object('tried', v_details, 'skills', private.skills_needed(v_ticket));

  if v_choice ->> 'member_id' is null and (v_team.strategy <> 'manual' or v_team.team_id = v_teams[1]) then
    perform private.record_unassignable(v_ticket, v_reason, v_details);
    if v_strategy is not null then perform private.route_again(p_ticket_id, interval '2 minutes'); end if;
    return jsonb_build_object('assigned', false, 'ticket_id', p_ticket_id, 'team_id', v_ticket.team_id,
      'member_id', v_ticket.assignee_id, 'reason', v_reason) || v_details;
  end if;
  perform private.give(v_ticket, v_team.team_id, (v_choice ->> 'member_id')::uuid, v_reason, v_details);
  return jsonb_build_object('assigned', v_choice ->> 'member_id' is not null, 'ticket_id', p_ticket_id,
    'team_id', v_team.team_id, 'member_id', v_choice -> 'member_id', 'member', v_choice -> 'name',
    'reason', v_reason) || v_details;
end $$;
revoke execute on function private.route(uuid, text, boolean, boolean) from public;

create function private.give(p_ticket public.tickets, p_team_id uuid, p_member_id uuid, p_reason text, p_details jsonb)
returns void language plpgsql security definer set search_path = '' as $$
declare v_reason text := private.change_reason();
begin
  if (p_ticket.team_id, p_ticket.assignee_id) is not distinct from (p_team_id, p_member_id) then return; end if;
  perform set_config('autocrm.assignment', jsonb_build_object('reason', p_reason, 'details', p_details)::text, true),
    set_config('autocrm.reason', p_reason, true);
  update public.tickets set team_id = p_team_id, assignee_id = p_member_id where id = p_ticket.id;
  perform set_config('autocrm.assignment', '', true), set_config('autocrm.reason', v_reason, true);
  if p_member_id is not null then
    update public.team_routing set last_member_id = p_member_id, assigned = assigned + 1 where team_id = p_team_id;
  end if;
end $$;
revoke execute on function private.give(public.tickets, uuid, uuid, text, jsonb) from public;

-- By its name in the contract: gives the ticket to whoever fits best; p_reason says why now.
create function private.route_ticket(p_ticket_id uuid, p_reason text default '') returns jsonb
language sql security definer set search_path = '' as $$
  select private.route(p_ticket_id, p_reason, false, false)
$$;
revoke execute on function private.route_ticket(uuid, text) from public;

-- Is the AI at work on what the customer wrote last, or has it answered by itself? Then nobody is
-- needed yet. A message without a job is at work only within the transaction that brings it.
create function private.ai_has_it(p_ticket_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select coalesce(
      (select d.outcome = 'auto' from public.ai_decisions d where d.interaction_id = i.id order by d.created_at desc limit 1),
      (select j.state in ('queued', 'running') from public.jobs j where j.kind = 'ticket.answer' and j.key = i.id::text),
      i.created_at >= now())
    from public.interactions i where i.ticket_id = p_ticket_id and i.author = 'customer'
    order by i.created_at desc, i.id desc limit 1), false)
$$;
revoke execute on function private.ai_has_it(uuid) from public;

-- Routes a ticket that needs somebody and has nobody, or somebody who is away.
create function private.auto_route(p_ticket_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id;
  if v_ticket.is_open and not v_ticket.is_snoozed
     and exists (select 1 from public.team_routing r where r.team_id = v_ticket.team_id and r.strategy <> 'manual')
     and (v_ticket.assignee_id is null or private.away_until(v_ticket.assignee_id, private.clock()) is not null)
     and not private.ai_has_it(p_ticket_id) then
    perform private.route_ticket(p_ticket_id, coalesce(
      (select m.name || ' is away.' from public.members m where m.id = v_ticket.assignee_id), ''));
  end if;
end $$;
revoke execute on function private.auto_route(uuid) from public;

-- Did the ticket's last holder lose it by being away or gone?
create function private.was_left(p_ticket_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.away_until((
    select a.from_member_id from public.assignments a where a.ticket_id = p_ticket_id order by a.id desc limit 1),
    now()) is not null
$$;
revoke execute on function private.was_left(uuid) from public;

-- The handler of timers of the kind `route`.
create function private.timer_route(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from public.tickets t where t.id = p_ticket_id for no key update;
  perform private.auto_route(p_ticket_id);
end $$;
revoke execute on function private.timer_route(uuid, jsonb) from public;

-- The AI has given up: a person is needed after all.
create function private.route_after_dead_job() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.timer_route((new.payload ->> 'ticket_id')::uuid, '{}');
  return null;
end $$;
revoke execute on function private.route_after_dead_job() from public;
create trigger jobs_dead_route after update of state on public.jobs
  for each row when (new.kind = 'ticket.answer' and new.state = 'dead' and old.state <> 'dead')
  execute function private.route_after_dead_job();

-- Assign by the team's strategy now; also where the team assigns by hand. Returns what was weighed.
create function public.route_ticket(p_ticket_id uuid, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_name text := (select m.name from public.members m where m.id = private.member_id());
begin
  -- Seen, not locked: whoever waits for a counter holds no ticket.
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and private.member_can_see(t);
  if not found or not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  if v_ticket.status in ('solved', 'closed') then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is %s: only one that is still to do is assigned.', v_ticket.number, v_ticket.status);
  end if;
  return private.route(p_ticket_id, coalesce(nullif(trim(p_reason), ''), 'Asked for by ' || v_name || '.', ''), true, true);
end $$;

revoke execute on function public.route_ticket(uuid, text) from public, anon, authenticated;
grant execute on function public.route_ticket(uuid, text) to authenticated, service_role;
