-- Whoever enqueues rings: once a statement, and only for what is due. Nobody without the secret
-- key hears it or can ring.
begin;
select plan(7);
\ir helpers/cast.psql

create function tests.rings() returns integer language sql security definer as $$
  select count(*)::integer from realtime.messages
  where topic = 'jobs' and event = 'ring' and private
$$;

select tests.mail('hannah', 'Where is it?', 'mail-1');
select is(tests.rings(), 1, 'a mail: one ring');

insert into public.jobs (kind, key, payload) select 'test.work', n::text, '{}' from generate_series(1, 100) n;
select is(tests.rings(), 2, 'a hundred jobs in one statement: one ring');

select private.enqueue('test.work', '1', '{}');
select is(tests.rings(), 2, 'the same work again: none');

select private.enqueue('test.work', 'later', '{}', clock_timestamp() + interval '1 hour');
select is(tests.rings(), 2, 'for later: none');

update public.jobs set state = 'dead' where key = '7';
select public.retry_job(id) from public.jobs where key = '7';
select is(tests.rings(), 3, 'a dead job retried: one');

select tests.act_as('hannah');
select set_config('realtime.topic', 'jobs', true);
select is_empty($$ select 1 from realtime.messages where topic = 'jobs' $$, 'a customer may not listen');
select throws_ok(
  $$ insert into realtime.messages (topic, extension, event, private, payload)
     values ('jobs', 'broadcast', 'ring', true, '{}') $$,
  '42501', null, 'nor ring');

select * from finish();
rollback;
