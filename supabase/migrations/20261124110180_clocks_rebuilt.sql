-- The clocks of all tickets worked out again from the audit and the messages.

-- When a clock with these spells has run p_target seconds. One that stopped before, at p_stopped_at,
-- would have at that time; null for one that rests before.
create function private.time_up(
  p_calendar uuid, p_spells tstzmultirange, p_target numeric, p_stopped_at timestamptz)
returns timestamptz language plpgsql stable security definer set search_path = '' as $$
declare
  v_spell tstzrange;
  v_left numeric := p_target;
  v_up timestamptz;
begin
  for v_spell in select s from unnest(p_spells) s loop
    v_up := private.add_business_time(p_calendar, lower(v_spell), v_left);
    if upper_inf(v_spell) or v_up <= upper(v_spell) or upper(v_spell) = p_stopped_at then return v_up; end if;
    v_left := v_left - private.business_seconds(p_calendar, lower(v_spell), upper(v_spell));
  end loop;
  return null;
end $$;
revoke execute on function private.time_up(uuid, tstzmultirange, numeric, timestamptz) from public;

-- What the clocks would have measured, from the tickets' own times and their threads: one row a
-- measurement, `spells` when it ran, to infinity where it runs. A reply makes a ticket pending, a
-- message opens it. Reopenings of the past are not in there, so each ticket has one resolution.
create function private.measurements()
returns table (ticket_id uuid, metric text, policy public.sla_policies, target_s integer,
  started_at timestamptz, stopped_at timestamptz, paused_at timestamptz, void boolean, spells tstzmultirange)
language sql stable security definer set search_path = '' as $$
  with held as materialized (
    select t.id, t.priority, t.created_at, t.first_response_at, p.policy,
      case when t.status in ('solved', 'closed') then coalesce(t.solved_at, t.closed_at, t.updated_at)
           else 'infinity' end as over_at,
      t.status = any ((p.policy).pause_on) as rests,
      'pending' = any ((p.policy).pause_on) as rests_when_answered
    from public.tickets t cross join lateral (select private.sla_policy_of(t) as policy offset 0) p
    where (p.policy).id is not null),
  said as materialized (
    select i.ticket_id, i.created_at as at, i.type = 'reply' as answers,
      -- the answer that ends the wait for a response to this
      min(i.created_at) filter (where i.type = 'reply') over later as answered_at
    from public.interactions i
    where i.type = 'reply' and i.author in ('agent', 'ai')
      or i.type = 'message' and i.author = 'customer' and i.automatic = ''
    window later as (partition by i.ticket_id order by i.created_at, i.id
                     rows between 1 following and unbounded following)),
  turns as (  -- from when to when a ticket ran
    select e.id, e.answers, e.at, lead(e.at) over (partition by e.id order by e.at, e.answers) as until
    from (
      select h.id, h.created_at as at, false as answers from held h
      union all
      select h.id, s.at, s.answers from held h join said s on s.ticket_id = h.id
      where s.at > h.created_at and s.at < h.over_at and h.rests_when_answered) e),
  ran as (
    select h.id,
      range_agg(tstzrange(t.at, coalesce(t.until, nullif(h.over_at, 'infinity')))) filter (
        -- who answered last may have opened the ticket again
        where not t.answers or t.until is null and h.over_at = 'infinity' and not h.rests) as spells,
      max(t.at) filter (where t.answers and t.until is null) as paused_at
    from held h join turns t on t.id = h.id
    where t.at < coalesce(t.until, h.over_at)
    group by h.id),
  asked as (  -- for each answer that was awaited: since when
    select h.id, case when (h.policy).next_from = 'first' then min(s.at) else max(s.at) end as started_at,
      s.answered_at
    from held h join said s on s.ticket_id = h.id and not s.answers and s.at > h.first_response_at
    group by h.id, h.policy, s.answered_at),
  found as (
    select h.id, 'first_response' as metric, h.created_at as started_at,
      greatest(h.created_at, coalesce(h.first_response_at, h.over_at)) as stopped_at,
      h.first_response_at is null as void, null::tstzmultirange as spells, null::timestamptz as paused_at
    from held h
    union all
    select h.id, 'resolution', h.created_at, h.over_at, false, r.spells, r.paused_at
    from held h join ran r on r.id = h.id
    union all
    select h.id, 'next_response', a.started_at, greatest(a.started_at, coalesce(a.answered_at, h.over_at)),
      a.answered_at is null, null, null
    from held h join asked a on a.id = h.id)
  select f.id, f.metric, h.policy, g.seconds, f.started_at, r.stopped_at, r.paused_at,
    f.void and r.stopped_at is not null,
    coalesce(f.spells, tstzmultirange(tstzrange(f.started_at, r.stopped_at)))
      * tstzmultirange(tstzrange(null, r.paused_at))  -- what rests does not run on
  from found f
  join held h on h.id = f.id
  cross join lateral (
    select nullif(f.stopped_at, 'infinity') as stopped_at,
      case when f.stopped_at = 'infinity' and h.rests then coalesce(f.paused_at, private.clock()) end as paused_at) r
  join public.sla_targets g on g.policy_id = (h.policy).id and g.metric = f.metric and g.priority = h.priority
$$;
revoke execute on function private.measurements() from public;

-- All clocks anew from the data, for tickets that came in by another way than one by one (imports,
-- generated ones); how many. What is overdue by then is noted, but nobody is told.
create function private.rebuild_sla_clocks() returns bigint
language plpgsql security definer set search_path = '' as $$
declare v_count bigint;
begin
  delete from public.sla_clocks where true;
  delete from public.timers where kind = 'sla';
  insert into public.sla_clocks (ticket_id, metric, policy_id, target_s, started_at, resumed_at, paused_at, ran,
    elapsed, warn_at, due_at, warned_at, breached_at, stopped_at, void)
  select m.ticket_id, m.metric, (m.policy).id, m.target_s, m.started_at,
    case when m.stopped_at is null and m.paused_at is null then w.runs_since end, m.paused_at, w.ran,
    w.elapsed, u.warn_at, case when m.paused_at is null then u.due_at end,
    case when u.warn_at < w.until then u.warn_at end, case when u.due_at < w.until then u.due_at end,
    m.stopped_at, m.void
  from private.measurements() m
  cross join lateral (
    select m.spells * tstzmultirange(tstzrange(null, r.since)) as ran, r.since as runs_since,
      coalesce(m.stopped_at, private.clock()) as until,
      (select coalesce(sum(private.business_seconds((m.policy).calendar_id, lower(s), upper(s))), 0)
       from unnest(m.spells * tstzmultirange(tstzrange(null, r.since))) s) as elapsed
    from (select max(lower(s)) filter (where upper_inf(s)) as since from unnest(m.spells) s offset 0) r
    offset 0) w  -- offset 0: worked out once, not where it is used
  cross join lateral (
    select private.time_up((m.policy).calendar_id, m.spells, m.target_s, m.stopped_at) as due_at,
      case when m.stopped_at is null then private.time_up(
        (m.policy).calendar_id, m.spells, m.target_s * (m.policy).warn_share, null) end as warn_at
    offset 0) u;
  get diagnostics v_count = row_count;
  insert into public.timers (ticket_id, kind, due_at)
  select c.ticket_id, 'sla', min(least(case when c.warned_at is null then c.warn_at end,
    case when c.breached_at is null then c.due_at end))
  from public.sla_clocks c
  where c.stopped_at is null and c.paused_at is null and (c.warned_at is null or c.breached_at is null)
    and c.due_at is not null
  group by c.ticket_id;
  update public.tickets t set next_due_at = d.due_at
  from (select x.id, min(c.due_at) as due_at from public.tickets x
        left join public.sla_clocks c on c.ticket_id = x.id and c.stopped_at is null group by x.id) d
  where d.id = t.id and t.next_due_at is distinct from d.due_at;
  return v_count;
end $$;
revoke execute on function private.rebuild_sla_clocks() from public;
