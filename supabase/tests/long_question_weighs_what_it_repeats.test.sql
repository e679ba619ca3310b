-- What a long text says again and again counts more than what it mentions; what was said before, less.
begin;
select plan(4);
\ir helpers/cast.psql

select public.save_article('mill', 'One', 'grinder'), public.save_article('kettle', 'Two', 'kettle'),
  public.save_article('scale', 'Three', 'scale');
select public.replace_chunks(a.id, a.version, 'test', a.slug, tests.vector(1), jsonb_build_array(
  jsonb_build_object('ordinal', 0, 'heading', '', 'text', a.content, 'start', 0, 'end', 3, 'tokens', 1,
    'embedding', tests.vector(1)::text)))
from public.knowledge_base a;
create function tests.best(p_texts text[], p_weights double precision[]) returns text language sql as $$
  select slug from public.search_knowledge(p_texts, p_weights, array[tests.vector(1)], 'test') limit 1
$$;
select is(tests.best(array['kettle grinder grinder'], array[1]), 'mill', 'twice beats once');
select is(tests.best(array['grinder kettle', 'kettle'], array[1, 0.5]), 'kettle', 'said before adds a half');
select is(tests.best(array['grinder', 'kettle kettle'], array[1, 0.25]), 'mill', 'but does not outweigh what is asked');
select is((select string_agg(slug || ' ' || array_to_string(terms, '+'), ', ' order by slug)
    from public.search_knowledge(array['kettles, grinders'], array[1], array[tests.vector(1)], 'test')),
  'kettle kettl, mill grinder, scale ', 'it is told which words hit');

select * from finish();
rollback;
