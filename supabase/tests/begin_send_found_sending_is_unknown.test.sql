-- SMTP has no exactly-once: a send that died is shown to a person, not repeated.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
create function pg_temp.begin_send() returns jsonb language sql as $$
  select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine $$;

select is(pg_temp.begin_send() ->> 'action', 'send', 'the first attempt sends');
select is(pg_temp.begin_send(), '{"action": "skip", "state": "unknown"}'::jsonb,
  'found in sending, it is unknown');
select is(pg_temp.begin_send(), '{"action": "skip", "state": "unknown"}'::jsonb, 'and stays so');
select is((select count(*) from public.audit_log where action = 'delivery.unknown')::int, 1,
  'it is on record');

select * from finish();
rollback;
