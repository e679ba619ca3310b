-- BM25 without counting at the time of asking: postings that an index alone answers, and document
-- frequencies kept by triggers. A frequency is kept by who may read what it counts, so that a
-- score tells nobody what stands in an article that is not theirs.

create table public.knowledge_lexicons (
  id smallint generated always as identity primary key,
  embedding_model text not null,
  language text not null,
  constraint knowledge_lexicons_once unique (embedding_model, language)
);
comment on table public.knowledge_lexicons is 'Words are compared within one embedding model and one language.';

create table public.knowledge_lexicon_sizes (
  lexicon smallint not null references public.knowledge_lexicons (id) on delete cascade,
  scope text not null,
  chunks bigint not null,
  words bigint not null,
  primary key (lexicon, scope)
);

create table public.knowledge_term_counts (
  lexicon smallint not null references public.knowledge_lexicons (id) on delete cascade,
  term text not null,
  scope text not null,
  chunks bigint not null,
  primary key (lexicon, term, scope) include (chunks)
);
alter table public.knowledge_lexicons enable row level security;
alter table public.knowledge_lexicon_sizes enable row level security;
alter table public.knowledge_term_counts enable row level security;
grant select on public.knowledge_lexicons, public.knowledge_lexicon_sizes, public.knowledge_term_counts
  to service_role;
revoke insert, update, delete, truncate, references, trigger
  on public.knowledge_lexicons, public.knowledge_lexicon_sizes, public.knowledge_term_counts from service_role;

-- Who may find an article, as one word that an index can hold.
alter table public.knowledge_base
  add column scope text generated always as (
    case when status = 'published'
      then case when visibility = 'team' then 'team:' || team_id::text else visibility end end) stored,
  add column products text[] not null default '{}'
    constraint knowledge_base_products_few check (cardinality(products) <= 50);
comment on column public.knowledge_base.scope is 'public, internal or team:<id>; null when it is not published.';
comment on column public.knowledge_base.products is 'What it is about; none means all.';
create index knowledge_base_scope on public.knowledge_base (scope, language, id) include (products)
  where scope is not null;

-- The postings: the index alone holds all that ranking needs.
drop trigger knowledge_chunks_terms on public.knowledge_chunks;
drop function private.index_chunk_terms();
truncate public.knowledge_terms;
alter table public.knowledge_terms
  drop constraint knowledge_terms_pkey,
  add column lexicon smallint not null references public.knowledge_lexicons (id),
  add column article_id uuid not null,
  add column length integer not null,
  add constraint knowledge_terms_pkey primary key (lexicon, term, chunk_id) include (article_id, tf, length);
comment on column public.knowledge_terms.length is 'Words of the chunk, its title counted twice.';
alter table public.knowledge_chunks
  drop column length,
  -- A table's header or a list's lead-in, for a chunk that begins below it.
  add column lead text not null default '' constraint knowledge_chunks_lead_length check (length(lead) <= 2000);

-- A title says what its chunks are about: its words count twice.
create function private.chunk_words(
  p_language text, p_title text, p_heading text, p_lead text, p_content text, p_questions jsonb)
returns table (term text, tf integer) language sql stable set search_path = '' as $$
  select t.lexeme, cardinality(t.positions)
  from unnest(to_tsvector(private.text_config(p_language), concat_ws(' ', p_title, p_title, p_heading,
    p_lead, p_content, (select string_agg(q #>> '{}', ' ') from jsonb_path_query(p_questions, '$[*].ask[*]') q)))) t
$$;
revoke execute on function private.chunk_words(text, text, text, text, text, jsonb) from public;

create function private.index_chunks() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.knowledge_lexicons (embedding_model, language)
  select distinct c.embedding_model, c.language from added c
  where not exists (
    select 1 from public.knowledge_lexicons l where l.embedding_model = c.embedding_model and l.language = c.language)
  on conflict do nothing;
  insert into public.knowledge_terms (lexicon, term, chunk_id, article_id, tf, length)
  select l.id, w.term, c.id, c.article_id, w.tf, sum(w.tf) over (partition by c.id)
  from added c
  join public.knowledge_base a on a.id = c.article_id
  join public.knowledge_lexicons l on l.embedding_model = c.embedding_model and l.language = c.language,
  lateral private.chunk_words(c.language, a.title, c.heading, c.lead, c.content, c.questions) w;
  return null;
end $$;
revoke execute on function private.index_chunks() from public;

-- Two articles that are embedded at once share most of their words: one counts after the other.
create function private.lock_term_counts() returns void
language sql volatile security definer set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('autocrm.term_counts', 0))
$$;
revoke execute on function private.lock_term_counts() from public;

create function private.count_terms() returns trigger
language plpgsql security definer set search_path = '' as $$
declare v_sign integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  if not exists (select 1 from changed) then return null; end if;
  perform private.lock_term_counts();
  insert into public.knowledge_term_counts as k (lexicon, term, scope, chunks)
  select t.lexicon, t.term, a.scope, v_sign * count(*)
  from changed t join public.knowledge_base a on a.id = t.article_id
  where a.scope is not null group by 1, 2, 3 order by 1, 2, 3
  on conflict (lexicon, term, scope) do update set chunks = k.chunks + excluded.chunks;
  insert into public.knowledge_lexicon_sizes as k (lexicon, scope, chunks, words)
  select t.lexicon, a.scope, v_sign * count(distinct t.chunk_id), v_sign * sum(t.tf)
  from changed t join public.knowledge_base a on a.id = t.article_id
  where a.scope is not null group by 1, 2 order by 1, 2
  on conflict (lexicon, scope) do update
    set chunks = k.chunks + excluded.chunks, words = k.words + excluded.words;
  if tg_op = 'DELETE' then
    delete from public.knowledge_term_counts k using (select distinct lexicon, term from changed) t
    where k.lexicon = t.lexicon and k.term = t.term and k.chunks <= 0;
  end if;
  return null;
end $$;
revoke execute on function private.count_terms() from public;

-- An article that is published, archived or shown to others: what it counts moves along.
create function private.move_term_counts() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.lock_term_counts();
  with mine as (
    select t.* from public.knowledge_chunks c join public.knowledge_terms t on t.chunk_id = c.id
    where c.article_id = new.id),
  moves (scope, sign) as (select * from (values (old.scope, -1), (new.scope, 1)) m (s, n) where s is not null),
  sized as (
    insert into public.knowledge_lexicon_sizes as k (lexicon, scope, chunks, words)
    select mine.lexicon, moves.scope, max(moves.sign) * count(distinct mine.chunk_id),
      sum(moves.sign * mine.tf)
    from mine, moves group by 1, 2 order by 1, 2
    on conflict (lexicon, scope) do update
      set chunks = k.chunks + excluded.chunks, words = k.words + excluded.words)
  insert into public.knowledge_term_counts as k (lexicon, term, scope, chunks)
  select mine.lexicon, mine.term, moves.scope, sum(moves.sign)
  from mine, moves group by 1, 2, 3 order by 1, 2, 3
  on conflict (lexicon, term, scope) do update set chunks = k.chunks + excluded.chunks;
  return null;
end $$;
revoke execute on function private.move_term_counts() from public;

-- The scope is read from the article while it is still there: its chunks go first.
create function private.drop_chunks() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.knowledge_chunks c where c.article_id = old.id;
  return old;
end $$;
revoke execute on function private.drop_chunks() from public;

create trigger knowledge_terms_added after insert on public.knowledge_terms
  referencing new table as changed for each statement execute function private.count_terms();
create trigger knowledge_terms_gone after delete on public.knowledge_terms
  referencing old table as changed for each statement execute function private.count_terms();
create trigger knowledge_chunks_terms after insert on public.knowledge_chunks
  referencing new table as added for each statement execute function private.index_chunks();
create trigger knowledge_base_scope after update of status, visibility, team_id on public.knowledge_base
  for each row when (old.scope is distinct from new.scope) execute function private.move_term_counts();
create trigger knowledge_base_chunks before delete on public.knowledge_base
  for each row execute function private.drop_chunks();
revoke update on public.knowledge_terms from service_role;

-- What is embedded already, as the trigger would have done it.
insert into public.knowledge_lexicons (embedding_model, language)
select distinct c.embedding_model, c.language from public.knowledge_chunks c;
insert into public.knowledge_terms (lexicon, term, chunk_id, article_id, tf, length)
select l.id, w.term, c.id, c.article_id, w.tf, sum(w.tf) over (partition by c.id)
from public.knowledge_chunks c
join public.knowledge_base a on a.id = c.article_id
join public.knowledge_lexicons l on l.embedding_model = c.embedding_model and l.language = c.language,
lateral private.chunk_words(c.language, a.title, c.heading, c.lead, c.content, c.questions) w;

-- Swap the chunks of an article for new ones. False when the article has moved on meanwhile.
create or replace function public.replace_chunks(
  p_article_id uuid, p_version integer, p_model text, p_fingerprint text,
  p_lead extensions.vector, p_chunks jsonb)
returns boolean language plpgsql security definer set search_path = '' as $$
declare v_language text;
begin
  update public.knowledge_base set embedding = p_lead, embedding_model = p_model, fingerprint = p_fingerprint
  where id = p_article_id and version = p_version
  returning language into v_language;
  if not found then return false; end if;
  delete from public.knowledge_chunks where article_id = p_article_id;
  insert into public.knowledge_chunks
    (article_id, article_version, ordinal, heading, lead, content, start_offset, end_offset, tokens,
     language, embedding, embedding_model, questions)
  select p_article_id, p_version, c.ordinal, c.heading, coalesce(c.lead, ''), c.text, c.start, c."end", c.tokens,
    v_language, c.embedding, p_model, coalesce(c.questions, '[]')
  from jsonb_to_recordset(p_chunks) as c (
    ordinal integer, heading text, lead text, text text, start integer, "end" integer, tokens integer,
    embedding extensions.vector, questions jsonb);
  return true;
end $$;
