-- Members set their own signature, locale, time zone and availability, and nothing that an admin decides.
begin;
select plan(9);
\ir helpers/cast.psql

select tests.act_as('hannah');
select throws_ok($$ select public.set_profile('H') $$, 'PT403', null, 'a customer has no profile here');
select tests.act_as('reto');
select throws_ok($$ update public.members set role = 'admin' $$, '42501', null, 'the table is out of reach');
select is(public.set_profile(p_signature => 'Reto, front desk', p_locale => 'de', p_available => false) ->> 'signature',
  'Reto, front desk', 'what is said is kept');
select results_eq($$ select name, signature, locale, available, role from public.members where id = tests.id('member reto') $$,
  $$ values ('Reto', 'Reto, front desk', 'de', false, 'agent') $$, 'and nothing else');
select throws_ok($$ select public.set_profile(p_locale => 'Deutsch') $$, 'PT422', 'A language is written like de or de-CH.',
  'a locale has its form');
select throws_ok($$ select public.set_profile(p_time_zone => 'Zurich') $$, 'PT422',
  'There is no time zone ''Zurich'': name one like Europe/Zurich.', 'a zone is one that there is');
select is(public.set_profile(p_time_zone => 'Asia/Tokyo') ->> 'time_zone', 'Asia/Tokyo', 'it is kept');
select is(public.notification_settings() #>> '{digest,time_zone}', 'Asia/Tokyo', 'and the digest comes by it');
select is((select count(*) from public.members where signature <> '')::int, 1, 'nobody else''s is changed');

select * from finish();
rollback;
