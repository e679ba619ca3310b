-- A worker whose lease has passed on must not write a second opinion.
begin;
select plan(3);
\ir helpers/cast.psql

create temp table got as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
create temp table mine as select tests.claim('ticket.answer') as job;
create temp view ids as select (said ->> 'interaction_id')::uuid as interaction, (said ->> 'ticket_id')::uuid as ticket,
  (job ->> 'id')::uuid as job, (job ->> 'token')::uuid as token from got, mine;

update public.jobs set lease_until = clock_timestamp() - interval '1 second';
select tests.claim('ticket.answer', 'worker-2');
select throws_ok($$ select public.record_answer(interaction, tests.answer('auto'), job, token) from ids $$,
  'PT409', null, 'the old token is refused');
select throws_ok($$ select public.record_answer(interaction, tests.answer('auto'), job, null) from ids $$,
  'PT409', null, 'and so is none');
select is((select count(*) from public.ai_decisions)::int, 0, 'nothing is recorded');

select * from finish();
rollback;
