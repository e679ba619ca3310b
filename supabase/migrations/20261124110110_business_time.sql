-- Reckoning with business time: when a calendar is open, how many open seconds lie between two
-- times, and when so many of them have passed.

-- The moment within (p_after, p_before] at which the zone's offset changes. It changes once there:
-- the days of its calls are a day long.
create function private.offset_change(p_zone text, p_after timestamptz, p_before timestamptz)
returns timestamptz language plpgsql stable set search_path = '' as $$
declare
  v_shift interval := (p_after at time zone p_zone) - (p_after at time zone 'UTC');
  v_low bigint := 0;  -- seconds after p_after: the old offset
  v_high bigint := ceil(extract(epoch from p_before - p_after));  -- the new one
  v_middle bigint;
begin
  while v_high - v_low > 1 loop
    v_middle := (v_low + v_high) / 2;
    if ((p_after + v_middle * interval '1 second') at time zone p_zone)
       - ((p_after + v_middle * interval '1 second') at time zone 'UTC') = v_shift then
      v_low := v_middle;
    else
      v_high := v_middle;
    end if;
  end loop;
  return p_after + v_high * interval '1 second';
end $$;
revoke execute on function private.offset_change(text, timestamptz, timestamptz) from public;

-- The periods of [p_from, p_to) in which the zone keeps one offset from UTC. Steps are of 24 hours
-- from a whole second: a day or month would depend on the session's own time zone.
create function private.zone_spells(p_zone text, p_from timestamptz, p_to timestamptz)
returns table (starts_at timestamptz, ends_at timestamptz, shift interval)
language sql stable set search_path = '' as $$
  with samples as (
    select x.at, (x.at at time zone p_zone) - (x.at at time zone 'UTC') as shift
    from generate_series(0, ceil(extract(epoch from p_to - p_from) / 86400)::integer + 1) n
    cross join lateral (
      select to_timestamp(floor(extract(epoch from p_from))) + n * interval '24 hours' as at) x),
  neighbours as (
    select s.at, s.shift, lag(s.at) over by_time as before_at, lag(s.shift) over by_time as before_shift
    from samples s window by_time as (order by s.at)),
  starts as (
    select n.shift, case when n.before_at is null then p_from
      else private.offset_change(p_zone, n.before_at, n.at) end as starts_at
    from neighbours n where n.shift is distinct from n.before_shift)
  select greatest(s.starts_at, p_from),
    least(lead(s.starts_at, 1, p_to) over (order by s.starts_at), p_to), s.shift
  from starts s where s.starts_at < p_to
$$;
revoke execute on function private.zone_spells(text, timestamptz, timestamptz) from public;

-- When the calendar is open within [p_from, p_to), worked out from its hours and holidays.
create function private.open_spans(p_calendar uuid, p_from timestamptz, p_to timestamptz)
returns tstzmultirange language sql stable security definer set search_path = '' as $$
  with days as (
    select z.shift, tstzrange(z.starts_at, z.ends_at) as spell, d.day
    from public.calendars c
    cross join lateral private.zone_spells(c.time_zone, p_from, p_to) z
    -- one day before, for spans that run over midnight
    cross join lateral (
      select (z.starts_at at time zone 'UTC' + z.shift)::date - 1 + n as day
      from generate_series(0, (z.ends_at at time zone 'UTC' + z.shift)::date
                              - (z.starts_at at time zone 'UTC' + z.shift)::date + 1) n) d
    where c.id = p_calendar and p_from < p_to),
  open as (
    select range_agg(d.spell * tstzrange(
      (d.day + h.opens - d.shift) at time zone 'UTC',
      (d.day + h.closes + case when h.closes <= h.opens then interval '1 day' else interval '0' end
        - d.shift) at time zone 'UTC')) as spans
    from days d
    join public.calendar_hours h on h.calendar_id = p_calendar and h.weekday = extract(isodow from d.day)),
  shut as (
    select range_agg(d.spell * tstzrange(
      (d.day + o.starts - d.shift) at time zone 'UTC',
      (d.day + o.ends - d.shift) at time zone 'UTC')) as spans
    from days d
    join public.holidays o on o.calendar_id = p_calendar
      and (o.day = d.day or (o.yearly and to_char(o.day, 'MMDD') = to_char(d.day, 'MMDD'))))
  select coalesce(open.spans, '{}') - coalesce(shut.spans, '{}') from open, shut
$$;
revoke execute on function private.open_spans(uuid, timestamptz, timestamptz) from public;

create function private.span_seconds(p_spans tstzmultirange) returns numeric
language sql immutable set search_path = '' as $$
  select coalesce(sum(extract(epoch from upper(s) - lower(s))), 0) from unnest(p_spans) s
$$;
revoke execute on function private.span_seconds(tstzmultirange) from public;

-- Open seconds from the beginning of what is covered to p_at.
create function private.open_before(p_calendar uuid, p_at timestamptz) returns numeric
language sql stable set search_path = '' as $$
  select coalesce((
    select s.open_before + extract(epoch from least(p_at, s.closes_at) - s.opens_at)
    from public.calendar_spans s
    where s.calendar_id = p_calendar and s.opens_at <= p_at
    order by s.opens_at desc limit 1), 0)
$$;
revoke execute on function private.open_before(uuid, timestamptz) from public;

-- Open seconds from p_from to p_to, 0 when p_to is not later. No calendar: around the clock.
create function private.business_seconds(p_calendar uuid, p_from timestamptz, p_to timestamptz)
returns numeric language plpgsql stable security definer set search_path = '' as $$
declare v_covered tstzrange;
begin
  if p_from is null or p_to is null then return null; end if;
  if p_to <= p_from then return 0; end if;
  if p_calendar is null then return extract(epoch from p_to - p_from); end if;
  select c.covered into v_covered from public.calendars c where c.id = p_calendar;
  if v_covered @> p_from and v_covered @> p_to then
    return private.open_before(p_calendar, p_to) - private.open_before(p_calendar, p_from);
  end if;
  return private.span_seconds(private.open_spans(p_calendar, p_from, p_to));
end $$;
revoke execute on function private.business_seconds(uuid, timestamptz, timestamptz) from public;

-- The first moment at which p_seconds of open time have passed since p_from; p_from itself for 0
-- or less, null when the calendar does not open that long within forty years.
create function private.add_business_time(p_calendar uuid, p_from timestamptz, p_seconds numeric)
returns timestamptz language plpgsql stable security definer set search_path = '' as $$
declare
  v_target numeric;
  v_span public.calendar_spans;
  v_spans tstzmultirange;
  v_days integer := 28;
begin
  if p_from is null or p_seconds is null then return null; end if;
  if p_seconds <= 0 then return p_from; end if;
  if p_calendar is null then return p_from + make_interval(secs => p_seconds::float8); end if;
  if exists (select 1 from public.calendars c where c.id = p_calendar and c.covered @> p_from) then
    v_target := private.open_before(p_calendar, p_from) + p_seconds;
    select s.* into v_span from public.calendar_spans s
    where s.calendar_id = p_calendar and s.open_before < v_target
    order by s.open_before desc limit 1;
    if v_target - v_span.open_before <= extract(epoch from v_span.closes_at - v_span.opens_at) then
      return v_span.opens_at + make_interval(secs => (v_target - v_span.open_before)::float8);
    end if;
  end if;
  loop
    v_spans := private.open_spans(p_calendar, p_from, p_from + v_days * interval '24 hours');
    exit when private.span_seconds(v_spans) >= p_seconds;
    if v_days > 14600 then return null; end if;
    v_days := v_days * 2;
  end loop;
  return (
    select r.starts + make_interval(secs => (p_seconds - r.before)::float8)
    from (
      select lower(s) as starts, coalesce(sum(extract(epoch from upper(s) - lower(s))) over (
        order by lower(s) rows between unbounded preceding and 1 preceding), 0) as before
      from unnest(v_spans) s) r
    where r.before < p_seconds order by r.before desc limit 1);
end $$;
revoke execute on function private.add_business_time(uuid, timestamptz, numeric) from public;

-- Work out the spans of five years either way. The lock comes first: whoever changes the hours
-- meanwhile waits, and then empties `covered` again.
create function private.cover_calendar(p_calendar uuid, p_now timestamptz default null) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_year timestamptz := date_trunc('year', coalesce(p_now, private.clock()), 'UTC');
  v_covered tstzrange := tstzrange(v_year - interval '1830 days', v_year + interval '2190 days');
begin
  perform 1 from public.calendars c where c.id = p_calendar for update;
  delete from public.calendar_spans where calendar_id = p_calendar;
  insert into public.calendar_spans (calendar_id, opens_at, closes_at, open_before)
  select p_calendar, lower(s), upper(s),
    coalesce(sum(extract(epoch from upper(s) - lower(s))) over (
      order by lower(s) rows between unbounded preceding and 1 preceding), 0)
  from unnest(private.open_spans(p_calendar, lower(v_covered), upper(v_covered))) s;
  update public.calendars set covered = v_covered where id = p_calendar;
end $$;
revoke execute on function private.cover_calendar(uuid, timestamptz) from public;

-- Whoever changes when a calendar is open, by whichever way: what was worked out is void.
create function private.uncover_calendar() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.calendars set covered = 'empty'
  where id in (old.calendar_id, new.calendar_id) and not isempty(covered);
  return null;
end $$;
revoke execute on function private.uncover_calendar() from public;
create trigger calendar_hours_uncover after insert or update or delete on public.calendar_hours
  for each row execute function private.uncover_calendar();
create trigger holidays_uncover after insert or update or delete on public.holidays
  for each row execute function private.uncover_calendar();

create function private.uncover_moved_calendar() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.covered := 'empty';
  return new;
end $$;
create trigger calendars_uncover before update of time_zone on public.calendars
  for each row when (old.time_zone is distinct from new.time_zone)
  execute function private.uncover_moved_calendar();
create trigger calendars_touch before update on public.calendars
  for each row execute function private.touch_updated_at();

revoke execute on function private.uncover_moved_calendar() from public;
