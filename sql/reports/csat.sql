-- Satisfaction
-- How content customers were with a solving, from 1 to 5; good is 4 and more, bad 2 and less.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/csat.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of at; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', r.rated_at, :'zone') as at, r.*
  from public.report_ratings r
  where r.rated_at >= :'from'::timestamptz and r.rated_at < :'to'::timestamptz
)
select at,
  count(*) as ratings,
  count(*) filter (where score >= 4) as good,
  count(*) filter (where score <= 2) as bad,
  round(avg(score), 4) as average,
  round(avg((score >= 4)::integer), 4) as good_share
from rows
group by grouping sets ((at), ())
order by at;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', r.rated_at, :'zone') as at, r.*
from public.report_ratings r
where r.rated_at >= :'from'::timestamptz and r.rated_at < :'to'::timestamptz;
