-- On what terms a hosted model is used is for admins to say, and on record.
begin;
select plan(10);
\ir helpers/cast.psql

select tests.act_as('hannah');
select is_empty($$ select 1 from public.ai_terms union all select 1 from public.ai_prices $$, 'customers see neither');
select throws_ok($$ select public.ai_budget() $$, 'PT403', null, 'nor the budget');
select tests.act_as('reto');
select throws_ok($$ select public.set_ai_terms('{"usd_a_day": 100}') $$, 'PT403', null, 'agents set no terms');
select throws_ok($$ select public.set_ai_price('gpt-5', 0) $$, 'PT403', null, 'and no prices');
select throws_ok($$ update public.ai_terms set usd_a_day = null $$, '42501', null, 'also not past the functions');
select tests.act_as('anna');
select is(public.set_ai_terms('{"usd_a_day": 5, "tone": "Plain and friendly."}') ->> 'tone', 'Plain and friendly.',
  'an admin does');
select is(public.set_ai_terms('{"redact": true}') ->> 'usd_a_day', '5.000000', 'what is not named stays');
select is(public.set_ai_terms('{"usd_a_day": null}') ->> 'usd_a_day', null, 'null takes the limit away');
select throws_ok($$ select public.set_ai_terms('{"budget": 5}') $$, 'PT422', null, 'an unknown term is told');
select is((select count(*) from public.audit_log where action = 'ai_terms.set'), 3::bigint, 'all on record');

select * from finish();
rollback;
