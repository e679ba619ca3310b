-- Filters as data, turned into SQL with the rights of who looks.

-- A filter is {all: […], any: […], none: […]} of conditions {fact, op, value} or of filters again: the
-- language of rules (see routing). What queries can say is turned into SQL here, in forms that use
-- indexes and counters; whatever else a rule may ask, private.compile_condition turns into SQL.

-- The span of time that a text names, or null: a year, month, day, a moment, today, 7d (seven days
-- ago), or first..last. Days are those of UTC.
create function private.time_span(p_text text) returns timestamptz[]
language plpgsql stable set search_path = '' as $$
declare
  v_text text := lower(trim(p_text));
  v_day date;
  v_match text[];
begin
  if v_text like '%..%' then
    return array[(private.time_span(split_part(v_text, '..', 1)))[1], (private.time_span(split_part(v_text, '..', 2)))[2]];
  elsif v_text = 'now' then
    return array[now(), now()];
  elsif v_text in ('today', 'yesterday') then
    v_day := (now() at time zone 'UTC')::date - (v_text = 'yesterday')::integer;
    return array[v_day::timestamp at time zone 'UTC', (v_day + 1)::timestamp at time zone 'UTC'];
  end if;
  v_match := regexp_match(v_text, '^(\d{1,4})([hdw])$');
  if v_match is not null then
    return array_fill(now() - v_match[1]::integer * case v_match[2] when 'h' then interval '1 hour'
      when 'd' then interval '1 day' else interval '1 week' end, array[2]);
  elsif v_text ~ '^\d{4}(-\d{1,2}(-\d{1,2})?)?$' then
    v_text := v_text || repeat('-01', 2 - regexp_count(v_text, '-'));
    if not pg_input_is_valid(v_text, 'date') then return null; end if;
    return array[v_text::timestamp at time zone 'UTC', (v_text::timestamp + case regexp_count(p_text, '-')
      when 0 then interval '1 year' when 1 then interval '1 month' else interval '1 day' end) at time zone 'UTC'];
  elsif v_text ~ '^\d{4}-\d{2}-\d{2}[t ]' and pg_input_is_valid(v_text, 'timestamp with time zone') then
    return array_fill(v_text::timestamptz, array[2]);
  end if;
  return null;
end $$;

create function private.time_sql(p_column text, p_condition jsonb) returns text
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
    perform private.query_fault(format('"%s" is no time: write 2026-01-31, 2026-01, today, 7d (seven days ago) or first..last',
      v_text), (p_condition ->> 'at')::integer, v_text);
  end if;
  return case
    when v_op = '<' then format('%s < %L', p_column, v_span[1])
    when v_op = '<=' then format('%s %s %L', p_column, case when v_moment then '<=' else '<' end, v_span[2])
    when v_op = '>' then format('%s %s %L', p_column, case when v_moment then '>' else '>=' end, v_span[2])
    when v_op = '>=' or v_moment then format('%s >= %L', p_column, v_span[1])
    else format('%1$s >= %2$L and %1$s < %3$L', p_column, v_span[1], v_span[2]) end;
end $$;

-- The values of a condition that must be some of what there is.
create function private.known_values(p_condition jsonb, p_known text[], p_what text) returns text[]
language plpgsql immutable set search_path = '' as $$
declare
  v_values text[] := array(select lower(v) from unnest(private.texts(p_condition -> 'value')) v);
  v_value text;
begin
  foreach v_value in array v_values loop
    if not v_value = any (p_known) then
      perform private.query_fault(format('There is no %s "%s"', p_what, v_value), (p_condition ->> 'at')::integer,
        v_value, '"' || private.nearest_word(v_value, p_known) || '"');
    end if;
  end loop;
  return v_values;
end $$;

-- `column is one of these`, where `none` means null. A single value is an equality: more indexes fit.
create function private.choice_sql(p_column text, p_values text[], p_type text default 'text') returns text
language sql immutable set search_path = '' as $$
  select case
    when 'any' = any (p_values) then p_column || ' is not null'
    when 'none' = any (p_values) and cardinality(p_values) = 1 then p_column || ' is null'
    when 'none' = any (p_values) then format('(%1$s is null or %1$s = any (%2$L::%3$s[]))', p_column,
      array_remove(p_values, 'none'), p_type)
    when cardinality(p_values) = 1 then format('%s = %L::%s', p_column, p_values[1], p_type)
    else format('%s = any (%L::%s[])', p_column, p_values, p_type) end
$$;

create function private.status_sql(p_condition jsonb) returns text
language sql immutable set search_path = '' as $$
  select private.choice_sql('t.status', v)
    || case when v <@ array['new', 'open'] then ' and t.is_open' else '' end  -- the partial index is by is_open
  from private.known_values(p_condition, array['new', 'open', 'pending', 'on_hold', 'solved', 'closed'], 'status') v
$$;

create function private.priority_sql(p_condition jsonb) returns text
language plpgsql immutable set search_path = '' as $$
declare
  v_names constant text[] := array['urgent', 'high', 'normal', 'low'];
  v_op text := coalesce(p_condition ->> 'op', 'is');
  v_values text[] := array(select coalesce(array_position(v_names, lower(v))::text, v)
                           from unnest(private.texts(p_condition -> 'value')) v);
begin
  perform private.known_values(p_condition || jsonb_build_object('value', v_values), array['1', '2', '3', '4'],
    'priority but urgent (1), high (2), normal (3), low (4):');
  return case v_op when 'is' then private.choice_sql('t.priority', v_values, 'integer')
    else format('t.priority %s %s', v_op, v_values[1]::integer) end;
end $$;

create function private.assignee_sql(p_column text, p_condition jsonb, p_viewer jsonb) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_values text[] := array(select lower(v) from unnest(private.texts(p_condition -> 'value')) v);
  v_ids text[] := '{}';
  v_value text;
  v_id text;
begin
  foreach v_value in array v_values loop
    v_id := case
      when v_value in ('none', 'any') then v_value
      when v_value = 'me' then p_viewer ->> 'member'
      else (select m.id::text from public.members m where m.id::text = v_value or lower(m.email) = v_value
              or v_value not like '%@%' and split_part(lower(m.email), '@', 1) = v_value order by m.id limit 1) end;
    if v_id is null then
      perform private.query_fault(case v_value when 'me' then '"me" is nobody here: sign in as a member'
        else format('There is no member "%s"', v_value) end, (p_condition ->> 'at')::integer, v_value,
        '"' || private.nearest_word(v_value, array(select m.email from public.members m)) || '"');
    end if;
    v_ids := v_ids || v_id;
  end loop;
  return private.choice_sql(p_column, v_ids, 'uuid');
end $$;

create function private.team_sql(p_condition jsonb, p_viewer jsonb) returns text
language plpgsql stable security definer set search_path = '' as $$
declare v_values text[];
begin
  v_values := private.known_values(p_condition,
    array(select t.key from public.teams t) || array(select t.id::text from public.teams t) || array['none', 'any', 'mine'],
    'team');
  return private.choice_sql('t.team_id', array(
    select t.id::text from public.teams t where t.key = any (v_values) or t.id::text = any (v_values)
    union select v from unnest(v_values) v where v in ('none', 'any')
    union select m from unnest(private.texts(p_viewer -> 'teams')) m where 'mine' = any (v_values)), 'uuid');
end $$;

create function private.tag_sql(p_condition jsonb) returns text
language plpgsql stable security definer set search_path = '' as $$
declare v_values text[] := private.texts(p_condition -> 'value');
begin
  if v_values <@ array['none', 'any'] then
    return format('%s exists (select 1 from public.ticket_tags x where x.ticket_id = t.id)',
      case v_values[1] when 'none' then 'not' else '' end);
  end if;
  v_values := private.known_values(p_condition, array(select k.key from public.tags k), 'tag');
  return format('exists (select 1 from public.ticket_tags x where x.ticket_id = t.id and x.tag = any (%L::text[]))', v_values);
end $$;

-- The one customer with this id or address, also by an address of another channel.
create function private.customers_called(p_text text) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select array(
    select c.id from public.customers c where lower(c.email) = p_text
    union select i.customer_id from public.customer_identities i where i.address = p_text
    union select c.id from public.customers c where pg_input_is_valid(p_text, 'uuid') and c.id::text = p_text)
$$;

-- from: one address or @domain. customer: an address, an id or a part of a name. company: a domain,
-- an id or a part of a name.
create function private.customer_sql(p_fact text, p_value text) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_value text := lower(p_value);
  v_part text := '%' || replace(replace(replace(v_value, '\', '\\'), '%', '\%'), '_', '\_') || '%';
begin
  if p_fact <> 'company' and v_value not like '@%'
     and (p_fact = 'from' or v_value like '%@%' or pg_input_is_valid(v_value, 'uuid')) then
    return format('t.customer_id = any (%L::uuid[])', private.customers_called(v_value));
  end if;
  return format('t.customer_id in (select c.id from public.customers c where %s)', case
    when p_fact = 'company' then format('c.company_id in (select co.id from public.companies co
      where co.id::text = %1$L or co.domain = %1$L or lower(co.name) like %2$L)', v_value, v_part)
    when v_value like '@%' then format('split_part(lower(c.email), ''@'', 2) = %L', substr(v_value, 2))
    else format('lower(c.name) like %1$L or lower(c.email) like %1$L', v_part) end);
end $$;

create function private.has_sql(p_condition jsonb, p_inside boolean) returns text
language plpgsql immutable set search_path = '' as $$
declare
  v_known text[] := array['attachment', 'reply'] || case when p_inside then array['note', 'tag', 'draft', 'link'] else '{}' end;
  v_values text[] := private.known_values(p_condition, v_known,
    format('thing but %s that a ticket has, so no', array_to_string(v_known, ', ')));
begin
  return (select string_agg(case v
    when 'reply' then 't.first_response_at is not null'
    when 'tag' then 'exists (select 1 from public.ticket_tags x where x.ticket_id = t.id)'
    when 'note' then 'exists (select 1 from public.notes x where x.ticket_id = t.id)'
    when 'draft' then 'exists (select 1 from public.drafts x where x.ticket_id = t.id and x.state = ''pending'')'
    when 'link' then 'exists (select 1 from public.ticket_links x where x.from_id = t.id or x.to_id = t.id)'
    else 'exists (select 1 from public.interactions x join public.attachments a on a.interaction_id = x.id
      where x.ticket_id = t.id)' end, ' and ') from unnest(v_values) v);
end $$;

create index ticket_fields_words on public.ticket_fields (field, (lower(left(value #>> '{}', 100))), ticket_id);

create function private.field_sql(p_condition jsonb, p_inside boolean) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_key text := substr(p_condition ->> 'fact', 7);
  v_at integer := (p_condition ->> 'at')::integer;
  v_op text := coalesce(p_condition ->> 'op', 'is');
  v_values text[] := array(select lower(v) from unnest(private.texts(p_condition -> 'value')) v);
  v_type text;
begin
  select d.type into v_type from public.custom_field_definitions d
  where d.key = v_key and (p_inside or (d.visible_to_customer and d.active));
  if v_type is null then
    perform private.query_fault(format('There is no field "%s"', v_key), v_at, v_key, '"field.'
      || private.nearest_word(v_key, array(select d.key from public.custom_field_definitions d where p_inside)) || ':"');
  elsif v_op <> 'is' and v_type not in ('number', 'date') then
    perform private.query_fault(format('The field "%s" cannot be compared with %s', v_key, v_op), v_at, v_key);
  elsif v_type = 'number' and not v_values <@ array['none', 'any']
        and exists (select 1 from unnest(v_values) v where not pg_input_is_valid(v, 'numeric')) then
    perform private.query_fault(format('The field "%s" is a number, not "%s"', v_key, v_values[1]), v_at, v_values[1]);
  end if;
  return format('%s exists (select 1 from public.ticket_fields x where x.ticket_id = t.id and x.field = %L%s)',
    case when v_values = array['none'] then 'not' else '' end, v_key, case
      when v_values <@ array['none', 'any'] then ''
      when v_type = 'multi_choice' then format(' and exists (select 1 from jsonb_array_elements_text(x.value) e
        where lower(e) = any (%L::text[]))', v_values)
      when v_type = 'number' and v_op = 'is' then format(' and x.value = any (%L::jsonb[])', v_values)
      when v_type = 'number' then
        format(' and case jsonb_typeof(x.value) when ''number'' then x.value::numeric %s %L::numeric end', v_op, v_values[1])
      when v_op <> 'is' then format(' and x.value #>> ''{}'' %s %L', v_op, v_values[1])
      else format(' and lower(left(x.value #>> ''{}'', 100)) = any (%L::text[])',
        array(select left(v, 100) from unnest(v_values) v)) end);
end $$;

-- What anybody may ask of their tickets, and what only members may.
create function private.open_facts() returns text[]
language sql immutable set search_path = '' as $$
  select array['words', 'status', 'priority', 'category', 'channel', 'language', 'created', 'updated', 'solved',
    'closed', 'number', 'has', 'merged']
$$;
create function private.inside_facts() returns text[]
language sql immutable set search_path = '' as $$
  select array['assignee', 'team', 'tag', 'from', 'customer', 'company', 'due', 'snoozed', 'watcher']
$$;

create function private.check_fact(p_condition jsonb, p_inside boolean) returns void
language plpgsql immutable set search_path = '' as $$
declare
  v_fact text := p_condition ->> 'fact';
  v_op text := coalesce(p_condition ->> 'op', 'is');
  v_known text[] := private.open_facts() || private.inside_facts();
  v_ordered constant text[] := array['priority', 'created', 'updated', 'solved', 'closed', 'due', 'number'];
begin
  if v_fact is null or not (v_fact = any (v_known) or v_fact like 'field.%') then
    perform private.query_fault(format('A filter has no fact "%s"', v_fact), null, v_fact,
      '"' || private.nearest_word(v_fact, v_known) || '"');
  elsif not p_inside and v_fact = any (private.inside_facts()) then
    perform private.query_fault(format('Only members may search by "%s"', v_fact), (p_condition ->> 'at')::integer, v_fact);
  elsif v_op <> 'is' and not (v_op in ('<', '<=', '>', '>=') and (v_fact = any (v_ordered) or v_fact like 'field.%')) then
    perform private.query_fault(format('"%s" cannot be compared by "%s"', v_fact, v_op));
  elsif coalesce(cardinality(private.texts(p_condition -> 'value')), 0) = 0 then
    perform private.query_fault(format('"%s" needs a value', v_fact), (p_condition ->> 'at')::integer, v_fact);
  end if;
end $$;

-- A condition of a rule in the words of queries, where there are such.
create function private.as_queried(p_condition jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select p_condition
    || case when fact in ('created_at', 'solved_at') and op in ('before', 'after') then jsonb_build_object(
         'fact', replace(fact, '_at', ''), 'op', case op when 'before' then '<' else '>=' end)
       when op in ('in', 'is_not', 'not_in') then '{"op": "is"}'::jsonb else '{}' end
    || case when p_condition -> 'value' = 'null' then '{"value": "none"}'::jsonb else '{}' end
  from (select p_condition ->> 'fact' as fact, p_condition ->> 'op' as op) x
$$;

-- One condition as SQL about `t`, a row of tickets (or of ticket_counts, see countable), with $1 and $2
-- as compile_condition has them: nothing, and the time. All values are quoted by format.
create function private.condition_sql(p_condition jsonb, p_viewer jsonb) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_inside boolean := (p_viewer ->> 'inside')::boolean;
  v_own jsonb := private.as_queried(p_condition);
  v_fact text := v_own ->> 'fact';
  v_op text := coalesce(v_own ->> 'op', 'is');
  v_known boolean := v_fact = any (private.open_facts() || private.inside_facts()) or v_fact like 'field.%';
  v_values text[] := private.texts(v_own -> 'value');
begin
  if v_known and p_condition ->> 'op' in ('is_not', 'not_in') then
    return '(' || private.condition_sql(v_own, p_viewer) || ') is not true';
  elsif v_inside and (not v_known or v_op not in ('is', '<', '<=', '>', '>=')) and exists (
      select 1 from private.rule_facts() f where f.fact = v_fact or v_fact like 'field.%') then
    if v_fact = 'changed' then
      perform private.query_fault('Only a rule can ask what has just changed');
    end if;
    return private.compile_condition(p_condition - 'at', 'filter', true);
  end if;
  p_condition := v_own;
  perform private.check_fact(p_condition, v_inside);
  if v_fact like 'field.%' then return private.field_sql(p_condition, v_inside); end if;
  case v_fact
    when 'status' then return private.status_sql(p_condition);
    when 'priority' then return private.priority_sql(p_condition);
    when 'assignee' then return private.assignee_sql('t.assignee_id', p_condition, p_viewer);
    when 'watcher' then return 'exists (select 1 from public.ticket_watchers x where x.ticket_id = t.id and '
      || private.assignee_sql('x.member_id', p_condition, p_viewer) || ')';
    when 'team' then return private.team_sql(p_condition, p_viewer);
    when 'category' then return private.choice_sql('t.category', private.known_values(p_condition,
      array(select c.key from public.ticket_categories c) || array['none', 'any'], 'category'));
    when 'channel' then return private.choice_sql('t.channel', private.known_values(p_condition,
      array['email', 'portal', 'chat', 'api'], 'channel'));
    when 'language' then return private.choice_sql('t.language', array(select lower(v) from unnest(v_values) v));
    when 'tag' then return private.tag_sql(p_condition);
    when 'from', 'customer', 'company' then
      return '(' || (select string_agg(private.customer_sql(v_fact, v), ' or ') from unnest(v_values) v) || ')';
    when 'created' then return private.time_sql('t.created_at', p_condition);
    when 'updated' then return private.time_sql('t.updated_at', p_condition);
    when 'solved' then return private.time_sql('t.solved_at', p_condition);
    when 'closed' then return private.time_sql('t.closed_at', p_condition);
    when 'due' then return private.time_sql('t.next_due_at', p_condition);
    when 'has' then return private.has_sql(p_condition, v_inside);
    when 'snoozed', 'merged' then
      if not v_values <@ array['true', 'false'] then
        perform private.query_fault(format('"%s" is true or false', v_fact), (p_condition ->> 'at')::integer, v_fact);
      end if;
      return format(case v_fact when 'snoozed' then 't.is_snoozed = %L' else '(t.merged_into is not null) = %L' end, v_values[1]);
    when 'number' then
      if exists (select 1 from unnest(v_values) v where ltrim(v, '#') !~ '^\d{1,18}$') then
        perform private.query_fault(format('"%s" is no ticket number', v_values[1]), (p_condition ->> 'at')::integer, v_values[1]);
      end if;
      return case v_op when 'is' then format('t.number = any (%L::bigint[])', array(select ltrim(v, '#') from unnest(v_values) v))
        else format('t.number %s %s', v_op, ltrim(v_values[1], '#')) end;
    else  -- words
      return format('exists (select 1 from public.ticket_search s where s.ticket_id = t.id and %s @@ %L::tsquery)',
        case when v_inside then 's.document' else 'coalesce(s.shared, s.document)' end,
        (private.query_words(v_values[1])).match);
  end case;
end $$;

-- A whole filter as SQL about `t`. p_depth stops what nests without end.
create function private.filter_sql(p_filter jsonb, p_viewer jsonb, p_depth integer default 0) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_key text;
  v_one jsonb;
  v_part text;
  v_any text[] := '{}';
  v_all text[] := '{}';
begin
  if coalesce(jsonb_typeof(p_filter), '') <> 'object' or p_depth > 4 then
    perform private.query_fault('A filter is {"all": […], "any": […], "none": […]}, at most five deep');
  elsif p_filter ? 'fact' then
    return private.condition_sql(p_filter, p_viewer);
  end if;
  for v_key in select k from jsonb_object_keys(p_filter) k loop
    if v_key not in ('all', 'any', 'none') or jsonb_typeof(p_filter -> v_key) <> 'array'
       or jsonb_array_length(p_filter -> v_key) > 50 then
      perform private.query_fault(format(
        'A filter has the lists all, any and none, of 50 conditions at most, and "%s" is none of them', v_key));
    end if;
    for v_one in select e from jsonb_array_elements(p_filter -> v_key) e loop
      v_part := private.filter_sql(v_one, p_viewer, p_depth + 1);
      if v_key = 'any' then v_any := v_any || ('(' || v_part || ')');
      elsif v_key = 'none' then v_all := v_all || ('(' || v_part || ') is not true');
      else v_all := v_all || v_part; end if;
    end loop;
  end loop;
  if cardinality(v_any) > 0 then v_all := v_all || ('(' || array_to_string(v_any, ' or ') || ')'); end if;
  return case when cardinality(v_all) = 0 then 'true' else '(' || array_to_string(v_all, ' and ') || ')' end;
end $$;

revoke execute on all functions in schema private from public;
