-- A macro that could not work is refused when it is saved, with a sentence that names the wrong part.
begin;
select plan(12);
\ir helpers/cast.psql
select public.set_field('size', '"Size"', 'number');

select tests.act_as('anna');
create function pg_temp.save(p_text text, p_actions jsonb) returns jsonb language sql as $$
  select public.save_macro('M', p_text, p_actions) $$;
select throws_ok($$ select pg_temp.save('', '{}') $$, 'PT422', 'A macro has a text, or changes, or both.', 'nothing at all');
select throws_ok($$ select pg_temp.save('{{nope}}', '{}') $$, 'PT422', null, 'an unknown variable');
select throws_ok($$ select pg_temp.save('x', '{"note": "{{nope}}"}') $$, 'PT422', null, 'in the note, too');
select throws_ok($$ select pg_temp.save('x', '{"prioritty": 1}') $$, 'PT422', null, 'an unknown change');
select throws_ok($$ select pg_temp.save('x', '{"team": "nope"}') $$, 'PT422', 'There is no team ''nope''.', 'an unknown team');
select throws_ok($$ select pg_temp.save('x', '{"fields": {"nope": 1}}') $$, 'PT422', 'The field ''nope'' is not defined.', 'an unknown field');
select throws_ok($$ select pg_temp.save('x', '{"fields": {"size": "big"}}') $$, 'PT422', 'The field ''size'' must be a number.', 'a wrong value');
select throws_ok($$ select pg_temp.save('x', '{"snoozed_until": "2099-01-01"}') $$, 'PT422', null, 'a day that will be over');
select throws_ok($$ select public.save_macro('', 'x') $$, 'PT422', 'A macro''s name has 1 to 120 characters.', 'no name');
select lives_ok($$ select pg_temp.save('Hello', '{"snoozed_until": "+3 days", "assignee": "me", "fields": {"size": null}}') $$, 'what is right');
select throws_ok($$ select pg_temp.save('Hello', '{}') $$, 'PT409', 'There is a macro ''M'' already: choose another name.', 'the same name again');
select is((select count(*) from public.macros)::int, 1, 'one is saved');

select * from finish();
rollback;
