-- Set-up of calendars, by an admin or the secret key.

create function private.must_be_admin(p_what text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = format('Only an admin may change %s.', p_what);
  end if;
end $$;
revoke execute on function private.must_be_admin(text) from public;

create function private.calendar_by_key(p_key text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare v_id uuid := (select c.id from public.calendars c where c.key = p_key);
begin
  if v_id is null then
    raise exception using errcode = 'PT404',
      message = format('There is no calendar %L: see `autocrm calendar list`.', p_key);
  end if;
  return v_id;
end $$;
revoke execute on function private.calendar_by_key(text) from public;

-- Opening hours as people write them: {"mon": ["09:00-12:00", "13:00-24:00"], "fri": ["22:00-06:00"]}.
create function private.replace_hours(p_calendar uuid, p_hours jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_day text;
  v_spans jsonb;
  v_span text;
  v_weekday integer;
begin
  if jsonb_typeof(p_hours) <> 'object' then
    raise exception using errcode = 'PT422', message = 'Give the hours by weekday: {"mon": ["09:00-17:00"]}.';
  end if;
  delete from public.calendar_hours where calendar_id = p_calendar;
  for v_day, v_spans in select e.key, e.value from jsonb_each(p_hours) e loop
    v_weekday := array_position(array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], v_day);
    if v_weekday is null or jsonb_typeof(v_spans) <> 'array' then
      raise exception using errcode = 'PT422',
        message = format('%L must be one of mon, tue, wed, thu, fri, sat, sun, with a list of hours.', v_day);
    end if;
    for v_span in select s from jsonb_array_elements_text(v_spans) s loop
      if v_span !~ '^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$' then
        raise exception using errcode = 'PT422', message = format('%L must look like 09:00-17:30.', v_span);
      end if;
      insert into public.calendar_hours (calendar_id, weekday, opens, closes)
      values (p_calendar, v_weekday, split_part(v_span, '-', 1)::time, split_part(v_span, '-', 2)::time)
      on conflict (calendar_id, weekday, opens) do update
        set closes = greatest(calendar_hours.closes, excluded.closes);
    end loop;
  end loop;
  if not exists (select 1 from public.calendar_hours h where h.calendar_id = p_calendar) then
    raise exception using errcode = 'PT422', message = 'A calendar needs at least one span in which it is open.';
  end if;
end $$;
revoke execute on function private.replace_hours(uuid, jsonb) from public;

-- What was worked out anew moves the due times of what is running.
create function private.calendar_changed(p_calendar uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.cover_calendar(p_calendar);
  if exists (select 1 from public.sla_policies p where p.calendar_id = p_calendar) then
    perform private.recheck_clocks();
  end if;
end $$;
revoke execute on function private.calendar_changed(uuid) from public;

create function public.set_calendar(
  p_key text, p_name text default null, p_time_zone text default null, p_hours jsonb default null,
  p_default boolean default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.calendars;
  v_new public.calendars;
begin
  perform private.must_be_admin('calendars');
  select * into v_old from public.calendars c where c.key = p_key for update;
  if v_old.id is null and (p_time_zone is null or p_hours is null) then
    raise exception using errcode = 'PT422', message = 'A new calendar needs a time zone and hours.';
  end if;
  begin
    perform now() at time zone p_time_zone;
  exception when invalid_parameter_value then
    raise exception using errcode = 'PT422',
      message = format('There is no time zone %L: use one like Europe/Zurich.', p_time_zone);
  end;
  if p_default then update public.calendars set is_default = false where is_default and key <> p_key; end if;
  insert into public.calendars as c (key, name, time_zone, is_default)
  values (p_key, coalesce(p_name, v_old.name, p_key), coalesce(p_time_zone, v_old.time_zone),
    coalesce(p_default, v_old.is_default, false))
  on conflict (key) do update set name = excluded.name, time_zone = excluded.time_zone,
    is_default = excluded.is_default
  returning * into v_new;
  if p_hours is not null then perform private.replace_hours(v_new.id, p_hours); end if;
  perform private.calendar_changed(v_new.id);
  perform private.audit('calendar.set', null, v_new.id,
    jsonb_build_object('key', p_key, 'time_zone', v_new.time_zone, 'hours', p_hours));
  return jsonb_build_object('key', v_new.key, 'name', v_new.name, 'time_zone', v_new.time_zone,
    'is_default', v_new.is_default);
end $$;

-- A whole day, or a part of it.
create function public.set_holiday(
  p_calendar text, p_day date, p_name text default '', p_starts time default '00:00',
  p_ends time default '24:00', p_yearly boolean default false)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_calendar uuid;
  v_row public.holidays;
begin
  perform private.must_be_admin('calendars');
  v_calendar := private.calendar_by_key(p_calendar);
  if p_starts >= p_ends then
    raise exception using errcode = 'PT422', message = 'A holiday must end after it begins.';
  end if;
  insert into public.holidays (calendar_id, day, starts, ends, name, yearly)
  values (v_calendar, p_day, p_starts, p_ends, p_name, p_yearly)
  on conflict (calendar_id, day, starts) do update
    set ends = excluded.ends, name = excluded.name, yearly = excluded.yearly
  returning * into v_row;
  perform private.calendar_changed(v_calendar);
  perform private.audit('holiday.set', null, v_calendar, to_jsonb(v_row));
  return to_jsonb(v_row);
end $$;

-- All holidays of that day; how many there were.
create function public.remove_holiday(p_calendar text, p_day date) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_calendar uuid;
  v_count integer;
begin
  perform private.must_be_admin('calendars');
  v_calendar := private.calendar_by_key(p_calendar);
  delete from public.holidays where calendar_id = v_calendar and day = p_day;
  get diagnostics v_count = row_count;
  if v_count = 0 then
    raise exception using errcode = 'PT404', message = format('There is no holiday on %s in %s.', p_day, p_calendar);
  end if;
  perform private.calendar_changed(v_calendar);
  perform private.audit('holiday.remove', null, v_calendar, jsonb_build_object('day', p_day));
  return v_count;
end $$;

revoke execute on function public.set_calendar(text, text, text, jsonb, boolean),
  public.set_holiday(text, date, text, time, time, boolean), public.remove_holiday(text, date)
  from public, anon, authenticated;
grant execute on function public.set_calendar(text, text, text, jsonb, boolean),
  public.set_holiday(text, date, text, time, time, boolean), public.remove_holiday(text, date)
  to authenticated, service_role;
