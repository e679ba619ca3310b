-- Reopened
-- Of what was solved, how much came back; within seven days, or later.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/reopen.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of at; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', s.ended_at, :'zone') as at, s.*
  from public.report_spells s
  where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz
)
select at,
  count(*) as solved,
  count(*) filter (where reopened_at is not null) as reopened,
  count(*) filter (where reopened_at <= ended_at + interval '7 days') as within_7_days,
  round(avg((reopened_at is not null)::integer), 4) as reopened_share
from rows
group by grouping sets ((at), ())
order by at;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', s.ended_at, :'zone') as at, s.*
from public.report_spells s
where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz;
