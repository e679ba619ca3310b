-- One's own, a team's, everybody's: who makes, changes, sees and deletes them.
begin;
select plan(23);
\ir helpers/cast.psql

select tests.act_as_role('anon');
select throws_ok($$ select public.save_macro('M', 'x') $$, '42501', null, 'not anon');
select tests.act_as('hannah');
select throws_ok($$ select public.save_macro('M', 'x') $$, 'PT403', null, 'not a customer');
select throws_ok($$ select public.save_canned_answer('/m', 'x') $$, 'PT403', null, 'nor a canned answer');
select is_empty($$ select public.search_canned_answers() $$, 'nor finds one');

select tests.act_as('reto');
select throws_ok($$ select public.save_macro('M', 'x', p_scope => 'all') $$, 'PT403', null, 'an agent makes none for all');
select throws_ok($$ select public.save_macro('M', 'x', p_team => 'orders') $$, 'PT403', null, 'nor for another team');
select throws_ok($$ select public.save_macro('M', 'x', p_team => 'nope') $$, 'PT422', 'There is no team ''nope''.', 'nor for none');
select lives_ok($$ select public.save_macro('M', 'own'), public.save_canned_answer('m', 'own') $$, 'but own ones');
select lives_ok($$ select public.save_macro('M', 'team', p_team => 'front'), public.save_canned_answer('/m', 'team', p_team => 'front') $$,
  'and those of the team');
select tests.act_as_role('service_role');
select throws_ok($$ select public.save_macro('M', 'x') $$, 'PT403', null, 'the secret key has none of its own');
select lives_ok($$ select public.save_macro('M', 'all', p_scope => 'all'), public.save_canned_answer('/m', 'all', p_scope => 'all') $$,
  'it makes those for all');

create function pg_temp.seen() returns text[] language sql as $$ select array_agg(text order by text) from public.macros $$;
create function pg_temp.found() returns text[] language sql as $$ select array_agg(text order by text) from public.search_canned_answers('m') $$;
select tests.act_as('reto');
select is(pg_temp.seen(), '{all,own,team}', 'Reto sees his, his team''s and all');
select is(pg_temp.found(), '{all,own,team}', 'and finds them');
select tests.act_as('mathilde');
select is(pg_temp.seen(), '{all}', 'Mathilde those for all');
select is(pg_temp.found(), '{all}', 'and finds no others');
select tests.act_as('anna');
select is(pg_temp.seen(), '{all,team}', 'an admin all but what is another''s own');
select is(pg_temp.found(), '{all,team}', 'likewise');

select tests.act_as_owner();
create temp table macro as select id, text from public.macros;
create temp table answer as select id, text from public.canned_answers;
grant select on macro, answer to authenticated;
select tests.act_as('mathilde');
select throws_ok($$ select public.delete_macro(id) from macro where text = 'team' $$, 'PT404', null, 'another team''s is not there');
select throws_ok($$ select public.delete_canned_answer(id) from answer where text = 'all' $$, 'PT403', null, 'all''s is not hers to delete');
select throws_ok($$ select public.save_macro(p_text => 'mine', p_macro_id => id) from macro where text = 'all' $$, 'PT403', null, 'nor to change');
select tests.act_as('reto');
select is((select public.save_macro(p_active => false, p_macro_id => id) ->> 'text' from macro where text = 'team'), 'team', 'what is not given stays');
select lives_ok($$ select public.delete_macro(id) from macro where text in ('own', 'team') $$, 'one deletes one''s own and the team''s');
select lives_ok($$ select public.delete_canned_answer(id) from answer where text in ('own', 'team') $$, 'canned answers, too');

select * from finish();
rollback;
