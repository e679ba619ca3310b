-- Nothing leaves that was not approved, nor by a worker that lost its lease.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
select throws_ok($$ select public.begin_send(tests.id('draft for hannah'), '<a@test>', (job ->> 'id')::uuid, gen_random_uuid()) from mine $$,
  'PT409', null, 'not without the lease');
select is((select public.begin_send(tests.id('draft for tobias'), '<b@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine),
  '{"action": "skip", "state": "pending"}'::jsonb, 'a pending draft is skipped');
create temp table begun as select public.begin_send(
  tests.id('draft for hannah'), '<a@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) as said from mine;
select results_eq($$ select said ->> 'action', said ->> 'to', said ->> 'text', said ->> 'in_reply_to' from begun $$,
  $$ values ('send', 'hannah@postbox.example', 'Two to three days.', '<question.hannah@postbox.example>') $$,
  'an approved one is sent to its customer, as an answer to her mail');
select is((select state from public.deliveries), 'sending',
  'that it is being sent is on record before');

select * from finish();
rollback;
