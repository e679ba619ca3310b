-- Conditions about a ticket as data, checked and turned into SQL.

-- {"all": […], "any": […], "none": […]}, each a list of {"fact", "op", "value"} or of such groups.
-- compile_conditions turns them into one SQL expression over `public.tickets t`, with $1 (what has
-- just changed, text[], null: not known) and $2 (the time, timestamptz). Facts and operators come
-- from the lists below and values are quoted, so nothing of a condition reaches SQL as it is.

create function private.rule_facts()
returns table (fact text, type text, expression text, about text)
language sql immutable set search_path = '' as $$
  values
    ('status', 'key', 't.status', 'new, open, pending, on_hold, solved, closed'),
    ('priority', 'number', 't.priority', '1 urgent, 2 high, 3 normal, 4 low; or the name'),
    ('category', 'key', 't.category', 'a category''s key'),
    ('channel', 'key', 't.channel', 'email, portal, chat, api'),
    ('language', 'key', 't.language', 'of the ticket, like en'),
    ('team', 'key', 't.team_id', 'a team''s key'),
    ('assignee', 'key', 't.assignee_id', 'a member''s mail address or id; null: nobody'),
    ('tag', 'set', '', 'a tag the ticket has; null: no tag at all'),
    ('subject', 'text', 't.subject', ''),
    ('content', 'text', '(select i.content from public.interactions i where i.ticket_id = t.id and i.author = ''customer'' order by i.created_at desc, i.id desc limit 1)',
     'what the customer wrote last'),
    ('customer.email', 'text', '(select c.email from public.customers c where c.id = t.customer_id)', ''),
    ('customer.name', 'text', '(select c.name from public.customers c where c.id = t.customer_id)', ''),
    ('customer.domain', 'key', '(select lower(split_part(c.email, ''@'', 2)) from public.customers c where c.id = t.customer_id)',
     'of the mail address'),
    ('customer.company', 'key', '(select c.company_id from public.customers c where c.id = t.customer_id)',
     'a company''s name, domain or id'),
    ('customer.locale', 'key', '(select c.locale from public.customers c where c.id = t.customer_id)', 'like de or de-CH'),
    ('messages', 'number', '(select count(*) from public.interactions i where i.ticket_id = t.id and i.author = ''customer'')',
     'how often the customer wrote'),
    ('reopen_count', 'number', 't.reopen_count', ''),
    ('sentiment', 'number', '(select (d.triage ->> ''sentiment'')::numeric from public.ai_decisions d where d.ticket_id = t.id and jsonb_typeof(d.triage -> ''sentiment'') = ''number'' order by d.created_at desc limit 1)',
     'of the last message, -1 (angry) to 1'),
    ('automatic', 'boolean', '(select i.automatic <> '''' from public.interactions i where i.ticket_id = t.id and i.author = ''customer'' order by i.created_at desc, i.id desc limit 1)',
     'the last message was written by a machine'),
    ('has_attachment', 'boolean', 'exists (select 1 from public.interactions i join public.attachments a on a.interaction_id = i.id where i.ticket_id = t.id)',
     'something is attached to a message'),
    ('follow_up', 'boolean', '(t.follows_ticket_id is not null)', 'it follows a closed ticket'),
    ('snoozed', 'boolean', 't.is_snoozed', ''),
    ('created_at', 'time', 't.created_at', ''),
    ('solved_at', 'time', 't.solved_at', ''),
    ('age', 'duration', 't.created_at', 'since it was opened, like "4 hours"'),
    ('idle', 'duration', 'coalesce((select max(i.created_at) from public.interactions i where i.ticket_id = t.id), t.created_at)',
     'since anybody last wrote'),
    ('changed', 'changed', '', 'what has just changed: status, priority, category, team, assignee, subject, language, tag, field, snoozed')
$$;

create function private.rule_operators(p_type text) returns text[]
language sql immutable set search_path = '' as $$
  select case p_type
    when 'key' then '{is,is_not,in,not_in}'
    when 'number' then '{is,is_not,in,not_in,<,<=,>,>=}'
    when 'set' then '{is,is_not,in,not_in}'
    when 'changed' then '{is,in}'
    when 'text' then '{is,is_not,contains,not_contains,has_word,starts_with,ends_with}'
    when 'boolean' then '{is}'
    when 'time' then '{before,after}'
    when 'duration' then '{<,<=,>,>=}'
    when 'field' then '{is,is_not,in,not_in,contains,<,<=,>,>=}'
  end::text[]
$$;
revoke execute on function private.rule_facts(), private.rule_operators(text) from public;

create function private.refuse_rule(p_path text, p_said text) returns void
language plpgsql immutable set search_path = '' as $$
begin
  raise exception using errcode = 'PT422', message = p_path || ': ' || p_said;
end $$;
revoke execute on function private.refuse_rule(text, text) from public;

-- One value of a fact as an SQL literal; what is known by a name becomes its id.
create function private.rule_literal(p_fact text, p_type text, p_value jsonb, p_path text) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_text text := p_value #>> '{}';
  v_id uuid;
begin
  if p_value is null or jsonb_typeof(p_value) in ('object', 'array') then
    perform private.refuse_rule(p_path, format('%s takes a single value here, not %s.', p_fact,
      coalesce('an ' || jsonb_typeof(p_value), 'nothing')));
  end if;
  if jsonb_typeof(p_value) = 'null' then
    if p_type in ('key', 'set', 'field') then return 'null'; end if;
    perform private.refuse_rule(p_path, format('%s is never empty: give a value.', p_fact));
  end if;
  if p_fact = 'priority' then
    return private.priority_of(p_value)::text;
  elsif p_type = 'number' then
    if not pg_input_is_valid(v_text, 'numeric') then
      perform private.refuse_rule(p_path, format('%s is a number, not %L.', p_fact, v_text));
    end if;
    return format('%L::numeric', v_text);
  elsif p_type = 'boolean' then
    if jsonb_typeof(p_value) <> 'boolean' then
      perform private.refuse_rule(p_path, format('%s is true or false.', p_fact));
    end if;
    return v_text;
  elsif p_type = 'duration' then
    if not pg_input_is_valid(v_text, 'interval') or v_text::interval <= interval '0' then
      perform private.refuse_rule(p_path, format('%s is a time span like "4 hours" or "3 days", not %L.', p_fact, v_text));
    end if;
    return format('%L::interval', v_text);
  elsif p_type = 'time' then
    if not pg_input_is_valid(v_text, 'timestamptz') then
      perform private.refuse_rule(p_path, format('%s is a time like 2026-01-31 or 2026-01-31T09:00Z, not %L.', p_fact, v_text));
    end if;
    return format('%L::timestamptz', v_text);
  elsif p_fact = 'status' and v_text not in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed') then
    perform private.refuse_rule(p_path, format('there is no status %L: known are new, open, pending, on_hold, solved, closed.', v_text));
  elsif p_fact = 'channel' and v_text not in ('email', 'portal', 'chat', 'api') then
    perform private.refuse_rule(p_path, format('there is no channel %L: known are email, portal, chat, api.', v_text));
  elsif p_fact = 'category' and not exists (select 1 from public.ticket_categories c where c.key = v_text) then
    perform private.refuse_rule(p_path, format('there is no category %L.', v_text));
  elsif p_fact = 'changed' and v_text not in ('status', 'priority', 'category', 'team', 'assignee', 'subject',
      'language', 'tag', 'field', 'snoozed') then
    perform private.refuse_rule(p_path, format('%L is nothing that changes: known are status, priority, category, team, assignee, subject, language, tag, field, snoozed.', v_text));
  elsif p_fact = 'team' then
    select t.id into v_id from public.teams t where t.key = v_text;
    if v_id is null then perform private.refuse_rule(p_path, format('there is no team %L.', v_text)); end if;
    return format('%L::uuid', v_id);
  elsif p_fact = 'assignee' then
    select m.id into v_id from public.members m where lower(m.email) = lower(v_text) or m.id::text = lower(v_text);
    if v_id is null then
      perform private.refuse_rule(p_path, format('there is no member %L: name one by mail address or id.', v_text));
    end if;
    return format('%L::uuid', v_id);
  elsif p_fact = 'customer.company' then
    select co.id into v_id from public.companies co
    where co.domain = lower(v_text) or co.name = v_text or co.id::text = lower(v_text) order by co.created_at limit 1;
    if v_id is null then perform private.refuse_rule(p_path, format('there is no company %L.', v_text)); end if;
    return format('%L::uuid', v_id);
  elsif p_fact = 'tag' then
    return quote_literal(private.tag_key(v_text));
  elsif p_fact in ('customer.domain', 'language') then
    return quote_literal(lower(v_text));
  end if;
  return quote_literal(v_text);
end $$;
revoke execute on function private.rule_literal(text, text, jsonb, text) from public;

-- A value as a list of literals, since most operators take one or several.
create function private.rule_literals(p_fact text, p_type text, p_op text, p_value jsonb, p_path text) returns text[]
language plpgsql stable security definer set search_path = '' as $$
declare v_many boolean := p_op in ('in', 'not_in') or p_op in ('contains', 'not_contains', 'has_word')
  and jsonb_typeof(p_value) = 'array';
begin
  if v_many and (jsonb_typeof(p_value) is distinct from 'array' or jsonb_array_length(p_value) not between 1 and 200) then
    perform private.refuse_rule(p_path, format('%s takes a list of 1 to 200 values.', p_op));
  end if;
  if not v_many then return array[private.rule_literal(p_fact, p_type, p_value, p_path)]; end if;
  if p_value @> '[null]' then
    perform private.refuse_rule(p_path, 'null stands in no list: ask for it by is.');
  end if;
  return array(select private.rule_literal(p_fact, p_type, e, p_path) from jsonb_array_elements(p_value) e);
end $$;
revoke execute on function private.rule_literals(text, text, text, jsonb, text) from public;

-- A word as a regular expression: whole, blanks as they come, letter case not looked at.
create function private.word_pattern(p_word text) returns text
language sql immutable set search_path = '' as $$
  select '(?<![[:alnum:]_])' || regexp_replace(
    regexp_replace(trim(p_word), '([^[:alnum:][:space:]_])', '\\\1', 'g'), '\s+', '\\s+', 'g') || '(?![[:alnum:]_])'
$$;

create function private.text_condition(p_expression text, p_op text, p_literals text[]) returns text
language plpgsql immutable set search_path = '' as $$
declare
  v_text text := format('coalesce(%s, '''')', p_expression);
  v_first text := p_literals[1];
begin
  return case p_op
    when 'is' then format('(lower(%s) = lower(%s))', v_text, v_first)
    when 'is_not' then format('(lower(%s) <> lower(%s))', v_text, v_first)
    when 'starts_with' then format('starts_with(lower(%s), lower(%s))', v_text, v_first)
    when 'ends_with' then format('(right(lower(%s), length(lower(%s))) = lower(%s))', v_text, v_first, v_first)
    when 'contains' then '(' || (select string_agg(format('strpos(lower(%s), lower(%s)) > 0', v_text, l), ' or ') from unnest(p_literals) l) || ')'
    when 'not_contains' then '(' || (select string_agg(format('strpos(lower(%s), lower(%s)) = 0', v_text, l), ' and ') from unnest(p_literals) l) || ')'
    when 'has_word' then '(' || (select string_agg(format('%s ~* private.word_pattern(%s)', v_text, l), ' or ') from unnest(p_literals) l) || ')'
  end;
end $$;

-- p_expression is a field's value, jsonb; a list of choices `is` each of them.
create function private.field_condition(p_expression text, p_op text, p_value jsonb, p_path text) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_values jsonb := case when p_op in ('in', 'not_in') then p_value else jsonb_build_array(p_value) end;
  v_any text;
begin
  if p_op in ('in', 'not_in') and (jsonb_typeof(p_value) is distinct from 'array' or jsonb_array_length(p_value) not between 1 and 200) then
    perform private.refuse_rule(p_path, format('%s takes a list of 1 to 200 values.', p_op));
  end if;
  if exists (select 1 from jsonb_array_elements(v_values) e where jsonb_typeof(e) in ('object', 'array')) then
    perform private.refuse_rule(p_path, 'a field is compared with single values.');
  end if;
  if p_op in ('<', '<=', '>', '>=') then
    if jsonb_typeof(p_value) = 'number' then
      return format('coalesce(case jsonb_typeof(%1$s) when ''number'' then (%1$s #>> ''{}'')::numeric %2$s %3$L::numeric end, false)',
        p_expression, p_op, p_value #>> '{}');
    end if;
    return format('coalesce(%s #>> ''{}'' %s %L, false)', p_expression, p_op, p_value #>> '{}');  -- dates
  elsif p_op = 'contains' then
    return private.text_condition(p_expression || ' #>> ''{}''', 'contains', array[quote_literal(p_value #>> '{}')]);
  elsif p_value = 'null' then
    return format('(%s is %s null)', p_expression, case p_op when 'is' then '' else 'not' end);
  end if;
  v_any := (select string_agg(format('coalesce(%s @> %L::jsonb, false)', p_expression, e::text), ' or ')
            from jsonb_array_elements(v_values) e);
  return case when p_op in ('is', 'in') then '(' || v_any || ')' else 'not (' || v_any || ')' end;
end $$;
revoke execute on function private.word_pattern(text), private.text_condition(text, text, text[]),
  private.field_condition(text, text, jsonb, text) from public;

-- p_now: false leaves time spans out (as if they had passed): what a timer is set by.
create function private.compile_condition(p_condition jsonb, p_path text, p_now boolean) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_name text := p_condition ->> 'fact';
  v_op text := p_condition ->> 'op';
  v_fact record;
  v_values text[];
  v_list text;
begin
  if jsonb_typeof(p_condition) is distinct from 'object' or jsonb_typeof(p_condition -> 'fact') is distinct from 'string'
     or jsonb_typeof(p_condition -> 'op') is distinct from 'string' or not p_condition ? 'value'
     or (select count(*) from jsonb_object_keys(p_condition)) <> 3 then
    perform private.refuse_rule(p_path, 'a condition is {"fact": …, "op": …, "value": …}.');
  end if;
  if starts_with(v_name, 'field.') then
    select v_name as fact, 'field' as type, format(
      '(select f.value from public.ticket_fields f where f.ticket_id = t.id and f.field = %L)', d.key) as expression
    into v_fact from public.custom_field_definitions d where 'field.' || d.key = v_name;
  else
    select f.fact, f.type, f.expression into v_fact from private.rule_facts() f where f.fact = v_name;
  end if;
  if v_fact.fact is null then
    perform private.refuse_rule(p_path, format('there is no fact %L: known are %s and field.<key>.', v_name,
      (select string_agg(f.fact, ', ') from private.rule_facts() f)));
  end if;
  if v_op <> all (private.rule_operators(v_fact.type)) then
    perform private.refuse_rule(p_path, format('%s cannot be asked by %L: it knows %s.', v_name, v_op,
      array_to_string(private.rule_operators(v_fact.type), ', ')));
  end if;
  if v_fact.type = 'field' then
    return private.field_condition(v_fact.expression, v_op, p_condition -> 'value', p_path);
  end if;
  v_values := private.rule_literals(v_name, v_fact.type, v_op, p_condition -> 'value', p_path);
  v_list := array_to_string(v_values, ', ');
  if v_fact.type = 'text' then return private.text_condition(v_fact.expression, v_op, v_values); end if;
  if v_fact.type = 'duration' then
    if not p_now and v_op in ('>', '>=') then return 'true'; end if;
    return format('coalesce($2 - %s %s %s, false)', v_fact.expression, v_op, v_list);
  elsif v_fact.type = 'changed' then
    return format('($1 is null or $1 && array[%s])', v_list);
  elsif v_fact.type = 'set' then
    return format('%s exists (select 1 from public.ticket_tags g where g.ticket_id = t.id%s)',
      case when (v_op in ('is', 'in')) = (v_list <> 'null') then '' else 'not' end,
      case when v_list = 'null' then '' else format(' and g.tag in (%s)', v_list) end);
  end if;
  return case
    when v_op = 'is' and v_list = 'null' then format('(%s is null)', v_fact.expression)
    when v_op = 'is' then format('coalesce(%s = %s, false)', v_fact.expression, v_list)
    when v_op = 'is_not' then format('(%s is distinct from %s)', v_fact.expression, v_list)
    when v_op = 'in' then format('coalesce(%s in (%s), false)', v_fact.expression, v_list)
    when v_op = 'not_in' then format('not coalesce(%s in (%s), false)', v_fact.expression, v_list)
    when v_op = 'before' then format('coalesce(%s < %s, false)', v_fact.expression, v_list)
    when v_op = 'after' then format('coalesce(%s >= %s, false)', v_fact.expression, v_list)
    else format('coalesce(%s %s %s, false)', v_fact.expression, v_op, v_list) end;
end $$;
revoke execute on function private.compile_condition(jsonb, text, boolean) from public;

create function private.compile_conditions(
  p_conditions jsonb, p_path text default 'conditions', p_now boolean default true, p_depth integer default 1)
returns text language plpgsql stable security definer set search_path = '' as $$
declare
  v_key text;
  v_parts text[] := '{}';
  v_list text[];
begin
  if jsonb_typeof(p_conditions) is distinct from 'object' then
    perform private.refuse_rule(p_path, 'say {"all": […], "any": […], "none": […]}.');
  elsif p_depth > 5 or octet_length(p_conditions::text) > 100000 then
    perform private.refuse_rule(p_path, 'too deep or too long: at most five groups within each other and 100 kB.');
  end if;
  for v_key in select k from jsonb_object_keys(p_conditions) k loop
    if v_key not in ('all', 'any', 'none') then
      perform private.refuse_rule(p_path, format('there is no group %L: known are all, any, none.', v_key));
    elsif jsonb_typeof(p_conditions -> v_key) <> 'array' then
      perform private.refuse_rule(p_path || '.' || v_key, 'a group is a list of conditions.');
    end if;
    continue when p_conditions -> v_key = '[]';
    v_list := array(
      select case when e.value ?| array['all', 'any', 'none']
        then private.compile_conditions(e.value, format('%s.%s[%s]', p_path, v_key, e.place),
          p_now or v_key = 'none', p_depth + 1)
        -- Within none, a time span that is left out would forbid.
        else private.compile_condition(e.value, format('%s.%s[%s]', p_path, v_key, e.place), p_now or v_key = 'none') end
      from jsonb_array_elements(p_conditions -> v_key) with ordinality e (value, place) order by e.place);
    v_parts := v_parts || case v_key
      when 'all' then '(' || array_to_string(v_list, ' and ') || ')'
      when 'any' then '(' || array_to_string(v_list, ' or ') || ')'
      else 'not (' || array_to_string(v_list, ' or ') || ')' end;
  end loop;
  return coalesce(nullif(array_to_string(v_parts, ' and '), ''), 'true');
end $$;
revoke execute on function private.compile_conditions(jsonb, text, boolean, integer) from public;

-- Does the expression of compile_conditions hold for a ticket?
create function private.compiled_matches(
  p_compiled text, p_ticket_id uuid, p_changed text[] default null, p_now timestamptz default null)
returns boolean language plpgsql stable security definer set search_path = '' as $$
declare v_holds boolean;
begin
  execute format('select %s from public.tickets t where t.id = $3', p_compiled) into v_holds
  using p_changed, coalesce(p_now, private.clock()), p_ticket_id;
  return coalesce(v_holds, false);
end $$;

create function private.rule_matches(
  p_conditions jsonb, p_ticket_id uuid, p_changed text[] default null, p_now timestamptz default null)
returns boolean language sql stable security definer set search_path = '' as $$
  select private.compiled_matches(private.compile_conditions(p_conditions), p_ticket_id, p_changed, p_now)
$$;
revoke execute on function private.compiled_matches(text, uuid, text[], timestamptz),
  private.rule_matches(jsonb, uuid, text[], timestamptz) from public;
