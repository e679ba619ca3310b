-- Somebody without a mail address is answered in the portal; no mail is sent to the placeholder.
begin;
select plan(3);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
create function pg_temp.begin_send() returns jsonb language sql as $$
  select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine $$;

update public.customers set email = gen_random_uuid() || '@visitor.invalid' where id = tests.id('customer hannah');
select is(pg_temp.begin_send(), '{"action": "skip", "state": "sent"}'::jsonb, 'nothing is to be sent');
select is((select metadata ->> 'channel' from public.interactions where type = 'reply'), 'portal', 'the answer stands in the thread');
select is((select state from public.deliveries), 'sent', 'and counts as delivered');

select * from finish();
rollback;
