-- Of the trained heads for one embedding model one is active; saving one again brings it back.
begin;
select plan(3);
\ir helpers/cast.psql

select tests.act_as('anna');
select throws_ok($$ select public.save_model('triage_head', 'v1', 'test', 'AAAA', '{}') $$, '42501', null,
  'only the secret key saves models');
select tests.act_as_role('service_role');
select public.save_model('triage_head', 'v1', 'test', 'AAAA', '{}');
select public.save_model('triage_head', 'v2', 'test', 'BBBB', '{}');
select public.save_model('triage_head', 'v3', 'other', 'CCCC', '{}');
select set_eq($$ select version from public.ai_models where active $$, array['v2', 'v3'],
  'the latest of each embedding model');
select public.save_model('triage_head', 'v1', 'test', 'AAAA', '{}');
select set_eq($$ select version from public.ai_models where active $$, array['v1', 'v3'],
  'an old one comes back');

select * from finish();
rollback;
