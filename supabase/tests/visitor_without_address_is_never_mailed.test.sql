-- Somebody without a mail address has a placeholder, which no mail is sent to.
begin;
select plan(2);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
create function pg_temp.begin_send() returns jsonb language sql as $$
  select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine $$;

update public.customers set email = gen_random_uuid() || '@visitor.invalid' where id = tests.id('customer hannah');
select is(pg_temp.begin_send(), '{"action": "skip", "state": "no_address"}'::jsonb, 'it is skipped');
select is((select count(*) from public.deliveries)::int, 0, 'there is no delivery');

select * from finish();
rollback;
