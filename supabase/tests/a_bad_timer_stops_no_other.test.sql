-- Each timer runs in a sub-transaction; an error is recorded, tried again later, and given up on.
begin;
select plan(10);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create table tests.ran (what text);
create function private.timer_test_good(p_ticket_id uuid, p_payload jsonb) returns void language sql as $$
  insert into tests.ran values (p_payload ->> 'what')
$$;
create function private.timer_test_bad(p_ticket_id uuid, p_payload jsonb) returns void language plpgsql as $$
begin
  insert into tests.ran values ('half done');
  raise exception 'This cannot be done.';
end $$;

select private.set_timer(tests.id('ticket of hannah'), 'test_bad', '2026-03-02 08:00+01');
select private.set_timer(tests.id('ticket of hannah'), 'test_missing', '2026-03-02 08:01+01');
select private.set_timer(tests.id('ticket of hannah'), 'test_good', '2026-03-02 08:02+01', '{"what": "first"}');
select private.set_timer(tests.id('ticket of hannah'), 'test_good', '2026-03-02 08:03+01', '{"what": "second", "key": "2"}');
select private.set_timer(tests.id('ticket of tobias'), 'test_good', '2026-03-02 08:04+01', '{"what": "moved"}');
select private.set_timer(tests.id('ticket of tobias'), 'test_good', '2026-03-02 10:00+01', '{"what": "later"}');
select private.set_timer(null, 'test_good', '2026-03-02 08:05+01', '{"what": "the desk''s"}');
select private.set_timer(tests.id('ticket of tobias'), 'test_bad', '2026-03-02 08:00+01');
select private.set_timer(tests.id('ticket of tobias'), 'test_bad', null);

select is(public.run_timers(p_now => '2026-03-02 09:00+01') - 'next_due_at' - 'wait_s',
  '{"ran": 3, "failed": 2, "busy": 0}', 'three ran, two failed');
select results_eq('select what from tests.ran', array['first', 'second', 'the desk''s'],
  'in order of their times; what a bad one half did is undone, and one taken back does not run');
select is(public.run_timers(p_now => '2026-03-02 09:00+01') ->> 'ran', '0', 'nothing runs twice');
select results_eq(
  $$ select kind, state, attempts from public.timers where last_error is not null order by kind $$,
  $$ values ('test_bad', 'waiting', 1), ('test_missing', 'waiting', 1) $$, 'the bad ones are tried again');
select is((select last_error from public.timers where kind = 'test_bad'), 'This cannot be done.', 'the error is on record');
select public.run_timers(p_now => '2026-03-02 09:00+01'::timestamptz + n * interval '1 hour') from generate_series(1, 4) n;
select is((select state from public.timers where kind = 'test_bad'), 'failed', 'after five attempts it is given up');
select is((select count(*) from tests.ran where what in ('later', 'moved')), 1::bigint, 'setting a timer again moves it');
select is(public.run_timers(p_now => '2026-03-04 09:00+01') - 'next_due_at' - 'wait_s',
  '{"ran": 0, "failed": 0, "busy": 0}', 'what failed for good is let be');

select private.set_timer(tests.id('ticket of hannah'), 'test_bad', '2026-03-05 09:00+01');
select is((select state || attempts from public.timers where kind = 'test_bad'), 'waiting0', 'set again, it is as new');
select is(public.run_timers(p_limit => 1, p_now => '2026-03-04 09:00+01') ->> 'wait_s', '86400.000000',
  'a run says how long to wait for the next');

select * from finish();
rollback;
