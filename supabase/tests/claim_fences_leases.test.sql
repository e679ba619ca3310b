-- A token fences a lease: who has lost it can neither finish, fail nor extend the job.
begin;
select plan(9);
\ir helpers/cast.psql

select private.enqueue('test.work', 'one', '{"a": 1}');
create temp table mine as select tests.claim('test.work') as job;
select is((select job -> 'payload' from mine), '{"a": 1}', 'the payload comes with the job');
select is((select job ->> 'attempts' from mine), '1', 'claiming counts as an attempt');
select is(tests.claim('test.work', 'worker-2'), null, 'nobody else gets it');
select is(public.finish_job((select (job ->> 'id')::uuid from mine), gen_random_uuid()), false,
  'a wrong token does not finish it');
select is(public.extend_job((select (job ->> 'id')::uuid from mine), gen_random_uuid()), false,
  'nor extends it');
select is(public.fail_job((select (job ->> 'id')::uuid from mine), gen_random_uuid(), 'no'), 'lost',
  'nor fails it');
select is(public.extend_job((select (job ->> 'id')::uuid from mine), (select (job ->> 'token')::uuid from mine)), true,
  'the holder extends it');
select is(public.finish_job((select (job ->> 'id')::uuid from mine), (select (job ->> 'token')::uuid from mine)), true,
  'and finishes it');
select is(public.finish_job((select (job ->> 'id')::uuid from mine), (select (job ->> 'token')::uuid from mine)), false,
  'once');

select * from finish();
rollback;
