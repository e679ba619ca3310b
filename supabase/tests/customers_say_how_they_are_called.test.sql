-- A customer changes their own name, language and time zone, and nobody else's.
begin;
select plan(11);
\ir helpers/cast.psql

create function tests.named(p_who text) returns text language sql security definer as $$
  select concat_ws(' ', name, locale, time_zone) from public.customers where id = tests.id('customer ' || p_who)
$$;
grant execute on all functions in schema tests to anon, authenticated;

select tests.act_as_role('anon');
select throws_ok($$ select public.set_my_details('X') $$, '42501', null, 'a visitor has no name to set');
select tests.act_as('nils');
select throws_ok($$ select public.set_my_details('X') $$, 'PT404', null, 'nor has who has not written yet');
select tests.act_as('reto');
select throws_ok($$ select public.set_my_details('X') $$, 'PT404', null, 'members have their profile');

select tests.act_as('hannah');
select throws_ok($$ select public.set_my_details(p_locale => 'English') $$, 'PT422', null, 'a language is written like de');
select throws_ok($$ select public.set_my_details(p_time_zone => 'Moon/Crater') $$, 'PT422', null, 'a time zone there is not');
select throws_ok($$ select public.set_my_details(repeat('x', 201)) $$, 'PT422', null, 'a name too long');
select is(public.set_my_details('  Hannah W. ', 'de', 'Europe/Zurich') ->> 'name', 'Hannah W.', 'she is called otherwise');
select public.set_my_details(' ');
select is(tests.named('hannah'), 'Hannah W. de Europe/Zurich', 'what is not given stays');
select is(tests.named('tobias'), 'Tobias', 'and Tobias is who he was');
select tests.act_as_owner();
select is((select details ->> 'name' from public.audit_log where action = 'customer.details' order by id limit 1),
  '["Hannah", "Hannah W."]', 'it is on record');

-- Signed up with a name: the first request bears it.
update auth.users set raw_user_meta_data = '{"name": "Nils Berg", "locale": "sv"}' where id = tests.id('nils');
select tests.act_as('nils');
select public.create_ticket('Hello', 'Is anybody there?');
select tests.act_as_owner();
select is((select concat_ws(' ', name, locale) from public.customers where auth_user_id = tests.id('nils')), 'Nils Berg sv',
  'who signed up with a name has it with the first request');

select * from finish();
rollback;
