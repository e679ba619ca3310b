-- A sent answer is an interaction; the ticket now waits for the customer.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
create function pg_temp.begin_send() returns jsonb language sql as $$
  select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine $$;

create temp table begun as select pg_temp.begin_send() as said;
select is((select public.mark_sent((said ->> 'delivery_id')::uuid, 'sent', '250 ok') from begun), '{"state": "sent", "repeated": false}'::jsonb,
  'it is marked');
select results_eq(
  $$ select status, first_response_at is not null from public.tickets where id = tests.id('ticket of hannah') $$,
  $$ values ('pending', true) $$, 'first response, and pending');
select results_eq(
  $$ select author, content, message_id from public.interactions where type = 'reply' $$,
  $$ values ('ai', 'Two to three days.', '<ours@test>') $$, 'the answer stands in the thread');
select is((select public.mark_sent((said ->> 'delivery_id')::uuid, 'failed') from begun), '{"state": "sent", "repeated": true}'::jsonb,
  'sent is for good');
select is((select count(*) from public.interactions where type = 'reply')::int, 1, 'and once');

select * from finish();
rollback;
