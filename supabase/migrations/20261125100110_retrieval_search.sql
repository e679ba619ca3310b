-- Search: BM25 and cosine over what the reader may read, in one function for whoever asks.

-- Whose eyes: the scopes that a reader may search. Refused to whoever may not look through them.
create function private.search_scopes(p_for_customer uuid) returns text[]
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_for_customer is not null then
    if not (private.is_service() or private.is_member()
            or p_for_customer = any (private.customer_ids())) then
      raise exception using errcode = 'PT403', message = 'You may only search for yourself.';
    end if;
    return array['public'];  -- a customer is never a member: see private.one_side_only()
  elsif private.is_service() then
    return array(select distinct a.scope from public.knowledge_base a where a.scope is not null);
  end if;
  return private.visibilities_for(auth.uid())
    || array(select 'team:' || t from unnest(private.team_ids(auth.uid())) t);
end $$;
revoke execute on function private.search_scopes(uuid) from public;

create function private.searched_articles(p_scopes text[], p_language text, p_product text)
returns uuid[] language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(a.id), '{}') from public.knowledge_base a
  where a.scope = any (p_scopes)
    and (p_language is null or a.language = p_language)
    and (p_product is null or a.products = '{}' or p_product = any (a.products))
$$;
revoke execute on function private.searched_articles(text[], text, text) from public;

-- The nearest neighbours by the HNSW index, with an iterative scan: without it a narrow filter
-- finds a tenth of them. The planner thinks that sorting all is cheaper (it does not know what
-- unpacking a vector costs: 90 ms against 4 at 3,000 chunks), and "is true" keeps the filter a
-- look into a hash table of the articles; here and below no plan depends on how many there are,
-- so that one is made once a connection (with the array in the plan that took 18 ms a search).
create function private.indexed_neighbours(
  p_articles uuid[], p_embedding extensions.vector, p_model text, p_limit integer)
returns uuid[] language plpgsql stable security definer
set search_path = '' set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_sort = off as $$
begin
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  perform set_config('hnsw.ef_search', greatest(2 * p_limit, 40)::text, true);
  return array(
    select c.id from public.knowledge_chunks c
    where (c.embedding_model = p_model) is true and (c.article_id in (select unnest(p_articles))) is true
    order by c.embedding::extensions.halfvec(1536)
      operator(extensions.<=>) p_embedding::extensions.halfvec(1536) limit p_limit);
end $$;
revoke execute on function private.indexed_neighbours(uuid[], extensions.vector, text, integer) from public;

-- The nearest of each vector. Among few chunks an exact scan is complete, and quicker than an
-- index that must skip most.
drop function private.nearest_chunks(uuid[], extensions.vector, text, integer);
create function private.nearest_chunks(
  p_articles uuid[], p_embeddings extensions.vector[], p_model text, p_limit integer)
returns uuid[] language plpgsql stable security definer
set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  c_few constant integer := 800;
  v_size integer;
  v_embedding extensions.vector;
  v_found uuid[] := '{}';
begin
  select count(*) into v_size from (
    select 1 from public.knowledge_chunks c
    where c.embedding_model = p_model and c.article_id = any (p_articles) limit c_few + 1) s;
  foreach v_embedding in array p_embeddings loop
    if v_size > c_few then
      v_found := v_found || private.indexed_neighbours(p_articles, v_embedding, p_model, p_limit);
    else
      v_found := v_found || array(
        select c.id from public.knowledge_chunks c
        where c.embedding_model = p_model and c.article_id = any (p_articles)
        order by (c.embedding operator(extensions.<=>) v_embedding) + 0 limit p_limit);  -- + 0: no index
    end if;
  end loop;
  return v_found;
end $$;
revoke execute on function private.nearest_chunks(uuid[], extensions.vector[], text, integer) from public;

-- The words of a question with their weights: Okapi BM25 with k3 = 8, so that what a long mail
-- says again and again counts more than what it mentions. Only words that some chunk in these
-- scopes holds. Rare ones come first; `postings` adds up how many chunks one has looked at by then.
create function private.asked_terms(p_texts text[], p_weights double precision[], p_model text, p_scopes text[])
returns table (lexicon smallint, term text, weight double precision, postings bigint)
language plpgsql stable security definer
set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return query
  with sizes as (
    select sum(s.chunks)::float8 as n
    from public.knowledge_lexicons l join public.knowledge_lexicon_sizes s on s.lexicon = l.id
    where l.embedding_model = p_model and s.scope = any (p_scopes)),
  words as (
    select l.id as lexicon, w.lexeme as term, sum(t.weight * cardinality(w.positions)) as times
    from public.knowledge_lexicons l, unnest(p_texts, p_weights) as t (said, weight),
      lateral unnest(to_tsvector(private.text_config(l.language), left(t.said, 8000))) w
    where l.embedding_model = p_model and t.weight > 0
    group by 1, 2),
  counted as (
    select w.lexicon, w.term, w.times, k.df from words w, lateral (
      select sum(c.chunks) as df from public.knowledge_term_counts c
      where c.lexicon = w.lexicon and c.term = w.term and c.scope = any (p_scopes)) k
    where k.df > 0)
  select c.lexicon, c.term, ln(1 + (sizes.n - c.df + 0.5) / (c.df + 0.5)) * c.times * 9 / (c.times + 8),
    (sum(c.df) over (order by c.df, c.lexicon, c.term))::bigint
  from counted c, sizes;
end $$;
revoke execute on function private.asked_terms(text[], double precision[], text, text[]) from public;

-- Candidates by meaning (HNSW) and by words, each scored by both: cosine and BM25, min-max
-- normalised over the candidates and summed 0.6 : 0.4. Of several vectors the nearest counts.
-- Chunks are looked for by the question's rarer words only, at most some 10,000 postings: what
-- stands in every tenth chunk finds nothing by itself, and is added to what was found.
create function private.ranked_chunks(
  p_texts text[], p_weights double precision[], p_embeddings extensions.vector[], p_model text,
  p_articles uuid[], p_scopes text[])
returns table (
  chunk_id uuid, article_id uuid, score double precision, cosine double precision,
  bm25 double precision, terms text[])
language plpgsql stable security definer
set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  c_most constant integer := 50;
  v_nearest uuid[] := private.nearest_chunks(p_articles, p_embeddings, p_model,
    greatest(c_most / cardinality(p_embeddings), 15));
  v_average double precision;
begin
  select sum(s.words)::float8 / nullif(sum(s.chunks), 0) into v_average
  from public.knowledge_lexicons l join public.knowledge_lexicon_sizes s on s.lexicon = l.id
  where l.embedding_model = p_model and s.scope = any (p_scopes);
  return query
  with asked as materialized (
    select a.*, a.postings <= 10000 or a.postings = min(a.postings) over () as rare
    from private.asked_terms(p_texts, p_weights, p_model, p_scopes) a),
  found as materialized (
    select p.chunk_id, asked.term,
      asked.weight * p.tf * 2.2 / (p.tf + 1.2 * (0.25 + 0.75 * p.length / v_average)) as points
    from asked, lateral (  -- offset: by the index, whatever the planner thinks of it
      select t.chunk_id, t.tf, t.length from public.knowledge_terms t
      where t.lexicon = asked.lexicon and t.term = asked.term and (t.article_id in (select unnest(p_articles))) is true
      offset 0) p
    where asked.rare),
  lexical as (
    select f.chunk_id from found f group by f.chunk_id order by sum(f.points) desc, f.chunk_id limit c_most),
  candidates as materialized (
    select lexical.chunk_id from lexical union select unnest(v_nearest)),
  matched as (
    select f.chunk_id, f.term, f.points from found f join candidates using (chunk_id)
    union all
    select c.chunk_id, asked.term,
      asked.weight * p.tf * 2.2 / (p.tf + 1.2 * (0.25 + 0.75 * p.length / v_average))
    from candidates c, asked, lateral (
      select t.tf, t.length from public.knowledge_terms t
      where t.lexicon = asked.lexicon and t.term = asked.term and t.chunk_id = c.chunk_id offset 0) p
    where not asked.rare),
  summed as (
    select m.chunk_id, sum(m.points) as bm25, array_agg(m.term order by m.points desc, m.term) as terms
    from matched m group by m.chunk_id),
  scored as (
    select c.id, c.article_id, coalesce(s.bm25, 0) as bm25, coalesce(s.terms, '{}') as terms, v.cosine
    from candidates
    cross join lateral (
      select k.id, k.article_id, k.embedding from public.knowledge_chunks k
      where k.id = candidates.chunk_id offset 0) c
    left join summed s on s.chunk_id = c.id,
    lateral (
      select max(1 - (c.embedding operator(extensions.<=>) e)) as cosine from unnest(p_embeddings) e) v),
  ranged as (
    select scored.*,
      min(scored.bm25) over () as low_bm25, max(scored.bm25) over () as high_bm25,
      min(scored.cosine) over () as low_cosine, max(scored.cosine) over () as high_cosine
    from scored)
  select r.id, r.article_id,
    0.6 * coalesce((r.cosine - r.low_cosine) / nullif(r.high_cosine - r.low_cosine, 0), 1)
      + 0.4 * coalesce((r.bm25 - r.low_bm25) / nullif(r.high_bm25 - r.low_bm25, 0), 0),
    r.cosine, r.bm25, r.terms
  from ranged r;
end $$;
revoke execute on function private.ranked_chunks(
  text[], double precision[], extensions.vector[], text, uuid[], text[]) from public;

-- What fits best. `p_texts` with `p_weights` are the words (what was said earlier weighs less),
-- `p_embeddings` the meanings, of which the nearest counts; `p_per_article` keeps one long article
-- from filling the answer. `p_language` and `p_product` leave out what is for others.
create function public.search_knowledge(
  p_texts text[], p_weights double precision[], p_embeddings extensions.vector[], p_model text,
  p_limit integer default 8, p_per_article integer default 50, p_for_customer uuid default null,
  p_language text default null, p_product text default null)
returns table (
  chunk_id uuid, article_id uuid, article_version integer, slug text, title text, heading text,
  lead text, content text, start_offset integer, language text, score double precision,
  vector_score double precision, bm25_score double precision, terms text[], questions jsonb,
  visibility text, products text[])
language plpgsql stable security definer
set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_scopes text[] := private.search_scopes(p_for_customer);
begin
  if cardinality(p_texts) > 20 or cardinality(p_embeddings) not between 1 and 20
     or cardinality(p_texts) is distinct from cardinality(p_weights) then
    raise exception using errcode = 'PT422',
      message = 'Search with 1 to 20 embeddings, and as many weights as texts (at most 20).';
  end if;
  return query
  with ranked as (
    select r.*, row_number() over (partition by r.article_id order by r.score desc, r.chunk_id) as place
    from private.ranked_chunks(p_texts, p_weights, p_embeddings, p_model,
      private.searched_articles(v_scopes, p_language, p_product), v_scopes) r),
  best as (
    select ranked.* from ranked where ranked.place <= greatest(p_per_article, 1)
    order by ranked.score desc, ranked.chunk_id limit least(greatest(p_limit, 1), 100))
  select r.chunk_id, r.article_id, c.article_version, a.slug, a.title, c.heading, c.lead, c.content,
    c.start_offset, c.language, r.score, r.cosine, r.bm25, r.terms, c.questions,
    a.visibility, a.products
  from best r
  cross join lateral (select k.* from public.knowledge_chunks k where k.id = r.chunk_id offset 0) c
  cross join lateral (select k.* from public.knowledge_base k where k.id = r.article_id offset 0) a
  order by r.score desc, r.chunk_id;
end $$;

-- The same for one text and its vector.
create or replace function public.match_knowledge(
  p_query text, p_embedding extensions.vector, p_model text,
  p_limit integer default 8, p_for_customer uuid default null)
returns table (
  chunk_id uuid, article_id uuid, article_version integer, slug text, title text, heading text,
  content text, start_offset integer, language text, score double precision,
  vector_score double precision, bm25_score double precision, questions jsonb)
language sql stable security definer set search_path = '' as $$
  select s.chunk_id, s.article_id, s.article_version, s.slug, s.title, s.heading, s.content,
    s.start_offset, s.language, s.score, s.vector_score, s.bm25_score, s.questions
  from public.search_knowledge(array[p_query], array[1.0::double precision], array[p_embedding], p_model,
    least(p_limit, 50), 50, p_for_customer) s
$$;

-- What an article is about; none means that it goes for all products. It is not embedded again.
create function public.set_products(p_slug text, p_products text[]) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_products text[] := array(
    select distinct trim(p) from unnest(p_products) p where trim(p) <> '' order by 1);
  v_old public.knowledge_base;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change the knowledge base.';
  end if;
  if cardinality(v_products) > 50 or exists (select 1 from unnest(v_products) p where length(p) > 100) then
    raise exception using errcode = 'PT422', message = 'Name at most 50 products of at most 100 characters.';
  end if;
  select * into v_old from public.knowledge_base a where a.slug = p_slug for update;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no article %L.', p_slug);
  end if;
  if v_old.products is distinct from v_products then
    update public.knowledge_base set products = v_products where id = v_old.id;
    perform private.audit('article.products', null, v_old.id,
      jsonb_build_object('slug', p_slug, 'before', v_old.products, 'after', v_products));
  end if;
  return jsonb_build_object('slug', p_slug, 'products', v_products);
end $$;

revoke execute on function
  public.search_knowledge(text[], double precision[], extensions.vector[], text, integer, integer, uuid, text, text),
  public.set_products(text, text[]) from public, anon, authenticated;
grant execute on function
  public.search_knowledge(text[], double precision[], extensions.vector[], text, integer, integer, uuid, text, text)
  to anon, authenticated, service_role;
grant execute on function public.set_products(text, text[]) to authenticated, service_role;
