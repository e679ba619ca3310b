-- An embedding that was slower than the next edit does not land.
begin;
select plan(6);
\ir helpers/cast.psql

create function tests.chunk(p_slug text, p_text text, p_axis integer, p_model text default 'test') returns boolean
language sql as $$
  select public.replace_chunks(a.id, a.version, p_model, md5(p_text), tests.vector(p_axis),
    jsonb_build_array(jsonb_build_object('ordinal', 0, 'heading', '', 'text', p_text, 'start', 0,
      'end', length(p_text), 'tokens', 3, 'embedding', tests.vector(p_axis)::text)))
  from public.knowledge_base a where a.slug = p_slug
$$;
select public.save_article('beans', 'Beans', 'Old');
select is(tests.chunk('beans', 'Old', 1), true, 'chunks of the version that stands land');
select public.save_article('beans', 'Beans', 'New');
select is((select public.replace_chunks(id, 1, 'test', 'f', tests.vector(1), '[]') from public.knowledge_base), false,
  'those of an old one do not');
select is((select count(*) from public.knowledge_chunks)::int, 1, 'and what was there stays');
select is(tests.chunk('beans', 'New', 1), true, 'the new ones replace it');
select results_eq($$ select content, article_version from public.knowledge_chunks $$, $$ values ('New', 2) $$,
  'wholly');
select is_empty($$ select 1 from public.knowledge_terms where term = 'old' $$, 'with its words');

select * from finish();
rollback;
