-- Service levels
-- Promises kept and missed, by when that was decided.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/sla.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of metric; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', c.decided_at, :'zone') as at, c.*
  from public.report_clocks c
  where c.decided_at >= :'from'::timestamptz and c.decided_at < :'to'::timestamptz
)
select metric,
  count(*) as promises,
  count(*) filter (where kept) as kept,
  count(*) filter (where not kept) as missed,
  round(avg(kept::integer), 4) as kept_share,
  round(percentile_cont(0.5) within group (order by elapsed_s)::numeric, 1) as median_s
from rows
group by grouping sets ((metric), ())
order by metric;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', c.decided_at, :'zone') as at, c.*
from public.report_clocks c
where c.decided_at >= :'from'::timestamptz and c.decided_at < :'to'::timestamptz;
