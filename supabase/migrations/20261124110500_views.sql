-- Finding tickets: the words of each ticket, the query language, filters as data, search_tickets,
-- counts that nobody counts, saved views and list_tickets. One rule of who sees what for all of it
-- (private.scope_sql), equal to the policy on tickets, which the tests hold against each other.

-- THE WORDS OF A TICKET --------------------------------------------------------------------------

create extension if not exists unaccent with schema extensions;

-- Words as they stand, without case and accents: a desk speaks many languages in one thread, so
-- stems are tried when a query is read (private.word_query), not when a text is kept.
create text search configuration private.words (copy = pg_catalog.simple);
alter text search configuration private.words
  alter mapping for word, hword, hword_part, numword, numhword, hword_numpart
  with extensions.unaccent, pg_catalog.simple;

create table public.ticket_search (
  ticket_id uuid primary key references public.tickets (id) on delete cascade,
  document tsvector not null,  -- A subject, B customer, C our replies, D notes, system, file names
  shared tsvector  -- the same without notes, where there are any: what the requester may search
);
alter table public.ticket_search alter column document set statistics 1000;  -- else every word is rare
-- A short pending list: each search reads all of it.
create index ticket_search_document on public.ticket_search using gin (document)
  with (gin_pending_list_limit = 512);
comment on table public.ticket_search is
  'A side table: an operator that is not leakproof, as @@ is, uses no index under RLS, so only search_tickets reads it.';

alter table public.ticket_search enable row level security;
grant select on public.ticket_search to service_role;
revoke insert, update, delete, truncate, references, trigger on public.ticket_search from service_role;

-- Every longer word that stands in a ticket. A query for the beginning of words is one for these words
-- then: the index skips through exact words, but reads all tickets of all words that a prefix stands
-- for (four words at 100,000 tickets: 1.2 ms against 11). A word may be here twice, so that nobody
-- waits for another's new word, and stays when its ticket has gone.
create table public.search_words (
  id bigint generated always as identity primary key,
  word text collate "C" not null,
  side text not null constraint search_words_side_known check (side in ('shared', 'inside'))  -- inside: from notes
);
create index search_words_word on public.search_words (word, side);
alter table public.search_words enable row level security;
grant select on public.search_words to service_role;
revoke insert, update, delete, truncate, references, trigger on public.search_words from service_role;

create function private.learn_words(p_words tsvector[], p_side text) returns void
language sql security definer set search_path = '' as $$
  insert into public.search_words (word, side)
  select distinct l.lexeme collate "C", p_side from unnest(p_words) d, unnest(d) l
  where length(l.lexeme) >= 4 and l.lexeme !~ '^[0-9.,+-]+$' and not exists (
    select 1 from public.search_words w where w.word = l.lexeme collate "C" and w.side in ('shared', p_side))
$$;

create function private.piece(p_text text, p_weight "char") returns tsvector
language sql immutable set search_path = '' as $$
  -- 100,000 characters of a message are searched: a tsvector ends at a megabyte, and with an error.
  select setweight(to_tsvector('private.words'::regconfig, left(p_text, 100000)), p_weight)
$$;

create function private.weight_of(p_author text) returns "char"
language sql immutable set search_path = '' as $$
  select (case p_author when 'customer' then 'B' when 'system' then 'D' else 'C' end)::"char"
$$;

-- Two texts one after the other. Positions end at 16383 and a tsvector at a megabyte, so in very
-- long threads positions begin again (an exact phrase may then be found across two messages, but is
-- never missed), after that they go, and what does not fit even so is not searchable.
create function private.join_words(p_one tsvector, p_other tsvector) returns tsvector
language plpgsql immutable set search_path = '' as $$
declare v_size integer;
begin
  if p_one is null then return p_other; end if;
  if length(p_one) > 500 and (
    select max(w.place) from unnest(p_one) l, unnest(l.positions) w (place)) > 15000 then
    p_one := (p_one::text || ' ' || p_other::text)::tsvector;
    p_other := '';
  end if;
  if pg_column_size(p_one) + pg_column_size(p_other) > 30000 then
    v_size := octet_length(tsvectorsend(p_one)) + octet_length(tsvectorsend(p_other));
    if v_size > 900000 then
      p_one := strip(p_one);
      p_other := strip(p_other);
      if octet_length(tsvectorsend(p_one)) + octet_length(tsvectorsend(p_other)) > 900000 then return p_one; end if;
    end if;
  end if;
  return p_one || p_other;
end $$;

create function private.join_all_words(p_pieces tsvector[]) returns tsvector
language plpgsql immutable set search_path = '' as $$
declare
  v_all tsvector;
  v_piece tsvector;
begin
  foreach v_piece in array coalesce(p_pieces, '{}') loop
    v_all := private.join_words(v_all, v_piece);
  end loop;
  return v_all;
end $$;

-- All there is to search of some tickets, or of all.
create function private.search_documents(p_tickets uuid[])
returns table (ticket_id uuid, document tsvector, shared tsvector)
language sql stable security definer set search_path = '' as $$
  with pieces (ticket_id, inside, at, id, words) as (
    select t.id, false, '-infinity'::timestamptz, t.id, private.piece(t.subject, 'A')
    from public.tickets t where p_tickets is null or t.id = any (p_tickets)
    union all
    select i.ticket_id, false, i.created_at, i.id, private.piece(i.content, private.weight_of(i.author))
    from public.interactions i where p_tickets is null or i.ticket_id = any (p_tickets)
    union all
    select i.ticket_id, false, a.created_at, a.id, private.piece(a.name, 'D')
    from public.attachments a join public.interactions i on i.id = a.interaction_id
    where p_tickets is null or i.ticket_id = any (p_tickets)
    union all
    select n.ticket_id, true, n.created_at, n.id, private.piece(n.content, 'D')
    from public.notes n where p_tickets is null or n.ticket_id = any (p_tickets))
  select p.ticket_id, private.join_all_words(array_agg(p.words order by p.at, p.id)),
    case when bool_or(p.inside)
      then private.join_all_words(array_agg(p.words order by p.at, p.id) filter (where not p.inside)) end
  from pieces p group by p.ticket_id
$$;

-- From what stands in the tables now. The rows are locked first: who adds a message meanwhile waits
-- and adds to what we wrote, and what was added before is read.
create function private.refresh_ticket_search(p_tickets uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from public.ticket_search s where s.ticket_id = any (p_tickets) order by s.ticket_id for update;
  insert into public.ticket_search (ticket_id, document, shared)
  select d.ticket_id, d.document, d.shared from private.search_documents(p_tickets) d order by d.ticket_id
  on conflict (ticket_id) do update set document = excluded.document, shared = excluded.shared;
  perform private.learn_words(array_agg(coalesce(s.shared, s.document)), 'shared'),
    private.learn_words(array_agg(s.document), 'inside')
  from public.ticket_search s where s.ticket_id = any (p_tickets);
end $$;

-- After a bulk load without triggers: everything anew, the index built once at the end.
create function private.rebuild_ticket_search() returns bigint
language plpgsql security definer set search_path = '' as $$
declare v_count bigint;
begin
  lock table public.tickets, public.interactions, public.notes in share row exclusive mode;
  delete from public.ticket_search where true;
  drop index public.ticket_search_document;
  insert into public.ticket_search (ticket_id, document, shared)
  select d.ticket_id, d.document, d.shared from private.search_documents(null) d;
  get diagnostics v_count = row_count;
  create index ticket_search_document on public.ticket_search using gin (document)
    with (gin_pending_list_limit = 512);
  delete from public.search_words where true;
  insert into public.search_words (word, side)
  select w.word, case when bool_or(w.shared) then 'shared' else 'inside' end from (
    select word, true as shared from ts_stat('select coalesce(shared, document) from public.ticket_search')
    union all
    select word, false from ts_stat('select document from public.ticket_search where shared is not null')) w
  where length(w.word) >= 4 and w.word !~ '^[0-9.,+-]+$' group by w.word;
  analyze public.ticket_search, public.search_words;  -- else plans go by guesses until autovacuum comes
  return v_count;
end $$;

create function private.index_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_search (ticket_id, document)
  select n.id, private.piece(n.subject, 'A') from new_rows n on conflict (ticket_id) do nothing;
  perform private.learn_words(array_agg(private.piece(n.subject, 'A')), 'shared') from new_rows n;
  return null;
end $$;
create trigger tickets_search_insert after insert on public.tickets
  referencing new table as new_rows for each statement execute function private.index_tickets();

create function private.index_subject() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refresh_ticket_search(array[new.id]);
  return null;
end $$;
create trigger tickets_search_update after update on public.tickets
  for each row when (old.subject is distinct from new.subject) execute function private.index_subject();

create function private.index_interactions() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_search as s (ticket_id, document)
  select n.ticket_id, private.join_all_words(array_agg(
    private.piece(n.content, private.weight_of(n.author)) order by n.created_at, n.id))
  from new_rows n group by n.ticket_id order by n.ticket_id
  on conflict (ticket_id) do update set document = private.join_words(s.document, excluded.document),
    shared = case when s.shared is not null then private.join_words(s.shared, excluded.document) end;
  perform private.learn_words(array_agg(private.piece(n.content, 'B')), 'shared') from new_rows n;
  return null;
end $$;
create trigger interactions_search_insert after insert on public.interactions
  referencing new table as new_rows for each statement execute function private.index_interactions();

create function private.index_attachments() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_search as s (ticket_id, document)
  select i.ticket_id, private.join_all_words(array_agg(private.piece(n.name, 'D') order by n.created_at, n.id))
  from new_rows n join public.interactions i on i.id = n.interaction_id group by i.ticket_id order by i.ticket_id
  on conflict (ticket_id) do update set document = private.join_words(s.document, excluded.document),
    shared = case when s.shared is not null then private.join_words(s.shared, excluded.document) end;
  perform private.learn_words(array_agg(private.piece(n.name, 'D')), 'shared') from new_rows n;
  return null;
end $$;
create trigger attachments_search_insert after insert on public.attachments
  referencing new table as new_rows for each statement execute function private.index_attachments();

create function private.index_notes() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_search as s (ticket_id, document, shared)
  select n.ticket_id, private.join_all_words(array_agg(
    private.piece(n.content, 'D') order by n.created_at, n.id)), ''
  from new_rows n group by n.ticket_id order by n.ticket_id
  on conflict (ticket_id) do update set shared = coalesce(s.shared, s.document),
    document = private.join_words(s.document, excluded.document);
  perform private.learn_words(array_agg(private.piece(n.content, 'D')), 'inside') from new_rows n;
  return null;
end $$;
create trigger notes_search_insert after insert on public.notes
  referencing new table as new_rows for each statement execute function private.index_notes();

-- Rare: a split or merge moves messages, an erasure empties them.
create function private.index_moved() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    perform private.refresh_ticket_search(array(select distinct o.ticket_id from old_rows o));
  else
    perform private.refresh_ticket_search(array(
      select distinct x.ticket_id from old_rows o join new_rows n on n.id = o.id
      cross join lateral (values (o.ticket_id), (n.ticket_id)) x (ticket_id)
      where (n.ticket_id, n.content) is distinct from (o.ticket_id, o.content)));
  end if;
  return null;
end $$;
create trigger interactions_search_update after update on public.interactions
  referencing old table as old_rows new table as new_rows for each statement execute function private.index_moved();
create trigger interactions_search_delete after delete on public.interactions
  referencing old table as old_rows for each statement execute function private.index_moved();
create trigger notes_search_update after update on public.notes
  referencing old table as old_rows new table as new_rows for each statement execute function private.index_moved();
create trigger notes_search_delete after delete on public.notes
  referencing old table as old_rows for each statement execute function private.index_moved();

-- WHO LOOKS --------------------------------------------------------------------------------------

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

-- FILTERS ----------------------------------------------------------------------------------------
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

-- PAGES ------------------------------------------------------------------------------------------

-- Live: what is worked on. Queues of one team and of all, in the order of work.
create index tickets_live_team on public.tickets (team_id, priority, created_at, id)
  where status in ('new', 'open', 'pending', 'on_hold');
create index tickets_live on public.tickets (priority, created_at, id)
  where status in ('new', 'open', 'pending', 'on_hold');
create index tickets_updated on public.tickets (updated_at desc, id);
create index tickets_customer_newest on public.tickets (customer_id, created_at desc, id);

-- The same rule, in the order in which it is cheapest: agents are most of those who read, and what
-- comes after the first part that holds is not asked (1.4 times a bare queue page, 1.65 before).
alter policy "Requesters see theirs, agents their teams', admins all" on public.tickets using (
  team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
  or assignee_id = (select private.member_id())
  or customer_id = any ((select private.customer_ids())::uuid[])
  or (select private.is_admin()));

create function private.sort_order(p_sort text) returns text
language sql immutable set search_path = '' as $$
  select case p_sort when 'queue' then 't.priority, t.created_at, t.id'
    when 'newest' then 't.created_at desc, t.id'
    when 'oldest' then 't.created_at, t.id desc'
    when 'updated' then 't.updated_at desc, t.id'
    when 'due' then 'coalesce(t.next_due_at, ''infinity''), t.id' end
$$;

-- What comes after a ticket with these keys.
create function private.sort_after(p_sort text, p_keys text[]) returns text
language sql immutable set search_path = '' as $$
  select case when p_keys is not null then format(case p_sort
    when 'queue' then '(t.priority, t.created_at, t.id) > (%s::integer, %L::timestamptz, %L::uuid)'
    when 'newest' then 't.created_at <= %1$L and (t.created_at < %1$L or t.id > %2$L)'
    when 'oldest' then 't.created_at >= %1$L and (t.created_at > %1$L or t.id < %2$L)'
    when 'updated' then 't.updated_at <= %1$L and (t.updated_at < %1$L or t.id > %2$L)'
    when 'due' then '(coalesce(t.next_due_at, ''infinity''), t.id) > (%L::timestamptz, %L::uuid)' end,
    variadic p_keys) end
$$;

create function private.sort_keys(p_sort text, p_ticket public.tickets) returns jsonb
language sql immutable set search_path = '' as $$
  select case p_sort when 'queue' then jsonb_build_array(p_ticket.priority, p_ticket.created_at, p_ticket.id)
    when 'updated' then jsonb_build_array(p_ticket.updated_at, p_ticket.id)
    when 'due' then jsonb_build_array(coalesce(p_ticket.next_due_at, 'infinity'), p_ticket.id)
    else jsonb_build_array(p_ticket.created_at, p_ticket.id) end
$$;

-- Where a page ended, as one word that a client hands back. Not secret and not trusted.
create function private.cursor_text(p_sort text, p_keys jsonb) returns text
language sql immutable set search_path = '' as $$
  select rtrim(translate(encode(convert_to(jsonb_build_object('s', p_sort, 'k', p_keys)::text, 'UTF8'), 'base64'),
    E'+/\n', '-_'), '=')
$$;

create function private.cursor_keys(p_after text, p_sort text, p_types text[]) returns text[]
language plpgsql immutable set search_path = '' as $$
declare
  v_data jsonb;
  v_keys text[];
begin
  v_data := convert_from(decode(translate(p_after, '-_', '+/') || repeat('=', (4 - length(p_after) % 4) % 4),
    'base64'), 'UTF8')::jsonb;
  v_keys := private.texts(v_data -> 'k');
  if v_data ->> 's' <> p_sort or cardinality(v_keys) <> cardinality(p_types) or exists (
       select 1 from unnest(v_keys, p_types) x (key, type)
       where x.key is not null and not pg_input_is_valid(x.key, x.type)) then
    raise invalid_parameter_value;
  end if;
  return v_keys;
exception when invalid_parameter_value or invalid_text_representation or character_not_in_repertoire
    or untranslatable_character or null_value_not_allowed then
  raise exception using errcode = 'PT422',
    message = 'This is not where a page of this list ended: begin again without p_after.';
end $$;

-- The ids of a page and one more. Where the viewer sees several teams, each team's part is read in
-- the order of its own index and the parts are merged: no team is sorted whole.
create function private.page_ids(p_where text, p_viewer jsonb, p_sort text, p_keys text[], p_limit integer)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
declare
  v_order text := private.sort_order(p_sort);
  v_where text := p_where || coalesce(' and ' || private.sort_after(p_sort, p_keys), '');
  v_teams text[] := private.texts(p_viewer -> 'teams');
  v_select text := 'select t.id, t.priority, t.created_at, t.next_due_at from public.tickets t where ';
  v_ids uuid[];
begin
  if p_sort in ('queue', 'due') and not (p_viewer ->> 'all')::boolean and p_viewer ->> 'member' is not null then
    execute format('select array(select t.id from (
        select u.* from unnest(%1$L::uuid[]) team (id) cross join lateral (
          %2$s t.team_id = team.id and %3$s order by %4$s limit %5$s) u
        union all
        (%2$s t.assignee_id = %6$L and (t.team_id = any (%1$L::uuid[])) is not true and %3$s
         order by %4$s limit %5$s)) t
      order by %4$s limit %5$s)',
      v_teams, v_select, v_where, v_order, p_limit + 1, p_viewer ->> 'member')
      into v_ids using null::text[], now();
  else
    execute format('select array(%s %s and %s order by %s limit %s)',
      replace(v_select, 't.id, t.priority, t.created_at, t.next_due_at', 't.id'),
      private.scope_sql(p_viewer), v_where, v_order, p_limit + 1) into v_ids using null::text[], now();
  end if;
  return v_ids;
end $$;

-- The rows of a page as a list shows them. Requesters get nothing internal, and of colleagues no names.
create function private.ticket_rows(p_ids uuid[], p_viewer jsonb)
returns table (place bigint, ticket_id uuid, data jsonb)
language sql stable security definer set search_path = '' as $$
  select x.place, t.id, jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject,
      'status', t.status, 'priority', t.priority, 'category', t.category, 'channel', t.channel,
      'language', t.language, 'created_at', t.created_at, 'updated_at', t.updated_at,
      'first_response_at', t.first_response_at, 'solved_at', t.solved_at, 'closed_at', t.closed_at,
      'reopen_count', t.reopen_count, 'version', t.version, 'merged_into', t.merged_into,
      'customer_id', t.customer_id,
      'fields', (select coalesce(jsonb_object_agg(f.field, f.value), '{}') from public.ticket_fields f
        where f.ticket_id = t.id and (v.inside or f.field = any ((select private.customer_fields())::text[]))),
      'customer', case when v.inside or c.auth_user_id = auth.uid() then jsonb_build_object('id', c.id,
        'name', c.name, 'email', c.email,
        'company', (select co.name from public.companies co where co.id = c.company_id)) end)
    || case when v.inside then jsonb_build_object('is_snoozed', t.is_snoozed, 'snoozed_until', t.snoozed_until,
      'next_due_at', t.next_due_at, 'team_id', t.team_id, 'assignee_id', t.assignee_id,
      'team', (select tm.key from public.teams tm where tm.id = t.team_id),
      'assignee', (select m.name from public.members m where m.id = t.assignee_id),
      'tags', array(select g.tag from public.ticket_tags g where g.ticket_id = t.id order by g.tag))
      else '{}' end
  from unnest(p_ids) with ordinality x (id, place)
  join public.tickets t on t.id = x.id
  join public.customers c on c.id = t.customer_id
  cross join (select (p_viewer ->> 'inside')::boolean as inside) v
$$;

create function private.check_viewer(p_viewer jsonb) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if not (p_viewer ->> 'inside')::boolean and p_viewer -> 'customers' = '[]' then
    raise exception using errcode = 'PT403', message = 'Nobody here knows you yet: you have no tickets to look at.';
  end if;
end $$;

-- {tickets, after} of a filter in an order.
create function private.list_page(
  p_where text, p_viewer jsonb, p_sort text, p_after text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit integer := least(greatest(p_limit, 1), 200);
  v_ids uuid[] := private.page_ids(p_where, p_viewer, p_sort, case when p_after is not null then
    private.cursor_keys(p_after, p_sort, case p_sort when 'queue' then array['integer', 'timestamptz', 'uuid']
      else array['timestamptz', 'uuid'] end) end, v_limit);
begin
  return jsonb_build_object(
    'tickets', (select coalesce(jsonb_agg(r.data order by r.place), '[]')
                from private.ticket_rows(v_ids[:v_limit], p_viewer) r),
    'after', (select private.cursor_text(p_sort, private.sort_keys(p_sort, t)) from public.tickets t
              where cardinality(v_ids) > v_limit and t.id = v_ids[v_limit]));
end $$;

-- SEARCH -----------------------------------------------------------------------------------------

-- A search shows pieces of what customers wrote, without opening their tickets: on record, too.
create table public.search_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  member_id uuid references public.members (id) on delete restrict,
  actor_role text not null,
  query text not null,
  ticket_ids uuid[] not null  -- whose messages or notes were shown in pieces
);
create index search_log_member on public.search_log (member_id, at desc);
create index search_log_at on public.search_log (at desc);
create trigger search_log_append_only before update or delete on public.search_log
  for each row execute function private.forbid_change();
alter table public.search_log enable row level security;
create policy "Admins read who searched for what" on public.search_log for select to authenticated
  using ((select private.is_admin()));
grant select on public.search_log to authenticated;
grant select, insert on public.search_log to service_role;
revoke update, delete, truncate on public.search_log from service_role;

-- A text in parts, [{text, hit}]: no markup, so whatever a customer wrote stays text.
create function private.marked(p_text text, p_query tsquery, p_whole boolean) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_agg(jsonb_build_object('text', part.text, 'hit', part.hit) order by piece.place, not part.hit)
  from unnest(string_to_array(ts_headline('private.words'::regconfig,
      translate(left(p_text, 20000), E'\x01\x02', ''), p_query,
      format(E'StartSel="\x01", StopSel="\x02", HighlightAll=%s', p_whole)
        || case when p_whole then '' else ', MaxFragments=2, MaxWords=20, MinWords=8, FragmentDelimiter=" … "' end),
    E'\x01')) with ordinality piece (text, place)
  cross join lateral (values
    (case when piece.place > 1 then split_part(piece.text, E'\x02', 1) end, true),
    (case when piece.place > 1 then split_part(piece.text, E'\x02', 2) else piece.text end, false)) part (text, hit)
  where part.text <> ''
$$;

-- The message or note of a ticket that fits the words best, of the latest thirty of each.
create function private.snippet(p_ticket_id uuid, p_query tsquery, p_inside boolean) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('kind', best.kind, 'id', best.id, 'author', best.author, 'created_at', best.created_at,
    'parts', private.marked(best.content, p_query, false))
  from (
    select x.*, private.piece(left(x.content, 20000), 'D') as words from (
      (select 'message' as kind, i.id, i.author, i.created_at, i.content from public.interactions i
       where i.ticket_id = p_ticket_id order by i.created_at desc, i.id limit 30)
      union all
      (select 'note', n.id, 'agent', n.created_at, n.content from public.notes n
       where p_inside and n.ticket_id = p_ticket_id order by n.created_at desc, n.id limit 30)) x
    offset 0) best
  where best.words @@ p_query
  order by ts_rank(best.words, p_query) desc, best.created_at desc, best.id limit 1
$$;

-- A page of what fits the words best. Ranking reads every candidate, so it is done heap by heap: the
-- newest 200 that match, then the next 200, to the last. Frequent words are thus as quick as rare
-- ones, and nothing is out of reach. (Heaps of 1000 took seven times as long at 100,000 tickets.)
-- Are there so many matches that walking through the tickets from the newest finds a heap sooner than
-- the index, which finds all? The planner is not asked to choose: for the beginning of a word it
-- takes one ticket in 200 at the least, and walked through all tickets for a rare word. (Volatile,
-- since EXPLAIN is.)
create function private.is_frequent(p_match text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_plan json;
  v_tickets double precision := (select greatest(c.reltuples, 1) from pg_class c where c.oid = 'public.ticket_search'::regclass);
begin
  execute format('explain (format json) select from public.ticket_search s where s.document @@ %L::tsquery', p_match)
  into v_plan;
  -- Cost of all: one a match. Cost of a walk: 200 / share of matches, of which a third may be seen.
  return (v_plan #>> '{0,Plan,Plan Rows}')::double precision > sqrt(200 * 3 * v_tickets);
end $$;

create function private.ranked_page(
  p_parsed jsonb, p_viewer jsonb, p_after text, p_limit integer,
  out ids uuid[], out scores real[], out after text)
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_keys text[] := coalesce(case when p_after is not null then private.cursor_keys(p_after, 'relevance',
    array['timestamptz', 'uuid', 'real', 'timestamptz', 'uuid']) end, array_fill(null::text, array[5]));
  v_words text := case when (p_viewer ->> 'inside')::boolean then 's.document' else 'coalesce(s.shared, s.document)' end;
  v_heap constant integer := 200;
  v_ends jsonb;
begin
  execute format('
    with found as %10$s (
      select s.ticket_id, %1$s as words from public.ticket_search s where %1$s @@ %2$L::tsquery),
    heap as materialized (
      select t.id, t.created_at, s.words from found s join public.tickets t on t.id = s.ticket_id
      where %3$s and %4$s and %5$s
      order by t.created_at desc, t.id limit %6$s),
    ranked as (
      select h.id, h.created_at, ts_rank(''{0.1, 0.3, 0.5, 1}'', h.words, %7$L::tsquery, 1) as score from heap h),
    page as (
      select r.id, r.score, r.created_at from ranked r where %8$s
      order by r.score desc, r.created_at desc, r.id limit %9$s)
    select array(select p.id from page p order by p.score desc, p.created_at desc, p.id),
      array(select p.score from page p order by p.score desc, p.created_at desc, p.id),
      (select case when count(*) = %6$s then
         jsonb_build_array((array_agg(h.created_at order by h.created_at, h.id desc))[1],
           (array_agg(h.id order by h.created_at, h.id desc))[1], null, null, null) end from heap h)',
    v_words, p_parsed ->> 'match', private.scope_sql(p_viewer), p_parsed ->> 'where',
    case when v_keys[1] is null then 'true' else private.sort_after('newest', v_keys[:2]) end, v_heap,
    coalesce(p_parsed ->> 'ranked', ''),
    case when v_keys[3] is null then 'true' else format('(r.score < %1$L::real or r.score = %1$L::real
      and r.created_at <= %2$L and (r.created_at < %2$L or r.id > %3$L))', v_keys[3], v_keys[4], v_keys[5]) end,
    p_limit + 1, case when (p_viewer ->> 'inside')::boolean and not private.is_frequent(p_parsed ->> 'match')
      then 'materialized' else 'not materialized' end)
  into ids, scores, v_ends using null::text[], now();
  if cardinality(ids) > p_limit then
    after := private.cursor_text('relevance', (select jsonb_build_array(v_keys[1], v_keys[2], scores[p_limit],
      t.created_at, t.id) from public.tickets t where t.id = ids[p_limit]));
  elsif v_ends is not null then
    after := private.cursor_text('relevance', v_ends);
  end if;
  ids := ids[:p_limit];
end $$;

-- The filter of a parsed query as SQL, without the words, which a ranked search has apart.
create function private.parsed_sql(p_parsed jsonb, p_viewer jsonb, p_words boolean) returns text
language sql stable security definer set search_path = '' as $$
  select private.filter_sql(case when p_words then p_parsed -> 'filter' else jsonb_set(p_parsed -> 'filter', '{all}',
    (select coalesce(jsonb_agg(c), '[]') from jsonb_array_elements(p_parsed #> '{filter,all}') c
     where c ->> 'fact' <> 'words')) end, p_viewer)
$$;

-- Search all tickets that the caller may see, for members in their notes too:
--   is:open assignee:me team:billing tag:refund priority:<=2 before:2026-01-31 -tag:spam
--   "exact words" refund or credit subject:lamp field.order_no:4711 from:@acme.example sort:newest
-- {tickets: [row, score, subject_parts, snippet], after}: hand `after` back as p_after for the next page,
-- which may be shorter than p_limit; it is null at the end. A wrong query is refused with the place.
create function public.search_tickets(p_query text, p_limit integer default 25, p_after text default null)
returns jsonb language plpgsql security definer set search_path = '' set jit = off set random_page_cost = 1.1 as $$
declare
  v_viewer jsonb := private.viewer();
  v_inside boolean := (v_viewer ->> 'inside')::boolean;
  v_limit integer := least(greatest(p_limit, 1), 100);
  v_parsed jsonb;
  v_shown tsquery;
  v_page record;
  v_list jsonb;
  v_tickets jsonb;
begin
  perform private.check_viewer(v_viewer);
  -- #4711 alone is that ticket.
  v_parsed := private.parse_query(regexp_replace(trim(coalesce(p_query, '')), '^#(\d{1,18})$', 'number:\1'));
  v_shown := (v_parsed ->> 'shown')::tsquery;
  if v_parsed ->> 'match' is null or coalesce(v_parsed ->> 'sort', 'relevance') <> 'relevance' then
    v_list := private.list_page(private.parsed_sql(v_parsed, v_viewer, true), v_viewer,
      coalesce(nullif(v_parsed ->> 'sort', 'relevance'), 'newest'), p_after, v_limit);
    v_tickets := v_list -> 'tickets';
  else
    select r.* into v_page from private.ranked_page(v_parsed || jsonb_build_object(
      'where', private.parsed_sql(v_parsed, v_viewer, false)), v_viewer, p_after, v_limit) r;
    v_list := jsonb_build_object('after', v_page.after);
    select coalesce(jsonb_agg(r.data || jsonb_build_object('score', v_page.scores[r.place]) order by r.place), '[]')
    into v_tickets from private.ticket_rows(v_page.ids, v_viewer) r;
  end if;
  if v_shown is not null then
    select coalesce(jsonb_agg(t.row || jsonb_build_object(
      'subject_parts', private.marked(t.row ->> 'subject', v_shown, true),
      'snippet', private.snippet((t.row ->> 'id')::uuid, v_shown, v_inside)) order by t.place), '[]')
    into v_tickets from jsonb_array_elements(v_tickets) with ordinality t (row, place);
    if v_inside and jsonb_path_exists(v_tickets, '$[*].snippet.id') then
      insert into public.search_log (member_id, actor_role, query, ticket_ids)
      select private.member_id(), coalesce(auth.role(), session_user), left(p_query, 1000),
        array_agg((t ->> 'id')::uuid) from jsonb_array_elements(v_tickets) t where t #>> '{snippet,id}' is not null;
    end if;
  end if;
  return jsonb_build_object('tickets', v_tickets, 'after', v_list -> 'after');
end $$;

-- COUNTS -----------------------------------------------------------------------------------------

-- How many tickets there are, by what queues ask for. Each row is a part of a sum: see count_tickets.
-- Solved and closed ones are counted by team, assignee and status only (the rest is null).
create table public.ticket_counts (
  id bigint generated always as identity primary key,
  status text not null,
  team_id uuid,
  assignee_id uuid,
  priority integer,
  category text,
  is_snoozed boolean not null,
  shard smallint not null,
  tickets bigint not null,  -- of this shard; a ticket may come in one and go in another, so also below 0
  is_open boolean generated always as (status in ('new', 'open')) stored,
  constraint ticket_counts_cell unique nulls not distinct
    (status, team_id, assignee_id, priority, category, is_snoozed, shard)
) with (fillfactor = 50);

alter table public.ticket_counts enable row level security;
create policy "Agents see the counts of their teams' tickets and their own, admins all"
  on public.ticket_counts for select to authenticated using (
    team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
    or assignee_id = (select private.member_id())
    or (select private.is_admin()));
grant select on public.ticket_counts to authenticated, service_role;
revoke insert, update, delete, truncate, references, trigger on public.ticket_counts from service_role;

-- The shard that this transaction owns until it ends. Two transactions never write one row, so nobody
-- waits for a counter and none is ever part of a deadlock; there are as many shards as there ever were
-- transactions at once. Undoing a savepoint gives up the lock and forgets the setting together.
create function private.own_shard() returns smallint
language plpgsql volatile set search_path = '' as $$
declare v_own text := current_setting('autocrm.shard', true);
begin
  if v_own <> '' then return v_own; end if;
  for n in 0..30000 loop
    if pg_try_advisory_xact_lock(1768124532, n) then
      perform set_config('autocrm.shard', n::text, true);
      return n;
    end if;
  end loop;
  raise exception 'no shard of the counters is free';
end $$;

-- Add changes of counts: [{status, team_id, assignee_id, priority, category, is_snoozed, by}].
create function private.add_counts(p_changes jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare v_shard smallint := private.own_shard();
begin
  insert into public.ticket_counts as c
    (status, team_id, assignee_id, priority, category, is_snoozed, shard, tickets)
  select x.status, x.team_id, x.assignee_id, live.priority, live.category, coalesce(live.is_snoozed, false),
    v_shard, sum(x.by)
  from jsonb_to_recordset(p_changes) as x (status text, team_id uuid, assignee_id uuid, priority integer,
    category text, is_snoozed boolean, by bigint)
  left join lateral (select x.priority, x.category, x.is_snoozed where x.status not in ('solved', 'closed')) live on true
  group by 1, 2, 3, 4, 5, 6 having sum(x.by) <> 0
  on conflict (status, team_id, assignee_id, priority, category, is_snoozed, shard)
  do update set tickets = c.tickets + excluded.tickets;
end $$;

create function private.count_of(p_ticket public.tickets, p_by integer) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('status', p_ticket.status, 'team_id', p_ticket.team_id,
    'assignee_id', p_ticket.assignee_id, 'priority', p_ticket.priority, 'category', p_ticket.category,
    'is_snoozed', p_ticket.is_snoozed, 'by', p_by)
$$;

create function private.count_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.add_counts(jsonb_build_array(private.count_of(old, -1), private.count_of(new, 1)));
  return null;
end $$;
create trigger tickets_counts_update after update on public.tickets for each row when (
    (old.status, old.team_id, old.assignee_id, old.priority, old.category, old.is_snoozed) is distinct from
    (new.status, new.team_id, new.assignee_id, new.priority, new.category, new.is_snoozed))
  execute function private.count_tickets();

create function private.count_new_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.add_counts(jsonb_agg(to_jsonb(x))) from (
    select n.status, n.team_id, n.assignee_id, n.priority, n.category, n.is_snoozed, count(*) as by
    from new_rows n group by 1, 2, 3, 4, 5, 6) x having count(*) > 0;
  return null;
end $$;
create trigger tickets_counts_insert after insert on public.tickets
  referencing new table as new_rows for each statement execute function private.count_new_tickets();

create function private.count_gone_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.add_counts(jsonb_agg(to_jsonb(x))) from (
    select o.status, o.team_id, o.assignee_id, o.priority, o.category, o.is_snoozed, -count(*) as by
    from old_rows o group by 1, 2, 3, 4, 5, 6) x having count(*) > 0;
  return null;
end $$;
create trigger tickets_counts_delete after delete on public.tickets
  referencing old table as old_rows for each statement execute function private.count_gone_tickets();

-- After a bulk load without triggers, or to make one row of each cell's shards again.
create function private.rebuild_ticket_counts() returns void
language plpgsql security definer set search_path = '' as $$
begin
  lock table public.tickets in share row exclusive mode;
  delete from public.ticket_counts where true;
  perform private.add_counts(jsonb_agg(to_jsonb(x))) from (
    select t.status, t.team_id, t.assignee_id, t.priority, t.category, t.is_snoozed, count(*) as by
    from public.tickets t group by 1, 2, 3, 4, 5, 6) x having count(*) > 0;
  analyze public.ticket_counts;
end $$;

-- Do the counters know the answer to this filter?
create function private.countable(p_filter jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select facts <@ array['status', 'team', 'assignee'] or (
    facts <@ array['status', 'team', 'assignee', 'priority', 'category', 'snoozed'] and exists (
      select 1 from jsonb_array_elements(coalesce(p_filter -> 'all', '[]')) c
      where c ->> 'fact' = 'status' and coalesce(c ->> 'op', 'is') = 'is'
        and private.texts(c -> 'value') <@ array['new', 'open', 'pending', 'on_hold']))
  from (select array(select f #>> '{}' from jsonb_path_query(p_filter, 'strict $.**.fact') f) as facts) x
$$;

-- VIEWS ------------------------------------------------------------------------------------------

create table public.views (
  id uuid primary key default gen_random_uuid(),
  key text unique constraint views_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),  -- of those that come with AutoCRM
  name text not null constraint views_name_length check (length(trim(name)) between 1 and 80),
  scope text not null constraint views_scope_known check (scope in ('own', 'team', 'all')),
  owner_id uuid references public.members (id) on delete cascade,
  team_id uuid references public.teams (id) on delete cascade,
  query text not null default '',  -- as it was typed, where the filter was typed
  filter jsonb not null,
  columns text[] not null default array['number', 'status', 'priority', 'subject', 'customer', 'assignee', 'created_at'],
  sort text not null default 'queue' constraint views_sort_known
    check (sort in ('queue', 'newest', 'oldest', 'updated', 'due')),
  position integer not null default 0,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint views_scope_named check ((scope = 'own') = (owner_id is not null) and (scope = 'team') = (team_id is not null))
);
create unique index views_name on public.views
  (scope, coalesce(owner_id, team_id, '00000000-0000-0000-0000-000000000000'), lower(name));
create index views_owner on public.views (owner_id) where owner_id is not null;
create index views_team on public.views (team_id) where team_id is not null;
create trigger views_touch before update on public.views
  for each row execute function private.touch_updated_at();

alter table public.views enable row level security;
create policy "Members see their own views, those of their teams and those for all"
  on public.views for select to authenticated using (
    (select private.is_member()) and (scope = 'all'
      or owner_id = (select private.member_id())
      or team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
      or (scope = 'team' and (select private.is_admin()))));
grant select on public.views to authenticated;
grant all on public.views to service_role;

-- A filter without the places where its conditions were typed.
create function private.placeless(p_filter jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_object_agg(l.key, case jsonb_typeof(l.value) when 'array' then (
    select coalesce(jsonb_agg(case jsonb_typeof(c) when 'object' then c - 'at' else c end), '[]')
    from jsonb_array_elements(l.value) c) else l.value end)
  from jsonb_each(p_filter) l
$$;

insert into public.views (key, name, scope, query, filter, sort, position)
select v.key, v.name, 'all', v.query, private.placeless(private.parse_query(v.query) -> 'filter'), v.sort, v.position
from (values
  ('mine', 'Mine', 'is:unsolved assignee:me -is:snoozed', 'queue', 1),
  ('unassigned', 'Unassigned', 'is:open is:unassigned -is:snoozed', 'queue', 2),
  ('open', 'Open', 'is:open -is:snoozed', 'queue', 3),
  ('waiting', 'Waiting', 'status:pending,on_hold', 'updated', 4),
  ('solved', 'Solved', 'is:solved', 'updated', 5)) v (key, name, query, sort, position);

create function private.view_columns() returns text[]
language sql immutable set search_path = '' as $$
  select array['number', 'subject', 'status', 'priority', 'category', 'channel', 'language', 'customer', 'company',
    'team', 'assignee', 'tags', 'created_at', 'updated_at', 'first_response_at', 'solved_at', 'closed_at',
    'next_due_at', 'snoozed_until', 'reopen_count']
$$;

create function private.check_columns(p_columns text[]) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  v_known text[] := private.view_columns()
    || array(select 'field.' || d.key from public.custom_field_definitions d order by d.position, d.key);
  v_column text;
begin
  if coalesce(cardinality(p_columns), 0) not between 1 and 30 then
    raise exception using errcode = 'PT422', message = 'A view has 1 to 30 columns.';
  end if;
  foreach v_column in array p_columns loop
    if not v_column = any (v_known) then
      perform private.query_fault(format('There is no column "%s"', v_column), null, v_column,
        '"' || private.nearest_word(v_column, v_known) || '"');
    end if;
  end loop;
end $$;

-- The view of this id or key, if the viewer may see it: the policy of views.
create function private.view_for(p_view text, p_viewer jsonb) returns public.views
language plpgsql stable security definer set search_path = '' as $$
declare v_view public.views;
begin
  select * into v_view from public.views v
  where (v.key = p_view or v.id::text = lower(p_view)) and (private.is_service()
    or (p_viewer ->> 'inside')::boolean and (v.scope = 'all' or v.owner_id::text = p_viewer ->> 'member'
      or v.team_id::text = any (private.texts(p_viewer -> 'teams'))
      or v.scope = 'team' and (p_viewer ->> 'all')::boolean));
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such view, or it is somebody else''s.';
  end if;
  return v_view;
end $$;

-- May the caller make or change a view of this scope and team? Own ones, those of one's teams; an
-- admin all that are not somebody's own.
create function private.check_view_right(p_viewer jsonb, p_scope text, p_owner_id uuid, p_team_id uuid) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if not (p_viewer ->> 'inside')::boolean then
    raise exception using errcode = 'PT403', message = 'Only members have views.';
  elsif p_scope = 'own' and (p_viewer ->> 'member' is null or p_owner_id::text <> p_viewer ->> 'member') then
    raise exception using errcode = 'PT403', message = 'A view of one''s own is made by signing in as its member.';
  elsif p_scope = 'team' and not ((p_viewer ->> 'all')::boolean
        or coalesce(p_team_id::text = any (private.texts(p_viewer -> 'teams')), false)) then
    raise exception using errcode = 'PT403', message = 'Only its members and admins may change a team''s views.';
  elsif p_scope = 'all' and not (p_viewer ->> 'all')::boolean then
    raise exception using errcode = 'PT403', message = 'Only an admin may change views for all.';
  end if;
end $$;

-- Make a view, or change the one with p_view_id. Its filter is typed as a query (see search_tickets)
-- or given as data. What is null stays as it is.
create function public.save_view(
  p_name text default null, p_query text default null, p_filter jsonb default null, p_scope text default null,
  p_team text default null, p_columns text[] default null, p_sort text default null,
  p_position integer default null, p_view_id uuid default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_parsed jsonb := case when p_query is not null then private.parse_query(p_query) end;
  v_old public.views;
  v_new public.views;
begin
  if p_view_id is not null then
    v_new := private.view_for(p_view_id::text, v_viewer);
    perform private.check_view_right(v_viewer, v_new.scope, v_new.owner_id, v_new.team_id);
    select * into v_new from public.views v where v.id = p_view_id for update;
    v_old := v_new;
  end if;
  v_new.name := trim(coalesce(p_name, v_new.name, ''));
  v_new.scope := coalesce(p_scope, v_new.scope, case when p_team is null then 'own' else 'team' end);
  v_new.owner_id := case v_new.scope when 'own' then (v_viewer ->> 'member')::uuid end;
  v_new.team_id := case v_new.scope when 'team' then
    coalesce((select t.id from public.teams t where t.key = p_team), v_new.team_id) end;
  v_new.filter := coalesce(private.placeless(v_parsed -> 'filter'), p_filter, v_new.filter);
  v_new.query := case when v_parsed is not null then p_query when p_filter is not null then '' else coalesce(v_new.query, '') end;
  v_new.columns := coalesce(p_columns, v_new.columns,
    array['number', 'status', 'priority', 'subject', 'customer', 'assignee', 'created_at']);
  v_new.sort := coalesce(p_sort, nullif(v_parsed ->> 'sort', 'relevance'), v_new.sort, 'queue');
  v_new.position := coalesce(p_position, v_new.position, 0);
  if v_new.name = '' or v_new.filter is null then
    raise exception using errcode = 'PT422', message = 'A view needs a name, and a query or a filter.';
  elsif v_new.scope = 'team' and v_new.team_id is null then
    raise exception using errcode = 'PT422', message = format('There is no team %L.', p_team);
  end if;
  perform private.check_view_right(v_viewer, v_new.scope, v_new.owner_id, v_new.team_id);
  perform private.filter_sql(v_new.filter, jsonb_set(v_viewer, '{member}',
    to_jsonb(coalesce(v_viewer ->> 'member', gen_random_uuid()::text))));  -- "me" is whoever looks
  perform private.check_columns(v_new.columns);
  begin
    if p_view_id is null then
      insert into public.views (name, scope, owner_id, team_id, query, filter, columns, sort, position, created_by)
      values (v_new.name, v_new.scope, v_new.owner_id, v_new.team_id, v_new.query, v_new.filter, v_new.columns,
        v_new.sort, v_new.position, auth.uid()) returning * into v_new;
    else
      update public.views v set name = v_new.name, scope = v_new.scope, owner_id = v_new.owner_id,
        team_id = v_new.team_id, query = v_new.query, filter = v_new.filter, columns = v_new.columns,
        sort = v_new.sort, position = v_new.position
      where v.id = p_view_id returning * into v_new;
    end if;
  exception when unique_violation then
    raise exception using errcode = 'PT409', message = format('There is a view %L already: choose another name.', v_new.name);
  end;
  perform private.audit('view.save', null, v_new.id, jsonb_build_object('before', to_jsonb(v_old), 'after', to_jsonb(v_new)));
  return to_jsonb(v_new);
end $$;

create function public.delete_view(p_view_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_view public.views := private.view_for(p_view_id::text, v_viewer);
begin
  if not private.is_service() then
    perform private.check_view_right(v_viewer, v_view.scope, v_view.owner_id, v_view.team_id);
  end if;
  delete from public.views v where v.id = p_view_id;
  perform private.audit('view.delete', null, p_view_id, jsonb_build_object('before', to_jsonb(v_view)));
  return jsonb_build_object('id', p_view_id, 'name', v_view.name);
end $$;

-- A page of a view (its id or key), narrowed by a filter or a query, or of these alone.
-- {tickets, after, view}; hand `after` back as p_after for the next page. Sorts: queue (priority, then
-- the longest waiting), newest, oldest, updated, due.
create function public.list_tickets(
  p_view text default null, p_filter jsonb default null, p_query text default null,
  p_sort text default null, p_after text default null, p_limit integer default 50)
returns jsonb language plpgsql stable security definer set search_path = '' set jit = off set random_page_cost = 1.1 as $$
declare
  v_viewer jsonb := private.viewer();
  v_view public.views;
  v_parsed jsonb := private.parse_query(p_query);
  v_sort text;
begin
  perform private.check_viewer(v_viewer);
  if p_view is not null then v_view := private.view_for(p_view, v_viewer); end if;
  v_sort := coalesce(p_sort, nullif(v_parsed ->> 'sort', 'relevance'), v_view.sort, 'newest');
  if private.sort_order(v_sort) is null then
    raise exception using errcode = 'PT422', message = 'Tickets are listed by queue, newest, oldest, updated or due.';
  end if;
  return jsonb_build_object('view', case when v_view.id is not null then to_jsonb(v_view) end)
    || private.list_page(concat_ws(' and ', private.filter_sql(coalesce(v_view.filter, '{}'), v_viewer),
         private.filter_sql(coalesce(p_filter, '{}'), v_viewer), private.parsed_sql(v_parsed, v_viewer, true)),
       v_viewer, v_sort, p_after, p_limit);
end $$;

-- How many tickets each view of the caller holds, from the counters in one pass: [{id, key, name,
-- scope, count}]. `count` is null where a view asks for what the counters do not know (tags, words,
-- times): such a view is looked at, not counted.
create function public.view_counts() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_view record;
  v_sums text[] := '{}';
  v_views jsonb := '[]';
  v_counts bigint[];
begin
  if not (v_viewer ->> 'inside')::boolean then
    raise exception using errcode = 'PT403', message = 'Only members have views.';
  end if;
  for v_view in
    select v.* from public.views v where private.is_service() or v.scope = 'all'
      or v.owner_id::text = v_viewer ->> 'member' or v.team_id::text = any (private.texts(v_viewer -> 'teams'))
      or v.scope = 'team' and (v_viewer ->> 'all')::boolean
    order by v.position, v.scope, lower(v.name), v.id
  loop
    v_views := v_views || jsonb_build_object('id', v_view.id, 'key', v_view.key, 'name', v_view.name, 'scope', v_view.scope);
    begin
      v_sums := v_sums || case when private.countable(v_view.filter) then format(
        'coalesce(sum(t.tickets) filter (where %s), 0)::bigint', private.filter_sql(v_view.filter, v_viewer))
        else 'null::bigint' end;
    exception when sqlstate 'PT422' then  -- its team or tag is gone, or the secret key asks for "me"
      v_sums := v_sums || 'null::bigint'::text;
    end;
  end loop;
  execute format('select array[%s]::bigint[] from public.ticket_counts t where %s', array_to_string(v_sums, ', '),
    private.scope_sql(v_viewer - 'customers' || '{"customers": []}')) into v_counts;
  return (select coalesce(jsonb_agg(v.row || jsonb_build_object('count', v_counts[v.place]) order by v.place), '[]')
          from jsonb_array_elements(v_views) with ordinality v (row, place));
end $$;

-- What a query means, without running it: for a search box that marks faults while one types.
create function public.explain_query(p_query text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_parsed jsonb := private.parse_query(p_query);
begin
  perform private.check_viewer(v_viewer);
  perform private.parsed_sql(v_parsed, v_viewer, true);
  -- Not the words that were looked up: they stand in others' tickets too.
  return jsonb_build_object('filter', v_parsed -> 'filter', 'sort', v_parsed -> 'sort');
end $$;

-- RIGHTS -----------------------------------------------------------------------------------------

revoke execute on all functions in schema private from public;
revoke execute on function public.search_tickets(text, integer, text), public.delete_view(uuid),
  public.save_view(text, text, jsonb, text, text, text[], text, integer, uuid),
  public.list_tickets(text, jsonb, text, text, text, integer), public.view_counts(),
  public.explain_query(text) from public, anon, authenticated;
grant execute on function public.search_tickets(text, integer, text), public.delete_view(uuid),
  public.save_view(text, text, jsonb, text, text, text[], text, integer, uuid),
  public.list_tickets(text, jsonb, text, text, text, integer), public.view_counts(),
  public.explain_query(text) to authenticated, service_role;

-- Databases that have tickets already.
select private.rebuild_ticket_search();
select private.rebuild_ticket_counts();
