-- What people stumbled over at the desk: days are those of who asks, people are called by their
-- names, wrong words are answered with right ones, and set-up is on record with before and after.

-- THE TIME ZONE OF WHO ASKS ----------------------------------------------------------------------

alter table public.members add column time_zone text
  constraint members_time_zone_length check (length(time_zone) between 1 and 60);
comment on column public.members.time_zone is 'Whose days "today" means; null: those of the default calendar.';
update public.members m set time_zone = d.time_zone
from public.digest_settings d where d.member_id = m.id and d.time_zone <> 'UTC';

create function private.zone_of_member(p_member_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select coalesce((select m.time_zone from public.members m where m.id = p_member_id),
    (select c.time_zone from public.calendars c where c.is_default), 'UTC')
$$;

-- A customer's own; else as of a member, also for the secret key and what runs by itself.
create function private.viewer_zone() returns text
language sql stable security definer set search_path = '' as $$
  select coalesce((select c.time_zone from public.customers c where c.id = private.my_customer_id()),
    private.zone_of_member(private.member_id()))
$$;

-- What members say of themselves; what is not given stays.
drop function public.set_profile(text, text, text, boolean);
create function public.set_profile(
  p_name text default null, p_signature text default null, p_locale text default null,
  p_available boolean default null, p_time_zone text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_member public.members;
begin
  if length(p_signature) > 5000 then
    raise exception using errcode = 'PT422', message = 'A signature may have 5,000 characters at most.';
  elsif p_locale !~ '^[a-z]{2}(-[A-Z]{2})?$' then
    raise exception using errcode = 'PT422', message = 'A language is written like de or de-CH.';
  elsif p_time_zone is not null and not exists (select 1 from pg_timezone_names z where z.name = p_time_zone) then
    raise exception using errcode = 'PT422',
      message = format('There is no time zone %L: name one like Europe/Zurich.', left(p_time_zone, 60));
  end if;
  update public.members m set
    name = coalesce(nullif(trim(p_name), ''), m.name), signature = coalesce(p_signature, m.signature),
    locale = coalesce(p_locale, m.locale), available = coalesce(p_available, m.available),
    time_zone = coalesce(p_time_zone, m.time_zone)
  where m.id = private.member_id() returning * into v_member;
  if not found then
    raise exception using errcode = 'PT403', message = 'Only members have a profile here.';
  end if;
  perform private.audit('member.profile', null, v_member.id);
  return to_jsonb(v_member);
end $$;

-- When the digest comes; what is null stays. Without a word its hour is one of the member's own zone.
create or replace function public.set_digest(
  p_every text default null, p_hour integer default null, p_time_zone text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_member uuid := private.must_be_member();
begin
  if p_every not in ('hourly', 'daily', 'never') then
    raise exception using errcode = 'PT422', message = 'A digest comes hourly, daily or never.';
  end if;
  if p_hour not between 0 and 23 then
    raise exception using errcode = 'PT422', message = 'The hour of a daily digest is from 0 to 23.';
  end if;
  if p_time_zone is not null and not exists (select 1 from pg_timezone_names z where z.name = p_time_zone) then
    raise exception using errcode = 'PT422',
      message = format('There is no time zone %L: name one like Europe/Zurich.', left(p_time_zone, 60));
  end if;
  insert into public.digest_settings as d (member_id, every, hour, time_zone)
  values (v_member, coalesce(p_every, 'daily'), coalesce(p_hour, 8), coalesce(p_time_zone, private.zone_of_member(v_member)))
  on conflict (member_id) do update set every = coalesce(p_every, d.every), hour = coalesce(p_hour, d.hour),
    time_zone = coalesce(p_time_zone, d.time_zone);
  return public.notification_settings();
end $$;

create or replace function public.notification_settings() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare v_member uuid := private.must_be_member();
begin
  return jsonb_build_object(
    'kinds', (select jsonb_agg(jsonb_build_object('kind', k.key, 'label', k.label,
        'way', private.notification_way(v_member, k.key), 'usual', k.way) order by k.position, k.key)
      from public.notification_kinds k),
    'digest', (select jsonb_build_object('every', coalesce(d.every, 'daily'), 'hour', coalesce(d.hour, 8),
        'time_zone', coalesce(d.time_zone, private.zone_of_member(v_member)))
      from (values (v_member)) as own (id) left join public.digest_settings d on d.member_id = own.id));
end $$;

create or replace function private.next_digest(p_member_id uuid, p_after timestamptz) returns timestamptz
language plpgsql stable security definer set search_path = '' as $$
declare
  v_own public.digest_settings;
  v_local timestamp;
  v_at timestamptz;
begin
  select * into v_own from public.digest_settings d where d.member_id = p_member_id;
  case coalesce(v_own.every, 'daily')
    when 'never' then return null;
    when 'hourly' then return date_trunc('hour', p_after, 'UTC') + interval '1 hour';
    else
      v_own.time_zone := coalesce(v_own.time_zone, private.zone_of_member(p_member_id));
      v_local := date_trunc('day', p_after at time zone v_own.time_zone) + make_interval(hours => coalesce(v_own.hour, 8));
      v_at := v_local at time zone v_own.time_zone;
      if v_at <= p_after then v_at := (v_local + interval '1 day') at time zone v_own.time_zone; end if;
      return v_at;
  end case;
end $$;

-- TIMES AS PEOPLE WRITE THEM ---------------------------------------------------------------------

-- The span of time that a text names, or null: a year, month, day, a moment, today, last-week, 7d
-- (seven days ago), +2d (in two days), or first..last. Days and weeks are those of who asks.
create or replace function private.time_span(p_text text) returns timestamptz[]
language plpgsql stable set search_path = '' as $$
declare
  v_text text := replace(lower(trim(p_text)), '_', '-');
  v_zone text := private.viewer_zone();
  v_day timestamp := date_trunc('day', now() at time zone v_zone);
  v_unit text := 'day';
  v_match text[];
begin
  if v_text like '%..%' then
    return array[(private.time_span(split_part(v_text, '..', 1)))[1], (private.time_span(split_part(v_text, '..', 2)))[2]];
  elsif v_text = 'now' then
    return array[now(), now()];
  end if;
  v_match := regexp_match(v_text, '^(\+?)(\d{1,4})([hdw])$');
  if v_match is not null then
    return array_fill(now() + (v_match[1] || case v_match[1] when '' then '-' else '' end || v_match[2]
      || case v_match[3] when 'h' then ' hours' when 'd' then ' days' else ' weeks' end)::interval, array[2]);
  elsif v_text in ('today', 'yesterday', 'tomorrow') then
    v_day := v_day + make_interval(days => array_position(array['yesterday', 'today', 'tomorrow'], v_text) - 2);
  elsif v_text ~ '^(last|this|next)-(week|month|year)$' then
    v_unit := split_part(v_text, '-', 2);
    v_day := date_trunc(v_unit, v_day)
      + (array_position(array['last', 'this', 'next'], split_part(v_text, '-', 1)) - 2) * ('1 ' || v_unit)::interval;
  elsif v_text ~ '^\d{4}(-\d{1,2}(-\d{1,2})?)?$' then
    v_unit := (array['year', 'month', 'day'])[regexp_count(v_text, '-') + 1];
    v_text := v_text || repeat('-01', 2 - regexp_count(v_text, '-'));
    if not pg_input_is_valid(v_text, 'date') then return null; end if;
    v_day := v_text::timestamp;
  elsif v_text ~ '^\d{4}-\d{2}-\d{2}[t ]' and pg_input_is_valid(v_text, 'timestamp with time zone') then
    return array_fill(private.local_time(v_text, v_zone), array[2]);
  else
    return null;
  end if;
  return array[v_day at time zone v_zone, (v_day + ('1 ' || v_unit)::interval) at time zone v_zone];
end $$;

-- A valid text as a time; one without an offset is on the clocks of the zone.
create function private.local_time(p_text text, p_zone text) returns timestamptz
language sql stable set search_path = '' as $$
  select case when substr(p_text, 11) ~* '(z|utc|gmt|[+-]\d{2}(:?\d{2})?)\s*$' then p_text::timestamptz
    else p_text::timestamp at time zone p_zone end
$$;

create or replace function private.time_sql(p_column text, p_condition jsonb) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_text text := p_condition ->> 'value';
  v_span timestamptz[] := private.time_span(v_text);
  v_moment boolean := v_span[1] = v_span[2];
  v_op text := coalesce(p_condition ->> 'op', 'is');
begin
  if lower(v_text) in ('none', 'any') and v_op = 'is' then
    return format('%s is %s null', p_column, case lower(v_text) when 'any' then 'not' else '' end);
  elsif v_span[1] is null or v_span[2] is null then
    perform private.query_fault(format(
      '"%s" is no time: write 2026-01-31, 2026-01, today, last-week, 7d (seven days ago), +2d (in two days) or first..last',
      v_text), (p_condition ->> 'at')::integer, v_text);
  end if;
  return case
    when v_op = '<' then format('%s < %L', p_column, v_span[1])
    when v_op = '<=' then format('%s %s %L', p_column, case when v_moment then '<=' else '<' end, v_span[2])
    when v_op = '>' then format('%s %s %L', p_column, case when v_moment then '>' else '>=' end, v_span[2])
    when v_op = '>=' or v_moment then format('%s >= %L', p_column, v_span[1])
    else format('%1$s >= %2$L and %1$s < %3$L', p_column, v_span[1], v_span[2]) end;
end $$;

-- Until when a ticket is put aside: a time, a day (at eight in the morning there), "tomorrow",
-- "friday", "3 days" from now, or null for "reply" (until the customer writes) and null (not at all).
create or replace function private.snooze_end(p_value text) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  v_text text := lower(trim(p_value));
  v_zone text := private.viewer_zone();
  v_today date := (now() at time zone v_zone)::date;
  v_weekday integer := array_position(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday',
    'sunday', 'next week'], translate(v_text, '-_', '  '));
  v_day date;
  v_end timestamptz;
begin
  if v_text = 'reply' then
    return null;
  elsif v_text ~ '^\+' or v_text ~ '^\d+\s*(min|minutes?|h|hours?|d|days?|w|weeks?|months?)$' then
    if pg_input_is_valid(ltrim(v_text, '+'), 'interval') then v_end := now() + ltrim(v_text, '+')::interval; end if;
  elsif v_text = 'tomorrow' then
    v_day := v_today + 1;
  elsif v_weekday is not null then  -- the next one, never today; "next week": its Monday
    v_day := v_today + 1 + (v_weekday % 7 + 13 - extract(isodow from v_today)::integer) % 7;
  elsif v_text ~ '^\d{4}-\d{1,2}-\d{1,2}$' then
    if pg_input_is_valid(v_text, 'date') then v_day := v_text::date; end if;
  elsif pg_input_is_valid(v_text, 'timestamptz') then
    v_end := private.local_time(v_text, v_zone);
  end if;
  v_end := coalesce(v_end, (v_day + time '08:00') at time zone v_zone);
  if p_value is not null and (v_end is null or not isfinite(v_end) or v_end <= now()) then
    raise exception using errcode = 'PT422', message = format('A ticket is put aside until a time to come '
      '(2026-12-01, "2026-12-01 14:00", tomorrow, friday), for a time ("3 days", 2h) or until "reply", '
      'which is when the customer writes; not %L.', p_value);
  end if;
  return v_end;
end $$;

-- MEMBERS BY NAME --------------------------------------------------------------------------------

-- Who is meant: by id, by mail address, by what stands before its @ or the whole name, or by a part
-- of the name. Several when the best of these fits several.
create function private.members_called(p_text text, p_active boolean) returns uuid[]
language sql stable security definer set search_path = '' as $$
  with named as (
    select m.id, case
      when w.word in (m.id::text, lower(m.email)) then 1
      when w.word in (split_part(lower(m.email), '@', 1), lower(m.name)) then 2
      when w.word = any (string_to_array(lower(m.name), ' ')) then 3 end as rank
    from public.members m cross join (select lower(trim(p_text))) w (word)
    where m.active or not p_active)
  select coalesce(array_agg(n.id order by n.id), '{}') from named n where n.rank = (select min(o.rank) from named o)
$$;

create function private.member_words(p_active boolean) returns text[]
language sql stable security definer set search_path = '' as $$
  select array(select lower(w) from public.members m
    cross join unnest(string_to_array(m.name, ' ') || array[m.email, split_part(m.email, '@', 1)]) w
    where m.active or not p_active)
$$;

-- An active member by id, mail address or name, or `me`.
create or replace function private.assignee_of(p_value text) returns uuid
language plpgsql stable set search_path = '' as $$
declare v_ids uuid[] := case when p_value = 'me' then array_remove(array[private.member_id()], null)
  else private.members_called(p_value, true) end;
begin
  if cardinality(v_ids) > 1 then
    raise exception using errcode = 'PT422', message = format('%L could be %s: name one by mail address.', p_value,
      (select string_agg(format('%s (%s)', m.name, m.email), ' or ' order by m.name, m.email)
       from public.members m where m.id = any (v_ids)));
  elsif cardinality(v_ids) = 0 then
    raise exception using errcode = 'PT422', message = case
      when p_value = 'me' then 'Sign in as a member to take a ticket: the secret key is nobody.'
      else format('There is no active member %L: name one by mail address or name.', p_value)
        || coalesce(' Did you mean ' || private.nearest_word(p_value, private.member_words(true)) || '?', '') end;
  end if;
  return v_ids[1];
end $$;

-- In a search a name stands for all who are called so.
create or replace function private.assignee_sql(p_column text, p_condition jsonb, p_viewer jsonb) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_values text[] := array(select lower(v) from unnest(private.texts(p_condition -> 'value')) v);
  v_ids text[] := '{}';
  v_value text;
  v_found text[];
begin
  foreach v_value in array v_values loop
    v_found := case
      when v_value in ('none', 'any') then array[v_value]
      when v_value = 'me' then array_remove(array[p_viewer ->> 'member'], null)
      else private.members_called(v_value, false)::text[] end;
    if v_found = '{}' then
      perform private.query_fault(case v_value when 'me' then '"me" is nobody here: sign in as a member'
        else format('There is no member "%s"', v_value) end, (p_condition ->> 'at')::integer, v_value,
        '"' || private.nearest_word(v_value, private.member_words(false)) || '"');
    end if;
    v_ids := v_ids || v_found;
  end loop;
  return private.choice_sql(p_column, v_ids, 'uuid');
end $$;

-- WRONG WORDS ------------------------------------------------------------------------------------

create or replace function private.priority_sql(p_condition jsonb) returns text
language plpgsql immutable set search_path = '' as $$
declare
  v_names constant text[] := array['urgent', 'high', 'normal', 'low'];
  v_op text := coalesce(p_condition ->> 'op', 'is');
  v_typed text[] := private.texts(p_condition -> 'value');
  v_values text[] := array(select coalesce(array_position(v_names, lower(v))::text, v) from unnest(v_typed) v);
  v_wrong text := (select v from unnest(v_values) v where v not in ('1', '2', '3', '4') limit 1);
begin
  if v_wrong is not null then
    perform private.query_fault(format('There is no priority "%s": say urgent (1), high (2), normal (3) or low (4)', v_wrong),
      (p_condition ->> 'at')::integer, v_wrong, '"' || private.nearest_word(v_wrong, v_names) || '"');
  end if;
  return case v_op when 'is' then private.choice_sql('t.priority', v_values, 'integer')
    else format('t.priority %s %s', v_op, v_values[1]::integer) end;
end $$;

create or replace function private.has_sql(p_condition jsonb, p_inside boolean) returns text
language plpgsql immutable set search_path = '' as $$
declare
  v_known text[] := array['attachment', 'reply'] || case when p_inside then array['note', 'tag', 'draft', 'link'] else '{}' end;
  -- "attachments" is as good
  v_values text[] := array(select case when rtrim(lower(v), 's') = any (v_known) then rtrim(lower(v), 's')
    when lower(v) = 'replies' then 'reply' else lower(v) end from unnest(private.texts(p_condition -> 'value')) v);
  v_wrong text := (select v from unnest(v_values) v where v <> all (v_known) limit 1);
begin
  if v_wrong is not null then
    perform private.query_fault(format('A ticket may have %s, not "%s"', array_to_string(v_known, ', '), v_wrong),
      (p_condition ->> 'at')::integer, v_wrong, '"' || private.nearest_word(v_wrong, v_known) || '"');
  end if;
  return (select string_agg(case v
    when 'reply' then 't.first_response_at is not null'
    when 'tag' then 'exists (select 1 from public.ticket_tags x where x.ticket_id = t.id)'
    when 'note' then 'exists (select 1 from public.notes x where x.ticket_id = t.id)'
    when 'draft' then 'exists (select 1 from public.drafts x where x.ticket_id = t.id and x.state = ''pending'')'
    when 'link' then 'exists (select 1 from public.ticket_links x where x.from_id = t.id or x.to_id = t.id)'
    else 'exists (select 1 from public.interactions x join public.attachments a on a.interaction_id = x.id
      where x.ticket_id = t.id)' end, ' and ') from unnest(v_values) v);
end $$;

-- `is:` with one state, or with several statuses: is:open,pending.
create function private.states_condition(p_value text, p_at integer) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  v_one jsonb;
  v_value jsonb := '[]';
  v_state text;
begin
  foreach v_state in array array_remove(string_to_array(p_value, ','), '') loop
    v_one := private.state_condition(v_state, p_at);
    if v_one ->> 'fact' <> 'status' and p_value like '%,%' then
      perform private.query_fault(format('"is:" lists statuses only: say "is:%s" apart', v_state), p_at, p_value);
    end if;
    v_value := v_value || case when v_one ->> 'fact' = 'status' then v_one -> 'value' else '[]' end;
  end loop;
  if v_one is null then return private.state_condition(p_value, p_at); end if;
  return case when v_one ->> 'fact' = 'status' then v_one || jsonb_build_object('value',
    (select jsonb_agg(distinct v) from jsonb_array_elements(v_value) v)) else v_one end;
end $$;

create or replace function private.term_condition(p_name text, p_value text, p_quoted boolean, p_at integer) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  v_parts text[] := case when p_quoted then array['', p_value]
    else regexp_match(p_value, '^(<=|>=|<|>|=)?(.*)$') end;
  v_op text := coalesce(nullif(nullif(v_parts[1], ''), '='), 'is');
  v_value jsonb := to_jsonb(v_parts[2]);
  v_ordered constant text[] := array['priority', 'created', 'updated', 'solved', 'closed', 'due', 'number'];
begin
  if v_parts[2] = '' then
    perform private.query_fault(format('"%s:" needs a value right after it', p_name), p_at, p_name);
  elsif v_op <> 'is' and not (p_name = any (v_ordered) or p_name like 'field.%') then
    perform private.query_fault(format('"%s:" cannot be compared with %s', p_name, v_op), p_at, p_value);
  elsif p_name = 'is' then
    return private.states_condition(p_value, p_at) || jsonb_build_object('at', p_at);
  elsif p_name in ('before', 'after') then
    p_name := case p_name when 'before' then 'created:<' else 'created:>=' end;
    v_op := split_part(p_name, ':', 2);
    p_name := 'created';
  elsif v_op = 'is' and not p_quoted and p_value like '%,%' then
    v_value := to_jsonb(array_remove(string_to_array(v_parts[2], ','), ''));
  end if;
  return jsonb_build_object('fact', p_name, 'op', v_op, 'value', v_value, 'at', p_at);
end $$;

-- MENTIONS ---------------------------------------------------------------------------------------

-- The words after @ that name no active member, or several.
create function private.nobody_named(p_text text) returns text[]
language sql stable set search_path = '' as $$
  select coalesce(array_agg(distinct w.word order by w.word), '{}') from (
    select rtrim(m[1], '.-') as word
    from regexp_matches(p_text, '(?<![[:alnum:]_.@])@([[:alnum:]_][[:alnum:]_.-]*)', 'g') m) w
  where private.mentioned('@' || w.word) = '{}'
$$;

-- A note; who is named in it is told and watches from now on. Those who may not see the ticket are
-- neither: their names are returned as `unseen`, and the words that name nobody as `nobody`.
create or replace function private.write_note(p_ticket_id uuid, p_text text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_note public.notes;
  v_named uuid[] := private.mentioned(p_text);
  v_told uuid[];
begin
  select * into strict v_ticket from public.tickets t where t.id = p_ticket_id;
  v_told := array(select n from unnest(v_named) n where private.member_may_see(n, v_ticket) order by n);
  insert into public.notes (ticket_id, content, author_id, mentions)
  values (p_ticket_id, p_text, private.member_id(), v_told) returning * into v_note;
  insert into public.ticket_watchers (ticket_id, member_id, why)
  select p_ticket_id, n, 'mention' from unnest(v_told) n where n is distinct from private.member_id()
  on conflict (ticket_id, member_id) do nothing;
  perform private.notify(n, 'mention', p_ticket_id, jsonb_build_object('note_id', v_note.id, 'by', v_note.author_id))
  from unnest(v_told) n where n is distinct from private.member_id();
  perform private.audit('note.add', p_ticket_id, v_note.id);
  return jsonb_build_object('id', v_note.id, 'created_at', v_note.created_at, 'mentions', to_jsonb(v_told),
    'told', (select coalesce(jsonb_agg(m.name order by m.name), '[]') from public.members m where m.id = any (v_told)),
    'unseen', (select coalesce(jsonb_agg(m.name order by m.name), '[]') from public.members m
               where m.id = any (v_named) and m.id <> all (v_told)),
    'nobody', to_jsonb(private.nobody_named(p_text)));
end $$;

-- MAIL PREFERENCES -------------------------------------------------------------------------------

-- What a customer is mailed, and in which language; what is null stays. Asking leaves no trace.
create or replace function public.set_mail_preference(
  p_mails text default null, p_locale text default null, p_customer_id uuid default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_self uuid := private.my_customer_id();
  v_customer public.customers;
  v_before jsonb;
  v_after jsonb;
begin
  if p_mails not in ('all', 'answers', 'none') then
    raise exception using errcode = 'PT422', message = 'Mails are all, answers or none.';
  end if;
  if p_locale !~ '^[a-z]{2}(-[A-Z]{2})?$' then
    raise exception using errcode = 'PT422', message = 'A language is like de or de-CH.';
  end if;
  select * into v_customer from public.customers c
  where c.id = coalesce(p_customer_id, v_self) and (c.id = v_self or private.member_sees_customer(c.id))
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such customer here: sign in as one, or name one you see.';
  end if;
  if p_mails = 'none' and v_customer.auth_user_id is null then
    raise exception using errcode = 'PT409',
      message = 'This customer does not sign in, so without mails no answer would reach them.';
  end if;
  v_before := jsonb_build_object('mails', private.mails_wished(v_customer.id), 'locale', v_customer.locale);
  if p_mails is not null then
    insert into public.customer_preferences as p (customer_id, mails) values (v_customer.id, p_mails)
    on conflict (customer_id) do update set mails = excluded.mails, updated_at = now();
  end if;
  if p_locale is not null then
    update public.customers c set locale = p_locale where c.id = v_customer.id;
  end if;
  v_after := jsonb_build_object('mails', private.mails_wished(v_customer.id),
    'locale', coalesce(p_locale, v_customer.locale));
  if v_after <> v_before then
    perform private.audit('customer.mails', null, v_customer.id, jsonb_build_object('before', v_before, 'after', v_after));
  end if;
  return v_after || jsonb_build_object('customer_id', v_customer.id);
end $$;

-- THE ORDER OF FIGURES ---------------------------------------------------------------------------

-- The names of a report's figures in the order in which it gives them (jsonb sorts by length).
create function private.report_figures(p_measures text) returns text[]
language sql immutable set search_path = '' as $$
  select array(select m.found[1] from regexp_matches(p_measures, '\mas (\w+)\s*(?:,\s*\n|$)', 'g')
    with ordinality m (found, place) order by m.place)
$$;

-- As before, and "figures": the names of the figures in their order.
create or replace function public.report(
  p_name text, p_from timestamptz default null, p_to timestamptz default null, p_filter jsonb default '{}',
  p_by text[] default null) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_report public.reports := private.report_named(p_name);
  v_period record;
  v_by text[] := coalesce(p_by, v_report.keys);
  v_wrong text := (select k from unnest(v_by) k where k is null or k <> all (private.report_dimensions() || v_report.keys) limit 1);
  v_lines jsonb;
  v_total jsonb;
begin
  if v_wrong is not null then
    raise exception using errcode = 'PT422', message = format('This report has no lines by %L: use %s.', v_wrong,
      (select string_agg(distinct k, ', ') from unnest(private.report_dimensions() || v_report.keys) k));
  end if;
  select * into v_period from private.report_period(p_from, p_to);
  execute format(
    'with rows as (%s), lines as (select %s %s as _total, %s from rows group by %s) '
    'select coalesce(jsonb_agg(to_jsonb(l) - ''_total'' order by %s) filter (where l._total = 0), ''[]''), '
    '(jsonb_agg(to_jsonb(l) - ''_total'' - $5) filter (where l._total <> 0)) -> 0 from lines l',
    private.report_query(v_report, p_filter),
    (select string_agg(format('%I, ', k), '' order by n) from unnest(v_by) with ordinality u (k, n)),
    case when v_by = '{}' then '1'
         else 'grouping(' || (select string_agg(format('%I', k), ', ') from unnest(v_by) k) || ')' end,
    v_report.measures,
    case when v_by = '{}' then '()'
         else 'grouping sets ((' || (select string_agg(format('%I', k), ', ') from unnest(v_by) k) || '), ())' end,
    coalesce((select string_agg(format('l.%I', k), ', ' order by n) from unnest(v_by) with ordinality u (k, n)), '1'))
  into v_lines, v_total
  using v_period.starts, v_period.ends, v_period.step, v_period.zone, v_by;
  return jsonb_build_object('name', v_report.name, 'title', v_report.title, 'about', v_report.about,
    'from', v_period.starts, 'to', v_period.ends, 'step', v_period.step, 'zone', v_period.zone,
    'by', to_jsonb(v_by), 'figures', to_jsonb(private.report_figures(v_report.measures)),
    'chart', v_report.chart, 'lines', v_lines, 'total', v_total);
end $$;

-- BEFORE AND AFTER -------------------------------------------------------------------------------

-- Set-up is changed by one function a thing, which then says so to private.audit. What became of the
-- rows is noted here on the way, so that no such function can leave it out: at most twenty rows, each
-- for entries of some kinds (the arguments: `team` for team.set, team.remove …).
create function private.note_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_seen jsonb := coalesce(nullif(current_setting('autocrm.changed', true), ''), '[]')::jsonb;
  v_old jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_new jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_same text[] := array['created_at', 'updated_at'];
begin
  if jsonb_array_length(v_seen) >= 20 then return null; end if;
  if tg_op = 'UPDATE' then
    v_same := v_same || array(select e.key from jsonb_each(v_old) e where v_new -> e.key = e.value);
    if v_old - v_same = '{}' then return null; end if;
  end if;
  perform set_config('autocrm.changed', (v_seen || jsonb_build_object(
    'for', to_jsonb(tg_argv), 'table', tg_table_name, 'before', v_old - v_same, 'after', v_new - v_same))::text, true);
  return null;
end $$;

do $$
declare v_table record;
begin
  for v_table in
    select * from (values ('members', 'member'), ('teams', 'team'), ('team_members', 'team, member'),
      ('companies', 'company'), ('ticket_categories', 'category, team'), ('tags', 'tag'),
      ('custom_field_definitions', 'field'), ('calendars', 'calendar'), ('calendar_hours', 'calendar'),
      ('holidays', 'holiday'), ('sla_policies', 'sla'), ('ai_policies', 'policy')) t (name, kinds)
  loop
    execute format('create trigger %I after insert or update or delete on public.%I
      for each row execute function private.note_change(%s)', v_table.name || '_note_change', v_table.name, v_table.kinds);
  end loop;
end $$;

-- An entry about the set-up gets what was noted for it since the last one, if it does not say it
-- itself: before and after, or a list of those when several rows changed.
create or replace function private.audit(
  p_action text, p_ticket_id uuid default null, p_subject_id uuid default null,
  p_details jsonb default '{}') returns void
language plpgsql security definer set search_path = '' as $$
declare v_seen jsonb := nullif(current_setting('autocrm.changed', true), '')::jsonb;
begin
  if v_seen is not null then
    perform set_config('autocrm.changed', '', true);
    v_seen := (select jsonb_agg(c - 'for') from jsonb_array_elements(v_seen) c where c -> 'for' ? split_part(p_action, '.', 1));
    if v_seen is not null and not p_details ?| array['before', 'after'] then
      p_details := p_details || case jsonb_array_length(v_seen) when 1 then (v_seen -> 0) - 'table'
        else jsonb_build_object('changes', v_seen) end;
    end if;
  end if;
  insert into public.audit_log (actor, actor_role, action, ticket_id, subject_id, details)
  values (auth.uid(), coalesce(auth.role(), session_user), p_action, p_ticket_id, p_subject_id, p_details);
end $$;

revoke execute on all functions in schema private from public;
grant execute on function private.report_figures(text) to authenticated, service_role;
revoke execute on function public.set_profile(text, text, text, boolean, text) from public, anon, authenticated;
-- Checks the caller itself.
grant execute on function public.set_profile(text, text, text, boolean, text) to authenticated, service_role;
