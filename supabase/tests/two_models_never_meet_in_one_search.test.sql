-- Each row names its embedding model; a search sees one of them.
begin;
select plan(3);
\ir helpers/cast.psql

create function tests.chunk(p_slug text, p_text text, p_axis integer, p_model text default 'test') returns boolean
language sql as $$
  select public.replace_chunks(a.id, a.version, p_model, md5(p_text), tests.vector(p_axis),
    jsonb_build_array(jsonb_build_object('ordinal', 0, 'heading', '', 'text', p_text, 'start', 0,
      'end', length(p_text), 'tokens', 3, 'embedding', tests.vector(p_axis)::text)))
  from public.knowledge_base a where a.slug = p_slug
$$;
select public.save_article('old', 'Old', 'coffee beans');
select public.save_article('new', 'New', 'coffee beans');
select tests.chunk('old', 'coffee beans', 1, 'model-1'), tests.chunk('new', 'coffee beans', 1,
  'model-2');
select results_eq($$ select slug from public.match_knowledge('coffee', tests.vector(1), 'model-1') $$, $$ values ('old') $$,
  'model 1 finds its own');
select results_eq($$ select slug from public.match_knowledge('coffee', tests.vector(1), 'model-2') $$, $$ values ('new') $$,
  'model 2 its own');
select is_empty($$ select * from public.match_knowledge('coffee', tests.vector(1), 'model-3') $$,
  'and a third nothing');

select * from finish();
rollback;
