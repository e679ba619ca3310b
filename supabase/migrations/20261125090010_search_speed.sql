-- The newest tickets that match a search, in the same time on a small desk and on a large one.

-- Tickets in blocks of 4096 numbers, beside their words in one index: the newest that match are found
-- block by block, reading no more of a frequent word than there is in the blocks. The block comes
-- first, since the index then begins to read each word there. No pending list: each block would
-- read all of it.
create extension if not exists btree_gin with schema extensions;
alter table public.ticket_search add column number bigint;

create function private.number_words() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  select t.number into new.number from public.tickets t where t.id = new.ticket_id;
  return new;
end $$;
create trigger ticket_search_number before insert on public.ticket_search
  for each row when (new.number is null) execute function private.number_words();

-- After a bulk load without triggers: everything anew, the index built once at the end. In the order
-- of numbers, so that a block lies together.
create or replace function private.rebuild_ticket_search() returns bigint
language plpgsql security definer set search_path = '' as $$
declare v_count bigint;
begin
  lock table public.tickets, public.interactions, public.notes in share row exclusive mode;
  delete from public.ticket_search where true;
  drop index if exists public.ticket_search_document;
  insert into public.ticket_search (ticket_id, document, shared, number)
  select d.ticket_id, d.document, d.shared, t.number
  from private.search_documents(null) d join public.tickets t on t.id = d.ticket_id order by t.number;
  get diagnostics v_count = row_count;
  create index ticket_search_document on public.ticket_search
    using gin ((number >> 12), document) with (fastupdate = off);
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
select private.rebuild_ticket_search();
alter table public.ticket_search alter column number set not null;

-- How many rows the planner expects of a query. (Volatile, since EXPLAIN is.)
create function private.expected_rows(p_query text) returns double precision
language plpgsql volatile security definer set search_path = '' as $$
declare v_plan json;
begin
  execute 'explain (format json) ' || p_query into v_plan;
  return greatest((v_plan #>> '{0,Plan,Plan Rows}')::double precision, 1);
end $$;

-- Is it less to read all tickets that fit a filter, and hold them against the words, than to read
-- tickets that match from the newest on until p_limit fit? The estimates only choose the way.
create function private.filter_is_narrow(p_filter text, p_match text, p_limit integer) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_all double precision := (select greatest(c.reltuples, 1) from pg_class c where c.oid = 'public.tickets'::regclass);
  v_fit double precision := private.expected_rows('select from public.tickets t where ' || p_filter);
begin
  return v_fit < v_all / 4 and v_fit < least(p_limit * v_all / v_fit,
    private.expected_rows(format('select from public.ticket_search s where s.document @@ %L::tsquery', p_match)));
end $$;

-- The newest tickets that fit a search, p_limit of them, with numbers below p_below (null: of all).
create function private.newest_matches(
  p_match text, p_filter text, p_below bigint, p_limit integer, p_inside boolean)
returns uuid[] language plpgsql volatile security definer set search_path = '' as $$
declare
  v_all constant bigint := 9223372036854775807;
  v_ids uuid[];
begin
  if not p_inside or private.filter_is_narrow(p_filter, p_match, p_limit) then
    execute format('select array(
      select t.id from (select t.id, t.number from public.tickets t
        where t.number < $3 and %s order by t.number desc offset 0) t
      cross join lateral (select from public.ticket_search s where s.ticket_id = t.id and %s @@ %L::tsquery offset 0) s
      order by t.number desc limit $4)',
      p_filter, case when p_inside then 's.document' else 'coalesce(s.shared, s.document)' end, p_match)
    into v_ids using null::text[], now(), coalesce(p_below, v_all), p_limit;
  else
    -- Each lateral part is worked out for one row of the part before it, so the order of the blocks,
    -- and of the numbers in each, is that of the result, and what is not needed is not read.
    execute format('select array(
      with recursive blocks (n) as (
        select max(t.number) >> 12 from public.tickets t where t.number < $3
        union all
        select (select max(t.number) >> 12 from public.tickets t where t.number < b.n << 12) from blocks b
        where b.n is not null)
      select s.ticket_id from blocks b
      cross join lateral (
        select s.ticket_id from public.ticket_search s
        where s.number >> 12 = b.n and s.document @@ %L::tsquery and s.number < $3
        order by s.number desc offset 0) s
      cross join lateral (select from public.tickets t where t.id = s.ticket_id and %s offset 0) t
      limit $4)', p_match, p_filter)
    into v_ids using null::text[], now(), coalesce(p_below, v_all), p_limit;
  end if;
  return v_ids;
end $$;

-- A page of what fits the words best. Ranking reads every candidate, so it is done heap by heap: the
-- newest 200 that match, then the next 200, to the last. Frequent words are thus as quick as rare
-- ones, and nothing is out of reach. Cursor: the heap is below this number; in it, the last one's
-- score and number.
create or replace function private.ranked_page(
  p_parsed jsonb, p_viewer jsonb, p_after text, p_limit integer,
  out ids uuid[], out scores real[], out after text)
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_heap constant integer := 200;
  v_keys text[] := coalesce(case when p_after is not null then private.cursor_keys(p_after, 'relevance',
    array['bigint', 'real', 'bigint']) end, array_fill(null::text, array[3]));
  v_inside boolean := (p_viewer ->> 'inside')::boolean;
  v_words text := case when v_inside then 's.document' else 'coalesce(s.shared, s.document)' end;
  v_ids uuid[] := private.newest_matches(p_parsed ->> 'match',
    private.scope_sql(p_viewer) || ' and ' || (p_parsed ->> 'where'), v_keys[1]::bigint, v_heap, v_inside);
  v_numbers bigint[];
begin
  execute format('
    with ranked as materialized (
      select s.ticket_id, s.number, ts_rank(''{0.1, 0.3, 0.5, 1}'', %s, $1, 1) as score
      from unnest($2) h (id) join public.ticket_search s on s.ticket_id = h.id)
    select array_agg(p.ticket_id order by p.score desc, p.number desc),
      array_agg(p.score order by p.score desc, p.number desc),
      array_agg(p.number order by p.score desc, p.number desc)
    from (select r.* from ranked r where $3 is null or (r.score, r.number) < ($3, $4)
          order by r.score desc, r.number desc limit $5) p', v_words)
  into ids, scores, v_numbers
  using coalesce(p_parsed ->> 'ranked', '')::tsquery, v_ids, v_keys[2]::real, v_keys[3]::bigint, p_limit + 1;
  if cardinality(ids) > p_limit then
    after := private.cursor_text('relevance', jsonb_build_array(v_keys[1]::bigint, scores[p_limit], v_numbers[p_limit]));
  elsif cardinality(v_ids) = v_heap then
    after := private.cursor_text('relevance', jsonb_build_array(
      (select s.number from public.ticket_search s where s.ticket_id = v_ids[v_heap]), null, null));
  end if;
  ids := coalesce(ids[:p_limit], '{}');
end $$;
drop function private.is_frequent(text);

revoke execute on all functions in schema private from public;
