-- The words of each ticket, kept up to date as it is written to, for the search.

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

revoke execute on all functions in schema private from public;
