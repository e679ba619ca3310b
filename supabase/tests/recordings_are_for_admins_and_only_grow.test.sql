-- What went into a decision is kept with it: once, for admins, for ever.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create temp table one as select tests.mail('hannah', 'Where is it', 'r-1') as said, null::uuid as decision;
update one set decision = (public.record_answer((said ->> 'interaction_id')::uuid,
  tests.answer('review') || '{"recordings": {"inputs": {"code": "x"}, "search": {"chunks": []}}}') ->> 'decision_id')::uuid;
grant select on one to authenticated, service_role, anon;
select results_eq($$ select step, output from public.ai_recordings where decision_id = (select decision from one) order by step $$,
  $$ values ('inputs', '{"code": "x"}'::jsonb), ('search', '{"chunks": []}') $$, 'each step is kept');
select is((select count(*) from public.ai_recordings r join public.drafts d on d.decision_id = r.decision_id
  where d.id = tests.id('draft for hannah'))::int, 0, 'without recordings nothing is');
select throws_ok($$ update public.ai_recordings set output = '{}' $$, 'PT409', null, 'not even the owner changes one');
select tests.act_as('hannah');
select is((select count(*) from public.ai_recordings)::int, 0, 'a customer sees none');
select tests.act_as('reto');
select is((select count(*) from public.ai_recordings)::int, 0, 'an agent neither');
select tests.act_as('anna');
select is((select count(*) from public.ai_recordings)::int, 2, 'an admin all');
select tests.act_as_role('service_role');
select throws_ok($$ insert into public.ai_recordings select decision, 'draft', '{}' from one $$, '42501', null,
  'the secret key adds nothing');
select throws_ok($$ delete from public.ai_recordings $$, '42501', null, 'and takes nothing away');

select * from finish();
rollback;
