-- A worker that died after recording repeats the job: one decision, one draft.
begin;
select plan(6);
\ir helpers/cast.psql

create temp table got as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
create temp table mine as select tests.claim('ticket.answer') as job;
create temp view ids as select (said ->> 'interaction_id')::uuid as interaction, (said ->> 'ticket_id')::uuid as ticket,
  (job ->> 'id')::uuid as job, (job ->> 'token')::uuid as token from got, mine;

create temp table first as select public.record_answer(interaction, tests.answer('auto'), job, token) as said from ids;
create temp table second as select public.record_answer(interaction, tests.answer('review'), job, gen_random_uuid()) as said from ids;
select is((select said ->> 'repeated' from first), 'false', 'the first is recorded');
select is((select said ->> 'repeated' from second), 'true',
  'the second is recognised, whoever sends it');
select is((select said ->> 'decision_id' from second), (select said ->> 'decision_id' from first),
  'and answered with the decision that stands');
select is((select said ->> 'outcome' from second), 'auto', 'with its outcome');
select is((select count(*) from public.drafts)::int, 1, 'one draft');
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 1, 'one send');

select * from finish();
rollback;
