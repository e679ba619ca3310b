-- A rare word of the question weighs more than one that stands everywhere.
begin;
select plan(5);
\ir helpers/cast.psql

create function tests.chunk(p_slug text, p_text text, p_axis integer, p_model text default 'test') returns boolean
language sql as $$
  select public.replace_chunks(a.id, a.version, p_model, md5(p_text), tests.vector(p_axis),
    jsonb_build_array(jsonb_build_object('ordinal', 0, 'heading', '', 'text', p_text, 'start', 0,
      'end', length(p_text), 'tokens', 3, 'embedding', tests.vector(p_axis)::text)))
  from public.knowledge_base a where a.slug = p_slug
$$;
select public.save_article('a', 'One', 'coffee coffee coffee beans beans beans');
select public.save_article('b', 'Two', 'coffee and the chemex filter');
select public.save_article(slug, slug, 'coffee and beans') from unnest(array['c', 'd', 'e', 'f']) slug;
select tests.chunk(slug, content, 1) from public.knowledge_base;  -- one direction: the vectors do not decide
create temp table found as select * from public.match_knowledge('coffee beans chemex', tests.vector(1), 'test');
select is((select slug from found order by score desc limit 1), 'b',
  'one rare word beats two common ones, often said');
select is((select slug from found order by score desc offset 1 limit 1), 'a',
  'then he who says them most often');
select ok((select bool_and(bm25_score > 0) from found), 'all of them match the common one');
select is((select max(score) from found), 1::double precision, 'the best has the score 1');
select is((select count(*) from public.match_knowledge('zzz', tests.vector(1), 'test') where bm25_score <> 0)::int, 0,
  'a word nobody wrote matches nothing');

select * from finish();
rollback;
