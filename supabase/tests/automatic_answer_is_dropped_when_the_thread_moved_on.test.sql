-- An automatic answer that waits while the customer writes again does not leave.
begin;
select plan(3);
\ir helpers/cast.psql

select tests.mail('hannah', 'First', 'mail-1');
create temp table first as select tests.claim('ticket.answer') as job;
select public.record_answer((job #>> '{payload,interaction_id}')::uuid, tests.answer('auto'), (job ->> 'id')::uuid, (job ->> 'token')::uuid) from first;
select tests.mail('hannah', 'Wait, something else', 'mail-2', array['<mail-1>']);
create temp table mine as select tests.claim('reply.send') as job;
select is((select public.begin_send(d.id, '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine, public.drafts d),
  '{"action": "skip", "state": "superseded"}'::jsonb, 'it is held back');
select is((select state from public.drafts), 'superseded', 'and marked so');
select is((select count(*) from public.deliveries)::int, 0, 'nothing was sent');

select * from finish();
rollback;
