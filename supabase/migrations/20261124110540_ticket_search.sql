-- The search for tickets: words and filters together, the best first, with the words that were hit.

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

revoke execute on all functions in schema private from public;
revoke execute on function public.search_tickets(text, integer, text)
  from public, anon, authenticated;
grant execute on function public.search_tickets(text, integer, text) to authenticated, service_role;
