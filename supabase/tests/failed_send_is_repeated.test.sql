-- A server that refused the mail before it took it: trying again is safe.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
create function pg_temp.begin_send() returns jsonb language sql as $$
  select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine $$;

select public.mark_sent((pg_temp.begin_send() ->> 'delivery_id')::uuid, 'failed', 'no connection');
select is((select state from public.drafts where id = tests.id('draft for hannah')), 'approved',
  'the draft stays approved');
select is((select first_response_at from public.tickets where id = tests.id('ticket of hannah')), null,
  'no response is noted');
select is(pg_temp.begin_send() ->> 'action', 'send', 'the next attempt sends');
select is((select attempts from public.deliveries), 2, 'and is counted');
select throws_ok($$ select public.mark_sent(id, 'perhaps') from public.deliveries $$, 'PT422', null,
  'a delivery ends in a state we know');

select * from finish();
rollback;
