-- A question that an article answers names sentences of that article, and changing it is a version.
begin;
select plan(4);
\ir helpers/cast.psql

select tests.act_as('anna');
select throws_ok($$ select public.save_article('tea', 'Tea', 'Tea is hot.',
  p_questions => '[{"ask": ["How hot?"], "answer": ["Tea is cold."]}]') $$, 'PT422', null, 'not word for word');
select lives_ok($$ select public.save_article('tea', 'Tea', 'Tea is hot.',
  p_questions => '[{"ask": ["How hot?"], "answer": ["Tea is hot."]}]') $$, 'word for word');
select is((public.save_article('tea', 'Tea', 'Tea is hot.',
  p_questions => '[{"ask": ["How hot?"], "answer": ["Tea is hot."]}]') ->> 'version')::int, 1, 'the same is no change');
select is((public.save_article('tea', 'Tea', 'Tea is hot.',
  p_questions => '[{"ask": ["Is it hot?"], "answer": ["Tea is hot."]}]') ->> 'version')::int, 2, 'another wording is a version');

select * from finish();
rollback;
