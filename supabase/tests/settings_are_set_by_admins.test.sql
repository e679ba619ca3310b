-- A setting has a kind and a range, and an admin sets it.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('hannah');
select is_empty($$ select * from public.settings $$, 'customers see none');
select tests.act_as('reto');
select throws_ok($$ select public.set_setting('reopen_days', '3') $$, 'PT403', null, 'agents set none');
select tests.act_as('anna');
select throws_ok($$ select public.set_setting('nope', '3') $$, 'PT404', null, 'one must be defined');
select throws_like($$ select public.set_setting('reopen_days', '-1') $$, 'reopen_days must be a whole number from 0 to 3650.',
  'its range holds');
select throws_ok($$ select public.set_setting('reopen_days', '"three"') $$, 'PT422', null, 'and its kind');
select is(public.set_setting('reopen_days', '3') ->> 'value', '3', 'an admin sets it');
select is((select details #>> '{before}' from public.audit_log where action = 'setting.set'), '14', 'on record');

select * from finish();
rollback;
