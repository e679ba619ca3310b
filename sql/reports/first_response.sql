-- First response
-- How long customers waited for the first answer, by when it was sent; also in business time.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/first_response.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of at; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', s.first_reply_at, :'zone') as at, s.*
  from public.report_spells s
  where s.spell = 1 and s.first_reply_at >= :'from'::timestamptz and s.first_reply_at < :'to'::timestamptz
)
select at,
  count(*) as answered,
  count(*) filter (where first_reply_by = 'ai') as by_ai,
  round(percentile_cont(0.5) within group (order by first_reply_s)::numeric, 1) as median_s,
  round(percentile_cont(0.9) within group (order by first_reply_s)::numeric, 1) as p90_s,
  round(percentile_cont(0.5) within group (order by first_reply_business_s)::numeric, 1) as median_business_s,
  round(percentile_cont(0.9) within group (order by first_reply_business_s)::numeric, 1) as p90_business_s
from rows
group by grouping sets ((at), ())
order by at;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', s.first_reply_at, :'zone') as at, s.*
from public.report_spells s
where s.spell = 1 and s.first_reply_at >= :'from'::timestamptz and s.first_reply_at < :'to'::timestamptz;
