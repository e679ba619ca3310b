-- A worker that died gives its job back; a job that kills workers is buried after five.
begin;
select plan(6);
\ir helpers/cast.psql

select private.enqueue('test.work', 'one', '{}');
create temp table first as select tests.claim('test.work') as job;
update public.jobs set lease_until = clock_timestamp() - interval '1 second';
create temp table second as select tests.claim('test.work', 'worker-2') as job;
select is((select job ->> 'id' from second), (select job ->> 'id' from first),
  'the next worker gets the job');
select isnt((select job ->> 'token' from second), (select job ->> 'token' from first),
  'under another token');
select is(public.finish_job((select (job ->> 'id')::uuid from first), (select (job ->> 'token')::uuid from first)), false,
  'the first one has lost it');
select matches((select last_error from public.jobs), 'Attempt 1: the worker worker-1 stopped answering',
  'what happened is on the job');
update public.jobs set attempts = 5, lease_until = clock_timestamp() - interval '1 second';
select is(tests.claim('test.work'), null, 'after the fifth attempt nobody gets it');
select results_eq($$ select state, finished_at is not null, lease_token from public.jobs $$,
  $$ values ('dead', true, null::uuid) $$, 'it is dead');

select * from finish();
rollback;
