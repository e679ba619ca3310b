-- Reports count what the caller sees, and are for members.
begin;
select plan(16);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.created(p_filter jsonb default '{}') returns integer language sql as $$
  select (public.report('created_and_solved', p_to => now() + interval '1 day', p_filter => p_filter) #>> '{total,created}')::integer
$$;
grant execute on function tests.created(jsonb) to anon, authenticated, service_role;

select tests.act_as_role('anon');
select throws_ok('select tests.created()', '42501', null, 'strangers get none');
select tests.act_as('nils');
select throws_ok('select tests.created()', 'PT403', 'Only members see reports.', 'nor who is nobody');
select tests.act_as('hannah');
select throws_ok('select tests.created()', 'PT403', 'Only members see reports.', 'nor customers');
select throws_ok($$ select public.report_rows('backlog') $$, 'PT403', null, 'nor what is behind them');
select is((select count(*) from public.report_tickets), 0::bigint, 'nor the facts');
select tests.act_as('reto');
select is(tests.created(), 1, 'an agent counts the tickets of their teams');
select is(tests.created('{"team": "orders"}'), 0, 'and no others, however they ask');
select tests.act_as('anna');
select is(tests.created(), 2, 'an admin counts all');
select is(tests.created('{"team": ["front", "orders"], "priority": 2, "assignee": null}'), 2, 'filters are joined');
select is(tests.created('{"tag": "x''y"}'), 0, 'a value is a value, whatever stands in it');

select throws_ok($$ select public.report('nonsense') $$, 'PT404', null, 'a report that is not there');
select throws_like($$ select tests.created('{"colour": 1}') $$, 'There is no ''colour'' here: use team,%', 'a fact that is none');
select throws_ok($$ select tests.created('{"priority": "high"}') $$, 'PT422', null, 'a priority that is none');
select throws_ok($$ select public.report('sla', p_by => '{ticket_id}') $$, 'PT422', null, 'lines by what is no key');
select throws_ok($$ select public.report('sla', '2026-02-01', '2026-01-01') $$, 'PT422', null, 'a period that ends first');
select throws_ok($$ update public.reports set rows = 'select 1' $$, '42501', null, 'nobody changes what is asked');

select * from finish();
rollback;
