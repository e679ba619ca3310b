-- After labels_per_training new labels a job trains the head again; who is least certain is asked first.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/tickets.psql
select public.save_model('triage_head', 'v1', 'test', 'AAAA', '{}');
update public.ai_models set created_at = now() - interval '1 day';
alter table public.ai_decisions disable trigger ai_decisions_append_only;
update public.ai_decisions set created_at = now() - interval '1 day';
alter table public.ai_decisions enable trigger ai_decisions_append_only;
update public.settings set value = '2' where key = 'labels_per_training';
select public.record_answer(tests.id('question of ' || who), jsonb_set(tests.answer('review', 'shipping'),
  '{triage,scores}', scores))
from (values ('hannah', '{"shipping": 0.5, "billing": 0.45}'::jsonb), ('tobias', '{"shipping": 0.9, "billing": 0.1}')) x (who, scores);

select tests.act_as('anna');
select results_eq('select ticket_id, round(doubt::numeric, 2) from public.tickets_to_label()',
  $$ values (tests.id('ticket of hannah'), 0.95), (tests.id('ticket of tobias'), 0.20) $$, 'the least certain comes first');
select public.label_ticket(tests.id('ticket of hannah'), 'category', 'billing');
select results_eq('select ticket_id from public.tickets_to_label()',
  $$ values (tests.id('ticket of tobias')) $$, 'what was said is not asked again');
select tests.act_as_owner();
set constraints all immediate;
select is_empty($$ select 1 from public.jobs where kind = 'triage.train' $$, 'one label is too few');
select tests.act_as('anna');
select public.withdraw_label(id) from public.triage_labels where withdrawn_at is null;
select public.label_ticket(tests.id('ticket of tobias'), 'category', 'shipping');
select tests.act_as_owner();
select is((select count(*) from public.jobs where kind = 'triage.train'), 1::bigint, 'two are enough for one job');
select tests.act_as('reto');
select throws_ok($$ select public.use_model('v1') $$, 'PT403', null, 'an agent does not choose the head');
select tests.act_as('anna');
select throws_ok($$ select public.use_model('v9') $$, 'PT404', null, 'nobody uses what is not there');
select tests.act_as_owner();
select ok(public.save_model('triage_head', 'v2', 'test', 'AAAA', '{"by_job": true}'), 'a trained head is used');
select results_eq('select version from public.ai_models where active', array['v2'], 'alone');
select tests.act_as('anna');
select is(public.use_model('v1') -> 'weights', null, 'an admin goes back to an older one');
select tests.act_as_owner();
select results_eq('select version from public.ai_models where active', array['v1'], 'which is in use at once');
select ok(not public.save_model('triage_head', 'v3', 'test', 'AAAA', '{"by_job": true}'),
  'what a job trains then does not take its place');
select ok(public.save_model('triage_head', 'v4', 'test', 'AAAA', '{}'), 'what a person trains does');
select is((select details #>> '{after,version}' from public.audit_log where action = 'model.use'), 'v1', 'the choice is on record');
select * from finish();
rollback;
