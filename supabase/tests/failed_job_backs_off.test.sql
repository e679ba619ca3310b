-- A job that can be repeated waits; one that cannot is dead at once.
begin;
select plan(5);
\ir helpers/cast.psql

select private.enqueue('test.work', 'one', '{}');
select private.enqueue('test.hopeless', 'one', '{}');
create temp table mine as select tests.claim('test.work') as job;
create temp table hopeless as select tests.claim('test.hopeless') as job;
select is(public.fail_job((select (job ->> 'id')::uuid from mine), (select (job ->> 'token')::uuid from mine), 'busy'), 'queued',
  'it is queued again');
select is(tests.claim('test.work'), null, 'but not due yet');
select ok((select run_at between clock_timestamp() and clock_timestamp() + interval '1.3 seconds' from public.jobs where kind = 'test.work'),
  'the first wait is about a second');
select is((select last_error from public.jobs where kind = 'test.work'), 'busy', 'the reason is kept');
select is(public.fail_job((select (job ->> 'id')::uuid from hopeless), (select (job ->> 'token')::uuid from hopeless), 'bad input', false), 'dead',
  'what cannot be repeated is dead');

select * from finish();
rollback;
