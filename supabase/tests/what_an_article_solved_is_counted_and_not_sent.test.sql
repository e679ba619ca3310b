-- An article or a direct answer solved the question: that is counted, without the words. Who sends
-- the same form after all has a request, and no deflection.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('anon');
select throws_ok($$ select public.count_deflection(gen_random_uuid(), 'article') $$, '42501', null, 'strangers count nothing');

select tests.act_as('hannah');
select throws_ok($$ select public.count_deflection(tests.id('form'), 'luck') $$, 'PT422', null, 'by an article or an answer');
select throws_ok($$ select public.count_deflection(null, 'article') $$, 'PT422', null, 'with the key of the form');
select is(public.count_deflection(tests.id('form'), 'article', 'nothing-like-it') ->> 'way', 'article', 'it is counted');
select is(public.count_deflection(tests.id('form'), 'answer') ->> 'way', 'answer', 'a form once, by what helped last');
select is_empty('select 1 from public.deflections', 'customers do not read the counts');
select throws_ok($$ insert into public.deflections (key, way) values (gen_random_uuid(), 'answer') $$, '42501', null,
  'and add none past the function');

select tests.act_as('reto');
select results_eq('select way, article_id from public.deflections', $$ values ('answer', null::uuid) $$, 'members do');

select tests.act_as('tobias');
select public.open_request('Other', 'Another form with that key', '{}', tests.id('form'));
select tests.act_as('reto');
select is((select count(*) from public.deflections), 1::bigint, 'somebody else''s request takes nothing back');

select tests.act_as('hannah');
select is(public.open_request('Grinder', 'It squeaks', '{}', tests.id('form')) ->> 'duplicate', 'false', 'sent after all');
select is(public.open_request('Grinder', 'It squeaks', '{}', tests.id('form')) ->> 'duplicate', 'true', 'once');
select tests.act_as('reto');
select is_empty('select 1 from public.deflections', 'it was no deflection');
select throws_ok($$ select public.open_request('Subject', 'Text') $$, 'PT403', null, 'members open tickets otherwise');

select tests.act_as_role('anon');
select ok(public.portal_terms() ?& '{file_bytes,message_bytes,files,refused,reopen_days,rating_change_hours,categories}',
  'strangers read what is allowed');

select * from finish();
rollback;
