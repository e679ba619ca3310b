-- The secret key with p_for_customer finds exactly what that customer's own sign-in finds.
begin;
select plan(7);
\ir helpers/cast.psql

select public.save_article('public', 'Delivery times', 'Two days.');
select public.save_article('internal', 'Refund limits', 'Up to 50 francs.', p_visibility => 'internal');
select public.save_article('team', 'Chargebacks',
  'Call the bank.', p_visibility => 'team', p_team => 'orders');
select public.save_article('draft', 'Not yet', 'Soon.', p_status => 'draft');
select public.save_article('archived', 'Once', 'Long ago.', p_status => 'archived');
create function tests.chunk(p_slug text, p_text text, p_axis integer, p_model text default 'test') returns boolean
language sql as $$
  select public.replace_chunks(a.id, a.version, p_model, md5(p_text), tests.vector(p_axis),
    jsonb_build_array(jsonb_build_object('ordinal', 0, 'heading', '', 'text', p_text, 'start', 0,
      'end', length(p_text), 'tokens', 3, 'embedding', tests.vector(p_axis)::text)))
  from public.knowledge_base a where a.slug = p_slug
$$;
select tests.chunk(slug, content, row_number) from (
  select slug, content, row_number() over (order by slug)::integer from public.knowledge_base) a;
create temp table found (who text, slug text, score double precision);
grant insert on found to anon, authenticated, service_role;
select tests.act_as_role('anon');
insert into found select 'anon', slug, score from public.match_knowledge('days bank francs', tests.vector(1), 'test');
select throws_ok($$ select * from public.match_knowledge('days', tests.vector(1), 'test', 8, tests.id('customer hannah')) $$,
  'PT403', null, 'anon cannot search as a customer');
select tests.act_as('tobias');
select throws_ok($$ select * from public.match_knowledge('days', tests.vector(1), 'test', 8, tests.id('customer hannah')) $$,
  'PT403', null, 'nor can another customer');
select tests.act_as('hannah');
insert into found select 'hannah', slug, score from public.match_knowledge('days bank francs', tests.vector(1), 'test');
select tests.act_as_role('service_role');
insert into found select 'for hannah', slug, score
from public.match_knowledge('days bank francs', tests.vector(1), 'test', 8, tests.id('customer hannah'));
insert into found select 'secret key', slug, score from public.match_knowledge('days bank francs', tests.vector(1), 'test');
select tests.act_as('reto');
insert into found select 'reto', slug, score from public.match_knowledge('days bank francs', tests.vector(1), 'test');
select tests.act_as_owner();
select results_eq($$ select slug, score from found where who = 'for hannah' order by 1 $$,
  $$ select slug, score from found where who = 'hannah' order by 1 $$, 'the same rows with the same scores');
select set_eq($$ select slug from found where who = 'hannah' $$, array['public'],
  'which are the public ones');
select set_eq($$ select slug from found where who = 'anon' $$, array['public'], 'as for anon');
select set_eq($$ select slug from found where who = 'reto' $$, array['public', 'internal'],
  'an agent finds the internal ones too');
select set_eq($$ select slug from found where who = 'secret key' $$, array['public', 'internal', 'team'],
  'the secret key alone finds all that is published');

select * from finish();
rollback;
