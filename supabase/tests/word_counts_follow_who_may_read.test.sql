-- Document frequencies are kept by who may read: no score tells what stands in another's article.
begin;
select plan(9);
\ir helpers/cast.psql

create function tests.chunk(p_slug text, p_text text, p_axis integer) returns boolean
language sql as $$
  select public.replace_chunks(a.id, a.version, 'test', md5(p_text), tests.vector(p_axis),
    jsonb_build_array(jsonb_build_object('ordinal', 0, 'heading', '', 'text', p_text, 'start', 0,
      'end', length(p_text), 'tokens', 3, 'embedding', tests.vector(p_axis)::text)))
  from public.knowledge_base a where a.slug = p_slug
$$;
create function tests.counted(p_term text) returns text language sql as $$
  select coalesce(string_agg(regexp_replace(k.scope, ':.*', '') || ' ' || k.chunks, ', ' order by k.scope), '')
  from public.knowledge_term_counts k where k.term = p_term and k.chunks <> 0
$$;
create function tests.score(p_slug text) returns double precision language sql as $$
  select bm25_score from public.match_knowledge('chemex filter', tests.vector(1), 'test') where slug = p_slug
$$;
grant execute on function tests.score(text) to anon, authenticated;
select public.save_article('open', 'One', 'chemex filter');
select public.save_article('other', 'Two', 'paper bags');
select tests.chunk('open', 'chemex filter', 1), tests.chunk('other', 'paper bags', 1);
select is(tests.counted('chemex'), 'public 1', 'a published public chunk counts as such');

create temp table before (score double precision);
grant select, insert on before to anon, authenticated;
select tests.act_as_role('anon');
insert into before select tests.score('open');
select tests.act_as_owner();
select public.save_article('secret', 'Three', 'chemex chemex', p_visibility => 'internal');
select public.save_article('team', 'Four', 'chemex chemex', p_visibility => 'team', p_team => 'orders');
select public.save_article('draft', 'Five', 'chemex chemex', p_status => 'draft');
select tests.chunk(slug, 'chemex chemex', 1) from unnest(array['secret', 'team', 'draft']) slug;
select is(tests.counted('chemex'), 'internal 1, public 1, team 1', 'each for its readers, a draft for nobody');
select tests.act_as_role('anon');
select is(tests.score('open'), (select score from before), 'a visitor''s score is what it was');
select tests.act_as('hannah');
select is(tests.score('open'), (select score from before), 'a customer''s too');
select tests.act_as('reto');
select isnt(tests.score('open'), (select score from before), 'an agent''s is another');
select tests.act_as_owner();

update public.knowledge_base set visibility = 'public' where slug = 'secret';
select is(tests.counted('chemex'), 'public 2, team 1', 'shown to all, it counts for all');
update public.knowledge_base set status = 'archived' where slug = 'open';
select is(tests.counted('filter'), '', 'archived, for nobody');
update public.knowledge_base set status = 'published' where slug = 'draft';
delete from public.knowledge_base where slug = 'secret';
select is(tests.counted('chemex'), 'public 1, team 1', 'what is deleted no more');
select bag_eq($$ select scope, sum(chunks)::int as n, sum(words)::int as w from public.knowledge_lexicon_sizes
    where chunks <> 0 group by 1 $$,
  $$ select a.scope, count(distinct t.chunk_id)::int as n, sum(t.tf)::int as w from public.knowledge_terms t
    join public.knowledge_base a on a.id = t.article_id where a.scope is not null group by 1 $$,
  'the sizes are those of what is there');

select * from finish();
rollback;
