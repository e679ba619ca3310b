-- A settled call is one row with its tokens and its cost, however often it is told.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create temporary table said (n serial, answer jsonb);
insert into said (answer)
select public.reserve_ai_budget(tests.id('call'), '[{"tier": "model", "model": "gpt-5-mini-2025-08-07",
  "tokens_in": 4000, "tokens_out": 1000}]') from generate_series(1, 2);
select is((select count(distinct answer) from said), 1::bigint, 'asked again, the reservation is the same');
select is((select answer ->> 'amount_usd' from said limit 1)::numeric, 0.003, 'a snapshot costs what its model costs');

create function pg_temp.settle(p_name text, p_from text) returns jsonb language sql as $$
  select public.settle_ai_budget(tests.id(p_name), jsonb_build_object('ticket_id', tests.id('ticket of hannah'),
    'step', 'triage', 'endpoint', 'model.example', 'request_id', 'req-1', 'status', 'ok',
    'tokens_in', 2000, 'tokens_out', 100, 'tokens_from', p_from, 'latency_ms', 12.5))
$$;
select is(pg_temp.settle('call', 'server'), '{"cost_usd": 0.0007, "repeated": false}'::jsonb, 'its tokens are paid');
select is((pg_temp.settle('call', 'server') ->> 'repeated')::boolean, true, 'told again, not again');
select is((select row(request_id, tokens_in, tokens_out)::text from public.ai_calls), '(req-1,2000,100)', 'one row');
select is((public.ai_budget() ->> 'spent_usd')::numeric, 0.0007, 'one cost');
select throws_ok($$ select public.reserve_ai_budget(tests.id('call'), '[]') $$, 'PT409', null, 'its key is used up');

select public.reserve_ai_budget(tests.id('lost'),
  '[{"tier": "model", "model": "gpt-5-mini", "tokens_in": 4000, "tokens_out": 1000}]');
select is((pg_temp.settle('lost', 'unknown') ->> 'cost_usd')::numeric, 0.003,
  'an answer that was lost costs what it may have cost');
select throws_ok($$ update public.ai_calls set cost_usd = 0 $$, 'PT409', null, 'and nothing of it is changed later');

select * from finish();
rollback;
