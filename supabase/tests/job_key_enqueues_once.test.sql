-- Kind and key are the idempotency key of a job.
begin;
select plan(5);
\ir helpers/cast.psql

select isnt(private.enqueue('test.work', 'one', '{}'), null, 'the first is enqueued');
select is(private.enqueue('test.work', 'one', '{}'), null, 'the second is not');
select isnt(private.enqueue('test.work', 'two', '{}'), null, 'another key is');
select isnt(private.enqueue('test.other', 'one', '{}'), null, 'another kind is');
select is((select count(*) from public.jobs)::int, 3, 'three jobs');

select * from finish();
rollback;
