-- Resolution
-- How long it took to solve, from the beginning or the reopening; also in business time.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/resolution.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of at; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', s.ended_at, :'zone') as at, s.*
  from public.report_spells s
  where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz
)
select at,
  count(*) as solved,
  count(*) filter (where replies_agent = 0 and replies_ai > 0) as by_ai_alone,
  round(percentile_cont(0.5) within group (order by lasted_s)::numeric, 1) as median_s,
  round(percentile_cont(0.9) within group (order by lasted_s)::numeric, 1) as p90_s,
  round(percentile_cont(0.5) within group (order by business_s)::numeric, 1) as median_business_s,
  round(percentile_cont(0.9) within group (order by business_s)::numeric, 1) as p90_business_s
from rows
group by grouping sets ((at), ())
order by at;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', s.ended_at, :'zone') as at, s.*
from public.report_spells s
where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz;
