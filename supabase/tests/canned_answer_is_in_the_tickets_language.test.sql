-- A shortcut stands for one text a language; the search finds it by shortcut, title and words.
begin;
select plan(15);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select throws_ok($$ select public.save_canned_answer('/re fund', 'x', p_scope => 'all') $$, 'PT422', null, 'not any shortcut');
select throws_ok($$ select public.save_canned_answer('/refund', '{{nope}}', p_scope => 'all') $$, 'PT422', null, 'nor any variable');
select throws_ok($$ select public.save_canned_answer('/refund', 'x', 'English', p_scope => 'all') $$, 'PT422', null, 'nor any language');
select is(public.save_canned_answer('Refund', 'Money back, {{customer.name}}.', p_title => 'Refunds', p_scope => 'all') ->> 'shortcut',
  '/refund', 'a shortcut has its form');
select public.save_canned_answer('/refund', 'Geld zurück, {{customer.name}}.', 'de', 'Rückzahlung', 'all');
select public.save_canned_answer('/hours', 'We refund nothing on Sundays.', p_scope => 'all');
select is((select count(*) from public.canned_answers)::int, 3, 'one a language');
select is(public.save_canned_answer('/hours', 'Closed on Sundays; no refund then.', p_scope => 'all') ->> 'title', '', 'saved again it is changed');
select is((select count(*) from public.canned_answers)::int, 3, 'not doubled');

select tests.act_as('reto');
select is(public.use_canned_answer('/refund', tests.id('ticket of hannah')) ->> 'text', 'Money back, Hannah.', 'in the ticket''s language');
select is(public.use_canned_answer('refund', tests.id('ticket of hannah'), 'de') ->> 'text', 'Geld zurück, Hannah.', 'in the one asked for');
select is(public.use_canned_answer('/refund', tests.id('ticket of hannah'), 'fr') ->> 'language', 'en', 'else in English');
select throws_ok($$ select public.use_canned_answer('/nope', tests.id('ticket of hannah')) $$, 'PT404',
  'There is no canned answer /nope.', 'an unknown one');
select throws_ok($$ select public.use_canned_answer('/refund', tests.id('ticket of tobias')) $$, 'PT404', null, 'not on another team''s ticket');
select is((select sum(uses) from public.canned_answers)::int, 3, 'uses are counted');

select results_eq($$ select shortcut, language from public.search_canned_answers('refund') $$,
  $$ values ('/refund', 'en'), ('/refund', 'de'), ('/hours', 'en') $$, 'the shortcut before the words');
select results_eq($$ select shortcut from public.search_canned_answers('ruckzahlung geld', 'de') $$, array['/refund'],
  'all words, in a language, without accents');

select * from finish();
rollback;
