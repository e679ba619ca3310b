-- What the company knows: articles, their versions, and the chunks that are searched.

create table public.knowledge_base (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique constraint knowledge_base_slug_form check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null constraint knowledge_base_title_length check (length(title) between 1 and 300),
  content text not null constraint knowledge_base_content_length check (length(content) between 1 and 200000),
  language text not null default 'en' constraint knowledge_base_language_form check (language ~ '^[a-z]{2}$'),
  category text references public.ticket_categories (key) on update cascade on delete set null,
  visibility text not null default 'public' constraint knowledge_base_visibility_known
    check (visibility in ('public', 'internal', 'team')),
  team_id uuid references public.teams (id) on delete restrict,
  status text not null default 'draft' constraint knowledge_base_status_known
    check (status in ('draft', 'published', 'archived')),
  version integer not null default 1,
  source text,  -- the document it came from
  -- [{"ask": [text], "answer": [text]}]: what customers ask, and the sentences that answer it
  questions jsonb not null default '[]' constraint knowledge_base_questions_list
    check (jsonb_typeof(questions) = 'array'),
  embedding extensions.vector(1536),  -- of title and lead: related articles, duplicates
  embedding_model text,
  fingerprint text,  -- of what was embedded last: unchanged text is not embedded again
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint knowledge_base_team_named check ((visibility = 'team') = (team_id is not null))
);
create index knowledge_base_category on public.knowledge_base (category);
create index knowledge_base_team on public.knowledge_base (team_id) where team_id is not null;
create index knowledge_base_embedding on public.knowledge_base
  using hnsw ((embedding::extensions.halfvec(1536)) extensions.halfvec_cosine_ops);
create trigger knowledge_base_touch before update of title, content, visibility, status, language, category
  on public.knowledge_base for each row execute function private.touch_updated_at();

create table public.knowledge_versions (
  article_id uuid not null references public.knowledge_base (id) on delete cascade,
  version integer not null,
  title text not null,
  content text not null,
  questions jsonb not null default '[]',
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (article_id, version)
);

create table public.knowledge_chunks (
  id uuid primary key default gen_random_uuid(),
  article_id uuid not null references public.knowledge_base (id) on delete cascade,
  article_version integer not null,
  ordinal integer not null,
  heading text not null default '',
  content text not null,
  start_offset integer not null,  -- characters into the article's content
  end_offset integer not null,
  tokens integer not null,
  language text not null,
  length integer not null default 0,  -- lexemes, for BM25
  -- [{"ask": [text], "answers": [[start, end]]}]: questions of the article whose answer stands here
  questions jsonb not null default '[]',
  embedding extensions.vector(1536) not null,
  embedding_model text not null,
  created_at timestamptz not null default now(),
  constraint knowledge_chunks_once unique (article_id, embedding_model, ordinal),
  constraint knowledge_chunks_span check (0 <= start_offset and start_offset < end_offset)
);
create index knowledge_chunks_embedding on public.knowledge_chunks
  using hnsw ((embedding::extensions.halfvec(1536)) extensions.halfvec_cosine_ops);
create index knowledge_chunks_model on public.knowledge_chunks (embedding_model, article_id);

create table public.knowledge_terms (
  chunk_id uuid not null references public.knowledge_chunks (id) on delete cascade,
  term text not null,
  tf integer not null,
  primary key (term, chunk_id)
);
create index knowledge_terms_chunk on public.knowledge_terms (chunk_id);
comment on table public.knowledge_terms is 'Term frequencies of each chunk: BM25 needs document frequencies, which ts_rank has not.';

create function private.text_config(p_language text) returns regconfig
language sql immutable set search_path = '' as $$
  select (case p_language
    when 'en' then 'pg_catalog.english' when 'de' then 'pg_catalog.german'
    when 'fr' then 'pg_catalog.french' when 'es' then 'pg_catalog.spanish'
    when 'it' then 'pg_catalog.italian' when 'nl' then 'pg_catalog.dutch'
    when 'pt' then 'pg_catalog.portuguese' else 'pg_catalog.simple' end)::regconfig
$$;
revoke execute on function private.text_config(text) from public;

create function private.index_chunk_terms() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.knowledge_terms (chunk_id, term, tf)
  select new.id, t.lexeme, cardinality(t.positions)
  from public.knowledge_base a,
    unnest(to_tsvector(private.text_config(new.language), concat_ws(' ', a.title, new.heading, new.content,
      (select string_agg(q #>> '{}', ' ') from jsonb_path_query(new.questions, '$[*].ask[*]') q)))) t
  where a.id = new.article_id;
  update public.knowledge_chunks c
  set length = (select coalesce(sum(t.tf), 0) from public.knowledge_terms t where t.chunk_id = new.id)
  where c.id = new.id;
  return null;
end $$;
create trigger knowledge_chunks_terms after insert on public.knowledge_chunks
  for each row execute function private.index_chunk_terms();

-- The one rule of who may read an article. Policies and searches both use it.
create function private.visibilities_for(p_user uuid) returns text[]
language sql stable security definer set search_path = '' as $$
  select case when exists (select 1 from public.members m where m.user_id = p_user and m.active)
    then array['public', 'internal'] else array['public'] end
$$;
revoke execute on function private.visibilities_for(uuid) from public;
grant execute on function private.visibilities_for(uuid) to anon, authenticated, service_role;

create function private.article_readable(
  p_status text, p_visibility text, p_team_id uuid, p_visibilities text[], p_team_ids uuid[])
returns boolean language sql immutable set search_path = '' as $$
  select p_status = 'published'
    and (p_visibility = any (p_visibilities) or coalesce(p_team_id = any (p_team_ids), false))
$$;
revoke execute on function private.article_readable(text, text, uuid, text[], uuid[]) from public;
grant execute on function private.article_readable(text, text, uuid, text[], uuid[])
  to anon, authenticated, service_role;

alter table public.knowledge_base enable row level security;
alter table public.knowledge_versions enable row level security;
alter table public.knowledge_chunks enable row level security;
alter table public.knowledge_terms enable row level security;

create policy "Anybody reads published public articles" on public.knowledge_base for select to anon
  using (status = 'published' and visibility = 'public');
create policy "Published ones by visibility, members also drafts"
  on public.knowledge_base for select to authenticated using (
    private.article_readable(status, visibility, team_id,
      (select private.visibilities_for((select auth.uid())))::text[],
      (select private.team_ids((select auth.uid())))::uuid[])
    or ((select private.is_member()) and visibility <> 'team')
    or (select private.is_admin()));
create policy "Members see the history of articles they see" on public.knowledge_versions
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.knowledge_base a where a.id = knowledge_versions.article_id));
create policy "Members see the chunks of articles they see" on public.knowledge_chunks
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.knowledge_base a where a.id = knowledge_chunks.article_id));
create policy "Members see the terms of chunks they see" on public.knowledge_terms
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.knowledge_chunks c where c.id = knowledge_terms.chunk_id));

grant select on public.knowledge_base to anon, authenticated;
grant select on public.knowledge_versions, public.knowledge_chunks, public.knowledge_terms to authenticated;
grant all on public.knowledge_base, public.knowledge_versions, public.knowledge_chunks,
  public.knowledge_terms to service_role;

-- Add or change an article. A changed text is a new version and is embedded again.
create function public.save_article(
  p_slug text, p_title text, p_content text, p_language text default 'en', p_category text default null,
  p_visibility text default 'public', p_status text default 'published', p_team text default null,
  p_source text default null, p_questions jsonb default '[]')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.knowledge_base;
  v_new public.knowledge_base;
  v_team uuid := (select t.id from public.teams t where t.key = p_team);
  v_strange text := (
    select q #>> '{}' from jsonb_path_query(p_questions, '$[*].answer[*]') q
    where position(q #>> '{}' in p_content) = 0 limit 1);
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change the knowledge base.';
  end if;
  if p_team is not null and v_team is null then
    raise exception using errcode = 'PT422', message = format('There is no team %L.', p_team);
  end if;
  if v_strange is not null then
    raise exception using errcode = 'PT422',
      message = format('This answer does not stand word for word in the article: %s', v_strange);
  end if;
  select * into v_old from public.knowledge_base a where a.slug = p_slug for update;
  insert into public.knowledge_base as a
    (slug, title, content, language, category, visibility, status, team_id, source, questions)
  values (p_slug, p_title, p_content, p_language, p_category, p_visibility, p_status, v_team, p_source,
    p_questions)
  on conflict (slug) do update set
    title = excluded.title, content = excluded.content, language = excluded.language,
    category = excluded.category, visibility = excluded.visibility, status = excluded.status,
    team_id = excluded.team_id, source = excluded.source, questions = excluded.questions,
    version = a.version + ((a.title, a.content, a.language, a.questions) is distinct from
      (excluded.title, excluded.content, excluded.language, excluded.questions))::integer
  returning * into v_new;
  insert into public.knowledge_versions (article_id, version, title, content, questions, created_by)
  values (v_new.id, v_new.version, v_new.title, v_new.content, v_new.questions, auth.uid())
  on conflict (article_id, version) do nothing;
  if v_old.id is null or v_new.version > v_old.version then
    perform private.enqueue('article.embed', v_new.id || ':' || v_new.version,
      jsonb_build_object('article_id', v_new.id));
    perform private.audit('article.save', null, v_new.id,
      jsonb_build_object('slug', p_slug, 'version', v_new.version));
  end if;
  return jsonb_build_object('id', v_new.id, 'slug', v_new.slug, 'version', v_new.version,
    'created', v_old.id is null, 'changed', v_old.id is null or v_new.version > v_old.version);
end $$;

-- Swap the chunks of an article for new ones. False when the article has moved on meanwhile.
create function public.replace_chunks(
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
    (article_id, article_version, ordinal, heading, content, start_offset, end_offset, tokens,
     language, embedding, embedding_model, questions)
  select p_article_id, p_version, c.ordinal, c.heading, c.text, c.start, c."end", c.tokens,
    v_language, c.embedding, p_model, coalesce(c.questions, '[]')
  from jsonb_to_recordset(p_chunks) as c (
    ordinal integer, heading text, text text, start integer, "end" integer, tokens integer,
    embedding extensions.vector, questions jsonb);
  return true;
end $$;

-- Embed again what was embedded with another model, or not at all: models never meet in a search.
create function public.embed_stale(p_model text) returns integer
language plpgsql security definer set search_path = '' as $$
declare v_count integer;
begin
  insert into public.jobs as j (kind, key, payload)
  select 'article.embed', a.id || ':' || a.version || ':' || p_model, jsonb_build_object('article_id', a.id)
  from public.knowledge_base a
  where a.status = 'published' and a.embedding_model is distinct from p_model
  on conflict (kind, key) do update
    set state = 'queued', attempts = 0, run_at = clock_timestamp(), finished_at = null
    where j.state in ('done', 'dead');
  get diagnostics v_count = row_count;
  return v_count;
end $$;
revoke execute on function public.embed_stale(text) from public, anon, authenticated;
grant execute on function public.embed_stale(text) to service_role;

-- Search: BM25 and cosine over what the reader may read, each min-max normalised over the
-- candidates and summed 0.4 : 0.6 (measured: 1 to 3 points better than reciprocal ranks).
create function public.match_knowledge(
  p_query text, p_embedding extensions.vector, p_model text,
  p_limit integer default 8, p_for_customer uuid default null)
returns table (
  chunk_id uuid, article_id uuid, article_version integer, slug text, title text, heading text,
  content text, start_offset integer, language text, score double precision,
  vector_score double precision, bm25_score double precision, questions jsonb)
language plpgsql stable security definer
set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  v_visibilities text[];
  v_teams uuid[] := '{}';
  v_readable uuid[];
  v_nearest uuid[];
begin
  if p_for_customer is not null then
    if not (private.is_service() or private.is_member()
            or p_for_customer = any (private.customer_ids())) then
      raise exception using errcode = 'PT403', message = 'You may only search for yourself.';
    end if;
    v_visibilities := array['public'];  -- a customer is never a member: see private.one_side_only()
  elsif private.is_service() then
    v_visibilities := array['public', 'internal', 'team'];
  else
    v_visibilities := private.visibilities_for(auth.uid());
    v_teams := private.team_ids(auth.uid());
  end if;

  v_readable := array(
    select a.id from public.knowledge_base a
    where private.article_readable(a.status, a.visibility, a.team_id, v_visibilities, v_teams));
  v_nearest := private.nearest_chunks(v_readable, p_embedding, p_model, 50);

  return query
  with corpus as materialized (
    select c.id, c.language, c.length from public.knowledge_chunks c
    where c.embedding_model = p_model and c.article_id = any (v_readable)),
  facts as (select count(*)::float8 as n, avg(corpus.length)::float8 as avg_length from corpus),
  asked as (
    select distinct l.language, t.lexeme
    from (select distinct corpus.language from corpus) l,
      unnest(to_tsvector(private.text_config(l.language), left(p_query, 8000))) t),
  hits as (
    select corpus.id, corpus.length, t.term, t.tf, count(*) over (partition by t.term) as df
    from asked
    join public.knowledge_terms t on t.term = asked.lexeme
    join corpus on corpus.id = t.chunk_id and corpus.language = asked.language),
  lexical as (  -- Okapi BM25, k1 = 1.2, b = 0.75
    select hits.id, sum(
      ln(1 + (facts.n - hits.df + 0.5) / (hits.df + 0.5))
      * hits.tf * 2.2 / (hits.tf + 1.2 * (0.25 + 0.75 * hits.length / greatest(facts.avg_length, 1)))) as bm25
    from hits, facts group by hits.id order by 2 desc limit 50),
  candidates as (
    select lexical.id from lexical union select unnest(v_nearest)),
  scored as (
    select c.*, coalesce(lexical.bm25, 0)::float8 as bm25,
      (1 - (c.embedding operator(extensions.<=>) p_embedding))::float8 as cosine
    from candidates
    join public.knowledge_chunks c on c.id = candidates.id
    left join lexical on lexical.id = c.id),
  ranged as (
    select scored.*,
      min(scored.bm25) over () as low_bm25, max(scored.bm25) over () as high_bm25,
      min(scored.cosine) over () as low_cosine, max(scored.cosine) over () as high_cosine
    from scored)
  select r.id, r.article_id, r.article_version, a.slug, a.title, r.heading, r.content, r.start_offset,
    r.language,
    0.6 * coalesce((r.cosine - r.low_cosine) / nullif(r.high_cosine - r.low_cosine, 0), 1)
      + 0.4 * coalesce((r.bm25 - r.low_bm25) / nullif(r.high_bm25 - r.low_bm25, 0), 0),
    r.cosine, r.bm25, r.questions
  from ranged r join public.knowledge_base a on a.id = r.article_id
  order by 10 desc, r.id
  limit least(greatest(p_limit, 1), 50);
end $$;

-- Below a few thousand chunks an exact scan is quicker and complete; above, HNSW with an
-- iterative scan (without it a narrow filter finds a tenth of the neighbours).
create function private.nearest_chunks(
  p_articles uuid[], p_embedding extensions.vector, p_model text, p_limit integer)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
declare v_size integer;
begin
  select count(*) into v_size from (
    select 1 from public.knowledge_chunks c
    where c.embedding_model = p_model and c.article_id = any (p_articles) limit 3001) s;
  if v_size <= 3000 then
    return array(
      select c.id from public.knowledge_chunks c
      where c.embedding_model = p_model and c.article_id = any (p_articles)
      order by (c.embedding operator(extensions.<=>) p_embedding) + 0 limit p_limit);  -- + 0: no index
  end if;
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  return array(
    select c.id from public.knowledge_chunks c
    where c.embedding_model = p_model and c.article_id = any (p_articles)
    order by c.embedding::extensions.halfvec(1536)
      operator(extensions.<=>) p_embedding::extensions.halfvec(1536) limit p_limit);
end $$;
revoke execute on function private.nearest_chunks(uuid[], extensions.vector, text, integer) from public;

revoke execute on function
  public.save_article(text, text, text, text, text, text, text, text, text, jsonb),
  public.replace_chunks(uuid, integer, text, text, extensions.vector, jsonb),
  public.match_knowledge(text, extensions.vector, text, integer, uuid) from public, anon, authenticated;
grant execute on function
  public.save_article(text, text, text, text, text, text, text, text, text, jsonb),
  public.match_knowledge(text, extensions.vector, text, integer, uuid) to authenticated, service_role;
grant execute on function public.replace_chunks(uuid, integer, text, text, extensions.vector, jsonb) to service_role;
grant execute on function public.match_knowledge(text, extensions.vector, text, integer, uuid) to anon;
