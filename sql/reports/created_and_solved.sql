-- Created and solved
-- Tickets that came, came back, and were solved or closed without being solved.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/created_and_solved.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of at; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', s.began_at, :'zone') as at, s.began_at as happened_at,
    case when s.spell = 1 then 'created' else 'reopened' end as what, s.*
  from public.report_spells s
  where s.began_at >= :'from'::timestamptz and s.began_at < :'to'::timestamptz
  union all
  select date_trunc(:'step', s.ended_at, :'zone'), s.ended_at, s.ended_as, s.*
  from public.report_spells s
  where s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz
)
select at,
  count(*) filter (where what = 'created') as created,
  count(*) filter (where what = 'reopened') as reopened,
  count(*) filter (where what = 'solved') as solved,
  count(*) filter (where what = 'closed') as closed_unsolved
from rows
group by grouping sets ((at), ())
order by at;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', s.began_at, :'zone') as at, s.began_at as happened_at,
  case when s.spell = 1 then 'created' else 'reopened' end as what, s.*
from public.report_spells s
where s.began_at >= :'from'::timestamptz and s.began_at < :'to'::timestamptz
union all
select date_trunc(:'step', s.ended_at, :'zone'), s.ended_at, s.ended_as, s.*
from public.report_spells s
where s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz;
