-- Calendars and policies are changed by admins only; a wrong one is refused with a sentence.
begin;
select plan(21);
\ir helpers/cast.psql

select tests.act_as('hannah');
select throws_ok($$ select public.set_calendar('c', 'C', 'UTC', '{"mon": ["09:00-17:00"]}') $$, 'PT403', null, 'not customers');
select throws_ok($$ select public.set_sla_policy('p', '{}') $$, 'PT403', null, 'nor policies');
select is((select count(*) from public.calendars), 0::bigint, 'they see none');
select tests.act_as('reto');
select throws_ok($$ select public.set_calendar('c', 'C', 'UTC', '{"mon": ["09:00-17:00"]}') $$, 'PT403', null, 'not agents');
select throws_ok($$ select public.set_holiday('c', '2026-12-25') $$, 'PT403', null, 'nor holidays');
select throws_ok($$ select public.remove_holiday('c', '2026-12-25') $$, 'PT403', null, 'nor take them away');
select throws_ok($$ select public.set_sla_policy('p', '{}') $$, 'PT403', null, 'nor policies');
select throws_ok($$ select public.run_timers() $$, '42501', null, 'nor run timers');

select tests.act_as('anna');
select throws_ok($$ select public.set_calendar('c', 'C', 'Mars/Olympus', '{"mon": ["09:00-17:00"]}') $$,
  'PT422', 'There is no time zone ''Mars/Olympus'': use one like Europe/Zurich.', 'a zone nobody knows');
select throws_ok($$ select public.set_calendar('c', 'C', 'UTC', '{"monday": ["09:00-17:00"]}') $$, 'PT422', null, 'a day nobody knows');
select throws_ok($$ select public.set_calendar('c', 'C', 'UTC', '{"mon": ["9-17"]}') $$,
  'PT422', '''9-17'' must look like 09:00-17:30.', 'hours of another form');
select throws_ok($$ select public.set_calendar('c', 'C', 'UTC', '{}') $$, 'PT422', null, 'never open');
select throws_ok($$ select public.set_calendar('c', 'C', 'UTC') $$, 'PT422', null, 'a new one without hours');
select lives_ok($$ select public.set_calendar('c', 'C', 'UTC', '{"mon": ["09:00-17:00"]}') $$, 'an admin makes one');
select lives_ok($$ select public.set_calendar('c', p_default => true) $$, 'and changes a part of it');
select results_eq($$ select name, is_default from public.calendars $$, $$ values ('C', true) $$, 'the rest stays');
select lives_ok($$ select public.set_holiday('c', '2026-12-25', 'Christmas', p_yearly => true) $$, 'holidays too');
select throws_ok($$ select public.remove_holiday('c', '2026-12-26') $$, 'PT404', null, 'none that is not there goes');
select throws_ok($$ select public.set_sla_policy('p', '{"targets": {"first_reply": 1}}') $$,
  'PT422', '''first_reply'' is no target: use first_response, next_response or resolution.', 'a target nobody knows');
select throws_ok($$ select public.set_sla_policy('p', '{"color": "red"}') $$, 'PT422', null, 'a word nobody knows');
select throws_ok($$ select public.set_sla_policy('p', '{"team": "nobody"}') $$,
  'PT422', 'There is no team ''nobody''.', 'a team that is not there');

select * from finish();
rollback;
