-- Money set aside by a worker that died comes back; what it settles late is still spent.
begin;
select plan(5);
\ir helpers/cast.psql

select public.set_ai_terms('{"usd_a_day": 0.3, "model_share": 1}');
create function pg_temp.reserve(p_name text, p_seconds integer) returns jsonb language sql as $$
  select public.reserve_ai_budget(tests.id(p_name),
    '[{"tier": "model", "model": "gpt-5-mini", "tokens_in": 1000000, "tokens_out": 0}]', p_seconds)
$$;

select isnt(pg_temp.reserve('dying', 0) ->> 'reservation_id', null, 'the first reserves nearly all');
select is((public.ai_budget() ->> 'reserved_usd')::numeric, 0::numeric, 'and lets it expire');
select isnt(pg_temp.reserve('next', 300) ->> 'reservation_id', null, 'so there is enough for the next');
select public.settle_ai_budget(tests.id('dying'), '{"step": "draft", "endpoint": "x", "status": "ok",
  "tokens_in": 400000, "tokens_out": 0, "tokens_from": "server"}');
select is((public.ai_budget() ->> 'spent_usd')::numeric, 0.1, 'what the first really used is spent all the same');
select is(pg_temp.reserve('third', 300) ->> 'reservation_id', null, 'and known to the third');

select * from finish();
rollback;
