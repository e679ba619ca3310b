-- A rare word of the question weighs more than one that stands everywhere.
begin;
select plan(4);
\ir helpers/cast.psql

create function tests.chunk(p_slug text, p_text text, p_axis integer, p_model text default 'test') returns boolean
language sql as $$
  select public.replace_chunks(a.id, a.version, p_model, md5(p_text), tests.vector(p_axis),
    jsonb_build_array(jsonb_build_object('ordinal', 0, 'heading', '', 'text', p_text, 'start', 0,
      'end', length(p_text), 'tokens', 3, 'embedding', tests.vector(p_axis)::text)))
  from public.knowledge_base a where a.slug = p_slug
$$;
select public.save_article('a', 'Coffee one', 'coffee coffee coffee beans');
select public.save_article('b', 'Coffee two', 'coffee and the chemex filter');
select public.save_article('c', 'Coffee three', 'coffee in the morning');
select tests.chunk(slug, content, 1) from public.knowledge_base;  -- one direction: the vectors do not decide
create temp table found as select * from public.match_knowledge('coffee chemex', tests.vector(1), 'test');
select is((select slug from found order by score desc limit 1), 'b',
  'the article with the rare word is first');
select ok((select bool_and(bm25_score > 0) from found), 'all of them match the common one');
select is((select max(score) from found), 1::double precision, 'the best has the score 1');
select is((select count(*) from public.match_knowledge('zzz', tests.vector(1), 'test') where bm25_score <> 0)::int, 0,
  'a word nobody wrote matches nothing');

select * from finish();
rollback;
