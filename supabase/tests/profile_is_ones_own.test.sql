-- Members set their own signature, locale and availability, and nothing that an admin decides.
begin;
select plan(6);
\ir helpers/cast.psql

select tests.act_as('hannah');
select throws_ok($$ select public.set_profile('H') $$, 'PT403', null, 'a customer has no profile here');
select tests.act_as('reto');
select throws_ok($$ update public.members set role = 'admin' $$, '42501', null, 'the table is out of reach');
select is(public.set_profile(p_signature => 'Reto, front desk', p_locale => 'de', p_available => false) ->> 'signature',
  'Reto, front desk', 'what is said is kept');
select results_eq($$ select name, signature, locale, available, role from public.members where id = tests.id('member reto') $$,
  $$ values ('Reto', 'Reto, front desk', 'de', false, 'agent') $$, 'and nothing else');
select throws_ok($$ select public.set_profile(p_locale => 'Deutsch') $$, '23514', null, 'a locale has its form');
select is((select count(*) from public.members where signature <> '')::int, 1, 'nobody else''s is changed');

select * from finish();
rollback;
