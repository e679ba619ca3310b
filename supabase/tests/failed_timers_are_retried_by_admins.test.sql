-- A timer that has failed for good is given all its attempts again by an admin.
begin;
select plan(11);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create table tests.healed (yes boolean);
create function private.timer_test_bad(p_ticket_id uuid, p_payload jsonb) returns void language plpgsql as $$
begin
  if not exists (select 1 from tests.healed) then raise exception 'This cannot be done.'; end if;
end $$;
create function tests.failed(p_name text, p_ticket text, p_state text default 'failed') returns void language sql as $$
  insert into public.timers (id, ticket_id, kind, key, due_at, state, attempts, last_error)
  values (tests.id(p_name), tests.id('ticket of ' || p_ticket), 'test_bad', p_name, now() - interval '1 day', p_state, 5,
    'This cannot be done.') $$;
select tests.failed('one', 'hannah'), tests.failed('two', 'hannah'), tests.failed('three', 'tobias'),
  tests.failed('done', 'tobias', 'done');

select tests.act_as('hannah');
select throws_ok('select public.retry_timers()', 'PT403', 'Only an admin may retry a timer.', 'not a customer');
select tests.act_as('reto');
select throws_ok('select public.retry_timers()', 'PT403', null, 'not an agent');
select is((select count(*)::integer from public.timers where state = 'failed'), 2, 'who sees those of the own tickets');
select tests.act_as('anna');
select throws_ok($$ select public.retry_timers(array[tests.id('one'), tests.id('done')]) $$, 'PT409',
  'Only a failed timer can be retried: see `autocrm timer list --state failed`.', 'only one that has failed');
select is((select count(*)::integer from public.timers where state = 'failed'), 3, 'or none at all');
select is(public.retry_timers(array[tests.id('one'), tests.id('one')]), '{"retried": 1}', 'those that are named');
select is(public.retry_timers(), '{"retried": 2}', 'or all');
select is(public.retry_timers(), '{"retried": 0}', 'be there none');
select results_eq($$ select ticket_id, details from public.audit_log where action = 'timer.retry' and subject_id = tests.id('three')
  and actor = tests.id('anna') $$, $$ values (tests.id('ticket of tobias'), '{"kind": "test_bad"}'::jsonb) $$, 'on record');
select tests.act_as_owner();
select is(public.run_timers() ->> 'failed', '3', 'they are tried at once');
insert into tests.healed values (true);
select public.run_timers(p_now => now() + interval '1 hour');
select is((select count(*)::integer from public.timers where kind = 'test_bad' and state = 'done'), 4, 'until they can be done');

select * from finish();
rollback;
