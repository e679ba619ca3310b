-- A worker gets the kinds it knows, the oldest first, none before its time.
begin;
select plan(3);
\ir helpers/cast.psql

set local enable_indexscan = off;  -- so that the order is not that of the index by chance
set local enable_bitmapscan = off;
select private.enqueue('test.later', 'one', '{}', clock_timestamp() + interval '1 hour');
select private.enqueue('test.other', 'one', '{}');
select private.enqueue('test.work', 'second', '{"n": 2}', clock_timestamp() - interval '1 second');
select private.enqueue('test.work', 'first', '{"n": 1}', clock_timestamp() - interval '2 seconds');
select is(tests.claim('test.later'), null, 'what is due later stays');
select is(tests.claim('test.work') #>> '{payload,n}', '1', 'the older one comes first');
select is((select count(*) from public.claim_jobs('worker-1', array['test.work', 'test.other'], 10))::int, 2,
  'then the rest, of all kinds asked for');

select * from finish();
rollback;
