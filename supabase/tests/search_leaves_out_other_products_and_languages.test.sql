-- A search may be narrowed to a product and a language; an article without products goes for all.
begin;
select plan(8);
\ir helpers/cast.psql

create function tests.found(p_product text default null, p_language text default null, p_per_article integer default 50)
returns text language sql as $$
  select coalesce(string_agg(slug, ' ' order by slug), '') from public.search_knowledge(
    array['fee'], array[1.0], array[tests.vector(1)], 'test', 50, p_per_article, null, p_language, p_product)
$$;
grant execute on function tests.found(text, text, integer) to anon;
select public.save_article('mill', 'Mill', 'The fee of the mill.');
select public.save_article('kettle', 'Kettle', 'The fee of the kettle.');
select public.save_article('any', 'Fees', 'The fee of all.');
select public.save_article('deutsch', 'Kosten', 'Die Gebühr.', p_language => 'de');
select public.replace_chunks(a.id, a.version, 'test', a.slug, tests.vector(1), jsonb_build_array(
  jsonb_build_object('ordinal', 0, 'heading', '', 'text', a.content, 'start', 0, 'end', 3, 'tokens', 1,
    'embedding', tests.vector(1)::text),
  jsonb_build_object('ordinal', 1, 'heading', '', 'lead', '| a | b |', 'text', a.content, 'start', 3, 'end', 6,
    'tokens', 1, 'embedding', tests.vector(2)::text)))
from public.knowledge_base a;
select tests.act_as('reto');
select throws_ok($$ select public.set_products('mill', array['Mill']) $$, 'PT403', null, 'an agent sets no products');
select tests.act_as('anna');
select is(public.set_products('mill', array['Mill', ' Mill ', '']), '{"slug": "mill", "products": ["Mill"]}', 'an admin does');
select public.set_products('kettle', array['Kettle']);
select throws_ok($$ select public.set_products('nothing', array['Mill']) $$, 'PT404', null, 'of an article that is there');
select tests.act_as_role('anon');
select is(tests.found('Mill', null, 1), 'any deutsch mill', 'those about the product, and about all');
select is(tests.found('Mill', 'en', 1), 'any mill', 'in one language');
select is(tests.found('Mill', 'en'), 'any any mill mill', 'all their chunks, where not one is asked for');
select is(tests.found(null, 'fr'), '', 'and nothing where there is none');
select throws_ok($$ select * from public.search_knowledge(array['a', 'b'], array[1.0], array[tests.vector(1)], 'test') $$,
  'PT422', null, 'each text needs its weight');

select * from finish();
rollback;
