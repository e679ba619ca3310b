-- Only a person who looked says whether the mail arrived.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.approve_draft(tests.id('draft for hannah'));
create temp table mine as select tests.claim('reply.send') as job;
create function pg_temp.begin_send() returns jsonb language sql as $$
  select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine $$;

create temp table begun as select pg_temp.begin_send() as said;
grant select on begun to authenticated;
select pg_temp.begin_send();
select public.finish_job((job ->> 'id')::uuid, (job ->> 'token')::uuid) from mine;
select tests.act_as('hannah');
select throws_ok($$ select public.resolve_delivery((said ->> 'delivery_id')::uuid, true) from begun $$, 'PT404', null,
  'not the customer');
select tests.act_as('mathilde');
select throws_ok($$ select public.resolve_delivery((said ->> 'delivery_id')::uuid, true) from begun $$, 'PT404', null,
  'not another team');
select tests.act_as('reto');
select is((select public.resolve_delivery((said ->> 'delivery_id')::uuid, false) ->> 'again' from begun), 'true',
  'an agent of the team has it sent again');
select throws_ok($$ select public.resolve_delivery((said ->> 'delivery_id')::uuid, true) from begun $$, 'PT409', null,
  'once decided it is decided');
select tests.act_as_owner();
select isnt(tests.claim('reply.send'), null, 'the job is due again');

select * from finish();
rollback;
