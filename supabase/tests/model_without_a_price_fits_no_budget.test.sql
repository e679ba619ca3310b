-- What nobody can add up is not bought where a budget is set.
begin;
select plan(3);
\ir helpers/cast.psql

create function pg_temp.reserve() returns jsonb language sql as $$
  select public.reserve_ai_budget(gen_random_uuid(),
    '[{"tier": "model", "model": "house-llm", "tokens_in": 10, "tokens_out": 10}]')
$$;
select is((pg_temp.reserve() ->> 'amount_usd')::numeric, 0::numeric, 'without a budget it may be used');
select public.set_ai_terms('{"usd_a_day": 5}');
select is(pg_temp.reserve() ->> 'reason',
  'A budget is set, but house-llm has no price: set one, 0 for a model of your own.', 'with one it may not');
select public.set_ai_price('house-llm', 0);
select isnt(pg_temp.reserve() ->> 'reservation_id', null, 'until it has a price');

select * from finish();
rollback;
