-- The query language that people type: who looks, what is wrong with a query and what was meant,
-- and from the text to words and conditions.

-- {inside: a member or the secret key, all: sees every ticket, member, teams, customers}
create function private.viewer() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('inside', private.is_service() or private.is_member(),
    'all', private.is_service() or private.is_admin(), 'member', private.member_id(),
    'teams', private.team_ids(auth.uid()), 'customers', private.customer_ids())
$$;

create function private.texts(p_value jsonb) returns text[]
language sql immutable set search_path = '' as $$
  select case jsonb_typeof(p_value) when 'array' then array(select jsonb_array_elements_text(p_value))
    else array_remove(array[p_value #>> '{}'], null) end
$$;

-- The policy on tickets for this viewer, as a condition on `t`. With constants in place of
-- functions, and read by a definer, every index serves: see the notes on operators that leak.
create function private.scope_sql(p_viewer jsonb) returns text
language sql immutable set search_path = '' as $$
  select case when (p_viewer ->> 'all')::boolean then 'true' else coalesce('(' || nullif(concat_ws(' or ',
    case when p_viewer -> 'customers' <> '[]' then
      format('t.customer_id = any (%L::uuid[])', private.texts(p_viewer -> 'customers')) end,
    case when p_viewer -> 'teams' <> '[]' then
      format('t.team_id = any (%L::uuid[])', private.texts(p_viewer -> 'teams')) end,
    case when p_viewer ->> 'member' is not null then
      format('t.assignee_id = %L::uuid', p_viewer ->> 'member') end), '') || ')', 'false') end
$$;

-- SAYING WHAT IS WRONG ---------------------------------------------------------------------------

-- How many letters to change, add, leave out or swap to make one word of the other.
create function private.edit_distance(p_one text, p_other text) returns integer
language plpgsql immutable set search_path = '' as $$
declare
  v_before integer[];
  v_last integer[] := array(select generate_series(0, length(p_other)));
  v_row integer[];
  v_cost integer;
begin
  for i in 1..length(p_one) loop
    v_row := array[i];
    for j in 1..length(p_other) loop
      v_cost := (substr(p_one, i, 1) <> substr(p_other, j, 1))::integer;
      v_row := v_row || least(v_row[j] + 1, v_last[j + 1] + 1, v_last[j] + v_cost,
        case when i > 1 and j > 1 and substr(p_one, i, 1) = substr(p_other, j - 1, 1)
          and substr(p_one, i - 1, 1) = substr(p_other, j, 1) then v_before[j - 1] + 1 end);
    end loop;
    v_before := v_last;
    v_last := v_row;
  end loop;
  return v_last[length(p_other) + 1];
end $$;

-- The known word that was probably meant, or null.
create function private.nearest_word(p_word text, p_known text[]) returns text
language sql immutable set search_path = '' as $$
  select found.word from (
    select k as word, private.edit_distance(left(lower(p_word), 40), left(lower(k), 40)) as away
    from unnest(p_known) k where abs(length(k) - length(p_word)) <= 3) found
  where found.away <= case when length(p_word) < 4 then 1 when length(p_word) < 8 then 2 else 3 end
    and found.away < length(p_word)
  order by found.away, found.word limit 1
$$;

-- Refuse a query or filter. p_message is a sentence without its end; p_at counts characters from 1
-- and is null for a filter that nobody typed.
create function private.query_fault(
  p_message text, p_at integer default null, p_word text default null, p_near text default null) returns void
language plpgsql immutable set search_path = '' as $$
begin
  raise exception using errcode = 'PT422',
    message = p_message || coalesce(' (at character ' || p_at || ')', '')
      || coalesce('; did you mean ' || p_near || '?', '.'),
    detail = jsonb_strip_nulls(jsonb_build_object(
      'position', p_at, 'word', p_word, 'length', length(p_word), 'suggestion', p_near))::text;
end $$;

-- THE QUERY LANGUAGE -----------------------------------------------------------------------------

create function private.query_operators() returns text[]
language sql immutable set search_path = '' as $$
  select array['is', 'status', 'priority', 'assignee', 'team', 'category', 'channel', 'language', 'tag',
    'from', 'customer', 'company', 'before', 'after', 'created', 'updated', 'solved', 'closed', 'due',
    'has', 'number', 'watcher', 'subject', 'sort']
$$;

-- The terms of a query, each with the character at which it begins. `name` is an operator or null.
create function private.query_terms(p_query text)
returns table (at integer, negative boolean, name text, value text, quoted boolean)
language plpgsql immutable set search_path = '' as $$
declare
  v_query text := translate(p_query, '“”„«»', '"""""');
  v_known text[] := private.query_operators();
  v_match text[];
begin
  if length(p_query) > 1000 then
    perform private.query_fault('A query has at most 1000 characters', 1001);
  end if;
  at := 1;
  loop
    at := at + length(substring(substr(v_query, at) from '^\s*'));
    exit when at > length(v_query);
    v_match := regexp_match(substr(v_query, at),
      '^(-?)(?:([[:alpha:]][[:alnum:]_.]*):(?=\S))?("[^"]*"?|[^\s"]*)');
    negative := v_match[1] = '-';
    name := v_match[2];
    value := v_match[3];
    quoted := value like '"%';
    if name is not null and (name <> lower(name) or value like '//%')
       and not lower(name) = any (v_known) then  -- "Re:x", "https://…": words
      value := name || ':' || case when quoted then '' else value end;
      quoted := false;
      v_match := array[v_match[1], '', value];
      name := null;
    end if;
    if quoted and (length(value) = 1 or right(value, 1) <> '"') then
      perform private.query_fault('This quotation is not closed',
        at + length(v_match[1]) + coalesce(length(name) + 1, 0), value);
    end if;
    name := lower(name);
    if name is not null and not name = any (v_known) and name not like 'field.%' then
      perform private.query_fault(format('There is no operator "%s:"', name), at + length(v_match[1]), name,
        coalesce('"' || private.nearest_word(name, v_known) || ':"',
          format('the words "%s:%s", in quotes', name, trim(both '"' from value))));
    elsif name is null and not quoted and value ~ ':$'
          and (lower(rtrim(value, ':')) = any (v_known) or lower(value) like 'field.%') then
      perform private.query_fault(format('"%s" needs a value right after it', value), at + length(v_match[1]), value);
    end if;
    if quoted then value := trim(both '"' from value); end if;
    if value <> '' or quoted then return next; end if;
    at := at + length(v_match[1]) + coalesce(length(nullif(v_match[2], '')) + 1, 0) + length(v_match[3]);
  end loop;
end $$;

create function private.lexeme_query(p_lexeme text, p_prefix boolean) returns tsquery
language sql immutable set search_path = '' as $$
  select ('''' || replace(replace(p_lexeme, '\', '\\'), '''', '''''') || ''''
    || case when p_prefix then ':*' else '' end)::tsquery
$$;

-- The words that begin so, and the word itself; of very many, all that begin so.
create function private.beginning_query(p_lexeme text) returns tsquery
language plpgsql stable security definer set search_path = '' as $$
declare
  v_words text[] := array(
    select w.word from public.search_words w
    where w.word >= p_lexeme collate "C" and w.word < (p_lexeme || chr(1114111)) collate "C"
    order by w.word limit 100);
  -- Shorter words are not among them, nor numbers.
  v_prefix boolean := cardinality(v_words) = 100 or length(p_lexeme) < 4 or p_lexeme ~ '^[0-9.,+-]+$';
  v_query tsquery := private.lexeme_query(p_lexeme, v_prefix);
  v_word text;
begin
  if v_prefix then return v_query; end if;
  for v_word in select distinct w from unnest(v_words) w where w <> p_lexeme order by w loop
    v_query := v_query || private.lexeme_query(v_word, false);
  end loop;
  return v_query;
end $$;

-- Is it in every text? Such words count only when they are quoted, or when there are no others.
create function private.is_stop_word(p_word text) returns boolean
language sql immutable set search_path = '' as $$
  select ts_lexize('pg_catalog.english_stem', lower(p_word)) = '{}'
    or ts_lexize('pg_catalog.german_stem', lower(p_word)) = '{}'
    or ts_lexize('pg_catalog.french_stem', lower(p_word)) = '{}'
$$;

-- What a word may be the plural or another form of, in English, German and French. Wide: only forms
-- that stand in a text find anything.
create function private.base_forms(p_lexeme text) returns text[]
language sql immutable set search_path = '' as $$
  select array(
    select f.form from (values
        (regexp_replace(p_lexeme, '(?<!s)s$', ''), 3), (regexp_replace(p_lexeme, 'ies$', 'y'), 4),
        (regexp_replace(p_lexeme, '(es|en|er|e)$', ''), 4), (regexp_replace(p_lexeme, '(?<=e)n$', ''), 4),
        (regexp_replace(p_lexeme, '(?<=au)x$', ''), 4),
        ((ts_lexize('pg_catalog.english_stem', p_lexeme))[1], 3), ((ts_lexize('pg_catalog.german_stem', p_lexeme))[1], 4),
        ((ts_lexize('pg_catalog.french_stem', p_lexeme))[1], 4)) f (form, least)
    where f.form <> p_lexeme and length(f.form) >= f.least group by f.form order by f.form)
$$;

-- A free word also finds the words it begins (refund: refunds, refunded) and those it is a form of
-- (refunds: refund); a quoted one only itself. Null: there is no word in it.
create function private.word_query(p_text text, p_quoted boolean, p_subject boolean) returns tsquery
language plpgsql stable security definer set search_path = '' as $$
declare
  v_text text := case when p_quoted then p_text else rtrim(p_text, '*') end;
  v_query tsquery := phraseto_tsquery('private.words', v_text);
  v_lexeme text;
  v_form text;
begin
  if numnode(v_query) = 0 then return null; end if;
  if numnode(v_query) = 1 and not p_quoted then
    select l.lexeme into v_lexeme from unnest(to_tsvector('private.words', v_text)) l;
    v_query := case when p_text like '%*' or (length(v_lexeme) >= 4 and v_lexeme !~ '^[0-9.,+-]+$')
      then private.beginning_query(v_lexeme) else private.lexeme_query(v_lexeme, false) end;
    foreach v_form in array private.base_forms(v_lexeme) loop
      v_query := v_query || private.lexeme_query(v_form, false);
    end loop;
  end if;
  if p_subject then  -- the weight of subjects, at each lexeme
    v_query := regexp_replace(v_query::text, '(''(?:[^'']|'''')+'')(?::(\*))?', '\1:\2A', 'g')::tsquery;
  end if;
  return v_query;
end $$;

-- The free and quoted words of a query: `match` is what a ticket must have, `ranked` the same without
-- what it must not have, `shown` what is marked in it. Words next to each other must all be there;
-- `or` joins its two neighbours. All are null when there are no words.
create function private.query_words(p_query text, out match tsquery, out ranked tsquery, out shown tsquery)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_term record;
  v_one tsquery;
  v_groups tsquery[] := '{}';
  v_stops boolean[] := '{}';
  v_not tsquery;
  v_or_at integer;  -- an `or` that waits for its second word
  v_joins boolean := false;  -- the term before is a word that an `or` can join
begin
  for v_term in select * from private.query_terms(p_query) loop
    if v_term.name is null and not v_term.quoted and not v_term.negative and lower(v_term.value) = 'or' then
      if not v_joins then
        perform private.query_fault('"or" stands between two words', v_term.at, v_term.value);
      end if;
      v_or_at := v_term.at;
      continue;
    end if;
    v_one := case when coalesce(v_term.name, 'subject') = 'subject' then
      private.word_query(v_term.value, v_term.quoted, v_term.name is not null) end;
    if v_or_at is not null and (v_one is null or v_term.negative) then
      perform private.query_fault('"or" stands between two words', v_or_at, 'or');
    end if;
    if v_one is null then
      v_joins := false;
    elsif v_term.negative then
      v_not := coalesce(v_not && !!v_one, !!v_one);
      v_joins := false;
    elsif v_or_at is not null then
      v_groups[cardinality(v_groups)] := v_groups[cardinality(v_groups)] || v_one;
      v_stops[cardinality(v_stops)] := false;
      v_joins := true;
    else
      v_groups := v_groups || v_one;
      v_stops := v_stops || (v_term.name is null and not v_term.quoted and private.is_stop_word(v_term.value));
      v_joins := true;
    end if;
    v_or_at := null;
  end loop;
  if v_or_at is not null then
    perform private.query_fault('"or" stands between two words', v_or_at, 'or');
  end if;
  for i in 1..cardinality(v_groups) loop
    if not v_stops[i] or true = all (v_stops) then
      match := coalesce(match && v_groups[i], v_groups[i]);
      shown := coalesce(shown || v_groups[i], v_groups[i]);
    end if;
  end loop;
  ranked := match;
  if v_not is not null then match := coalesce(match && v_not, v_not); end if;
end $$;

-- What `is:` means, as a condition.
create function private.state_condition(p_value text, p_at integer) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  v_known jsonb := '{
    "open": {"fact": "status", "value": ["new", "open"]},
    "unsolved": {"fact": "status", "value": ["new", "open", "pending", "on_hold"]},
    "done": {"fact": "status", "value": ["solved", "closed"]},
    "new": {"fact": "status", "value": ["new"]}, "pending": {"fact": "status", "value": ["pending"]},
    "on_hold": {"fact": "status", "value": ["on_hold"]}, "solved": {"fact": "status", "value": ["solved"]},
    "closed": {"fact": "status", "value": ["closed"]},
    "unassigned": {"fact": "assignee", "value": "none"}, "assigned": {"fact": "assignee", "value": "any"},
    "mine": {"fact": "assignee", "value": "me"}, "watched": {"fact": "watcher", "value": "me"},
    "snoozed": {"fact": "snoozed", "value": true}, "merged": {"fact": "merged", "value": true},
    "overdue": {"fact": "due", "op": "<", "value": "now"}}';
  v_key text := replace(lower(p_value), '-', '_');
  v_names text[] := array(select k from jsonb_object_keys(v_known) k);
begin
  if not v_known ? v_key then
    perform private.query_fault(format('A ticket is not "%s": say %s', p_value, array_to_string(v_names, ', ')), p_at,
      p_value, '"is:' || private.nearest_word(v_key, v_names) || '"');
  end if;
  return jsonb_build_object('op', 'is') || (v_known -> v_key);
end $$;

-- An operator and its value as a condition {fact, op, value, at}. What it says about this desk
-- (is there such a team?) is looked at when it is turned into SQL.
create function private.term_condition(p_name text, p_value text, p_quoted boolean, p_at integer) returns jsonb
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
    return private.state_condition(p_value, p_at) || jsonb_build_object('at', p_at);
  elsif p_name in ('before', 'after') then
    p_name := case p_name when 'before' then 'created:<' else 'created:>=' end;
    v_op := split_part(p_name, ':', 2);
    p_name := 'created';
  elsif v_op = 'is' and not p_quoted and p_value like '%,%' then
    v_value := to_jsonb(array_remove(string_to_array(v_parts[2], ','), ''));
  end if;
  return jsonb_build_object('fact', p_name, 'op', v_op, 'value', v_value, 'at', p_at);
end $$;

-- A query as data: {filter: {all, none}, match, ranked, shown, sort}; see query_words for the words.
create function private.parse_query(p_query text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_term record;
  v_words record;
  v_all jsonb := '[]';
  v_none jsonb := '[]';
  v_text text[] := '{}';
  v_sort text;
  v_one jsonb;
  v_sorts constant text[] := array['relevance', 'queue', 'newest', 'oldest', 'updated', 'due'];
begin
  for v_term in select * from private.query_terms(coalesce(p_query, '')) loop
    if coalesce(v_term.name, 'subject') = 'subject' then
      v_text := v_text || (case when v_term.negative then '-' else '' end || coalesce(v_term.name || ':', '')
        || case when v_term.quoted then '"' || v_term.value || '"' else v_term.value end);
    elsif v_term.name = 'sort' then
      v_sort := lower(v_term.value);
      if v_term.negative or not v_sort = any (v_sorts) then
        perform private.query_fault(format('Tickets are sorted by %s', array_to_string(v_sorts, ', ')), v_term.at,
          v_term.value, '"sort:' || private.nearest_word(v_sort, v_sorts) || '"');
      end if;
    else
      v_one := private.term_condition(v_term.name, v_term.value, v_term.quoted,
        v_term.at + v_term.negative::integer + length(v_term.name) + 1);
      if v_term.negative then v_none := v_none || v_one; else v_all := v_all || v_one; end if;
    end if;
  end loop;
  v_words := private.query_words(coalesce(p_query, ''));
  if cardinality(v_text) > 0 and v_words.match is null and v_all = '[]' and v_none = '[]' then
    perform private.query_fault('There is no word in this that could be searched for', 1, p_query);
  end if;
  return jsonb_build_object(
    'filter', jsonb_build_object('all', case when v_words.match is null then v_all else v_all
        || jsonb_build_object('fact', 'words', 'op', 'is', 'value', array_to_string(v_text, ' ')) end,
      'none', v_none),
    'match', v_words.match::text, 'ranked', v_words.ranked::text, 'shown', v_words.shown::text, 'sort', v_sort);
end $$;

revoke execute on all functions in schema private from public;
