-- The model up to its share of the day's budget, then the smaller one, then embeddings alone.
begin;
select plan(7);
\ir helpers/cast.psql

-- A million tokens in: gpt-5-mini 0.25 dollars, gpt-5-nano 0.05, the embedding 0.02.
create function pg_temp.reserve(p_tiers text[]) returns jsonb language sql as $$
  select public.reserve_ai_budget(gen_random_uuid(), (
    select jsonb_agg(jsonb_build_object('tier', t, 'model', case t when 'model' then 'gpt-5-mini'
      when 'smaller' then 'gpt-5-nano' else 'text-embedding-3-small' end,
      'tokens_in', 1000000, 'tokens_out', 0))
    from unnest(p_tiers) t))
$$;

select is(pg_temp.reserve('{model,smaller}') ->> 'tier', 'model', 'without a budget the model is asked');
select public.set_ai_terms('{"usd_a_day": 0.7, "model_share": 0.8, "smaller_share": 0.9}');
select is(pg_temp.reserve('{model,smaller}') ->> 'tier', 'model', '0.50 of 0.56 for the model');
select is(pg_temp.reserve('{model,smaller}') ->> 'tier', 'smaller', 'then the smaller one');
select pg_temp.reserve('{model,smaller}');
select is(pg_temp.reserve('{model,smaller}') ->> 'reason',
  'The AI''s budget of 0.7 US dollars for today does not allow the call.', 'and then neither: 0.63 is its end');
select is(public.ai_budget() ->> 'tier', 'smaller', 'a cheaper call would still fit');
select is(pg_temp.reserve('{embedding}') ->> 'tier', 'embedding', 'the rest is for embeddings');
select public.set_ai_terms('{"usd_a_day": 0.5}');
select is(public.ai_budget() ->> 'tier', 'person', 'a budget made smaller holds at once');

select * from finish();
rollback;
