-- Decisions, audit and access log only grow, whoever asks.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('service_role');
select throws_ok($$ update public.ai_decisions set outcome = 'auto' $$, '42501', null,
  'the secret key does not change a decision');
select throws_ok($$ delete from public.ai_decisions $$, '42501', null, 'nor delete one');
select throws_ok($$ truncate public.ai_decisions cascade $$, '42501', null, 'nor empty the table');
select throws_ok($$ delete from public.audit_log $$, '42501', null, 'the same for the audit log');
select throws_ok($$ truncate public.audit_log $$, '42501', null, 'nor empty that');
select throws_ok($$ truncate public.access_log $$, '42501', null, 'nor the access log');
select tests.act_as_owner();
select throws_ok($$ update public.ai_decisions set outcome = 'auto' $$, 'PT409', null,
  'not even the owner changes a decision');
select throws_ok($$ delete from public.ai_decisions $$, 'PT409', null, 'nor deletes one');
select throws_ok($$ delete from public.audit_log $$, 'PT409', null, 'nor an audit row');

select * from finish();
rollback;
