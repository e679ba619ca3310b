-- Who reads an article says once whether it helped; three who say no make it stale.
begin;
select plan(12);
\ir helpers/cast.psql

select public.save_article('opening', 'Opening', 'We open at eight.');
select public.save_article('secret', 'Secret', 'For us.', p_visibility => 'internal');
update public.knowledge_base set updated_at = now() - interval '1 day';

select tests.act_as_role('anon');
select throws_ok($$ select public.rate_article('opening', true) $$, 'PT422', null, 'a stranger needs a key');
select throws_ok($$ select public.rate_article('secret', true, '', gen_random_uuid()) $$, 'PT404', null,
  'what is not for everybody is not there');
select is(public.rate_article('opening', false, ' Which days? ', tests.id('browser')) ->> 'comment', 'Which days?',
  'a stranger says it with a comment');
select public.rate_article('opening', true, null, tests.id('browser'));

select tests.act_as('hannah');
select public.rate_article('opening', false);
select throws_ok($$ select public.rate_article('opening', false, repeat('x', 1001)) $$, 'PT422', null,
  'a comment is short');
select is_empty('select 1 from public.article_feedback', 'readers do not read each other');

select tests.act_as('reto');
select throws_ok($$ select public.rate_article('opening', true) $$, 'PT403', null, 'members are no readers');
select results_eq('select slug, helpful, unhelpful, comments from public.article_ratings()',
  $$ values ('opening', 1::bigint, 1::bigint, 1::bigint) $$, 'the second word of a reader counts');
select is_empty('select 1 from public.stale_articles()', 'one who does not find it helpful may be chance');

select tests.act_as_role('anon');
select public.rate_article('opening', false, '', tests.id('browser ' || n)) from generate_series(1, 2) n;
select tests.act_as('reto');
select results_eq('select slug, why, cited from public.stale_articles()',
  $$ values ('opening', 'readers find it unhelpful', 0::bigint) $$, 'three are not');

select tests.act_as_role('anon');
select public.rate_article('opening', false, '', tests.id('robot ' || n)) from generate_series(1, 57) n;
select throws_ok($$ select public.rate_article('opening', false, '', tests.id('robot 58')) $$, 'PT429', null,
  'strangers say so much an hour and no more');
select tests.act_as('tobias');
select lives_ok($$ select public.rate_article('opening', true) $$, 'who is signed in still may');
select tests.act_as_owner();
select is((select count(*) from public.audit_log where action = 'article.rate'), 63::bigint, 'each is on record');
select * from finish();
rollback;
