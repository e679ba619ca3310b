-- Changed text is a new version, kept and embedded; a changed setting is not.
begin;
select plan(6);
\ir helpers/cast.psql

select tests.act_as('reto');
select throws_ok($$ select public.save_article('beans', 'Beans', 'Old') $$, 'PT403', null,
  'an agent does not write articles');
select tests.act_as('anna');
select is(public.save_article('beans', 'Beans', 'Old') ->> 'version', '1', 'an admin does');
select is(public.save_article('beans', 'Beans', 'Old', p_visibility => 'internal') ->> 'changed', 'false',
  'other visibility is the same version');
select is(public.save_article('beans', 'Beans', 'New') ->> 'version', '2',
  'another text is the next one');
select tests.act_as_owner();
select is((select count(*) from public.jobs where kind = 'article.embed')::int, 2,
  'each version is embedded once');
select results_eq($$ select version, content from public.knowledge_versions order by version $$,
  $$ values (1, 'Old'), (2, 'New') $$, 'and both texts are kept');

select * from finish();
rollback;
