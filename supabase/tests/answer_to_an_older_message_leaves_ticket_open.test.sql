-- The customer wrote again before the answer left: somebody must still read that.
begin;
select plan(1);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
create function pg_temp.begin_send() returns jsonb language sql as $$
  select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine $$;

create temp table begun as select pg_temp.begin_send() as said;
select tests.mail('hannah', 'And what about Leeds?',
  'mail-1', array['<question.hannah@postbox.example>']);
select public.mark_sent((said ->> 'delivery_id')::uuid, 'sent') from begun;
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'open',
  'the ticket stays open');

select * from finish();
rollback;
