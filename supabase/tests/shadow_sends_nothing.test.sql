-- In shadow the answer is only recorded; it cannot be approved either.
begin;
select plan(3);
\ir helpers/cast.psql

create temp table got as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
create temp table mine as select tests.claim('ticket.answer') as job;
create temp view ids as select (said ->> 'interaction_id')::uuid as interaction, (said ->> 'ticket_id')::uuid as ticket,
  (job ->> 'id')::uuid as job, (job ->> 'token')::uuid as token from got, mine;

create temp table decided as select public.record_answer(interaction, tests.answer('shadow'), job, token) as said from ids;
select is((select state from public.drafts), 'shadow', 'the draft is kept as a shadow');
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 0, 'nothing is sent');
select throws_ok($$ select public.approve_draft((select (said ->> 'draft_id')::uuid from decided)) $$, 'PT409', null,
  'it cannot be approved');

select * from finish();
rollback;
