-- What the AI may do by itself is decided by an admin, and on record.
begin;
select plan(9);
\ir helpers/cast.psql

select tests.act_as_role('anon');
select throws_ok($$ select public.set_policy('shipping', 'auto') $$, '42501', null, 'not anon');
select tests.act_as('hannah');
select throws_ok($$ select public.set_policy('shipping', 'auto') $$, 'PT403', null, 'not a customer');
select is_empty($$ select * from public.ai_policies $$, 'who does not see them either');
select tests.act_as('reto');
select throws_ok($$ select public.set_policy('shipping', 'auto') $$, 'PT403', null, 'not an agent');
select tests.act_as('anna');
select throws_ok($$ select public.set_policy('unheard_of', 'auto') $$, 'PT404', null,
  'not for a category that is not there');
select throws_ok($$ select public.set_policy('shipping', 'auto', 1.5) $$, '23514', null, 'not above 1');
select is(public.set_policy('shipping', 'review', 0.7) ->> 'version', '1', 'an admin sets one');
select results_eq($$ select p ->> 'mode', p ->> 'min_confidence', p ->> 'version' from public.set_policy('shipping', 'auto') p $$,
  $$ values ('auto', '0.7', '2') $$, 'and changes it: what is not named stays, the version goes up');
select is((select count(*) from public.audit_log where action = 'policy.set' and actor = tests.id('anna'))::int, 2,
  'both are on record');

select * from finish();
rollback;
