-- What one takes along is what one may read of oneself: no notes, nothing of other customers.
begin;
select plan(12);
\ir helpers/world.psql

create function tests.taken() returns jsonb language sql as $$ select public.my_data() $$;
grant execute on all functions in schema tests to anon, authenticated;

select tests.act_as_role('anon');
select throws_ok('select public.my_data()', '42501', null, 'a visitor has none');

select tests.act_as('hannah');
select is(tests.taken() -> 'customer' ->> 'name', 'Hannah', 'who she is');
select is(jsonb_array_length(tests.taken() -> 'requests'), 1, 'her requests');
select isnt(tests.taken() #> '{requests, 0, messages, 0, text}', null, 'with what was written in them');
select is(tests.taken() #>> '{requests, 0, messages, 0, files, 0, name}', 'hers.pdf', 'and what came with it');
select is(tests.taken() #> '{requests, 0, fields}', '{"grinder": "Mill"}', 'fields for customers, and no others');
select is(tests.taken() -> 'member', 'null', 'she is no member');
select unalike(tests.taken()::text, '%About hannah%', 'no notes about her');
select unalike(tests.taken()::text, '%tobias%', 'and nothing of Tobias');

select tests.act_as('reto');
select is(tests.taken() -> 'member' -> 'teams', '["front"]', 'a member takes their teams along');
select is(tests.taken() -> 'requests', '[]', 'and no customer''s requests');
select tests.act_as('nils');
select is((tests.taken() -> 'customer')::text || (tests.taken() -> 'member')::text, 'nullnull', 'who is nobody yet has an account only');

select * from finish();
rollback;
