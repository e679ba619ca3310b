-- AI outcomes
-- What the AI decided and what became of it. A resolution counts when it lasted 7 days without
-- reopening; until then it is awaited.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/ai_outcomes.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of outcome; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', d.decided_at, :'zone') as at, d.*
  from public.report_decisions d
  where d.decided_at >= :'from'::timestamptz and d.decided_at < :'to'::timestamptz
)
select outcome,
  count(*) as decisions,
  count(*) filter (where sent) as sent,
  count(*) filter (where edited) as edited,
  count(*) filter (where rejected) as rejected,
  count(*) filter (where resolved) as resolved,
  count(*) filter (where awaited) as awaited,
  count(*) filter (where lasting) as lasting,
  round(count(*) filter (where lasting)::numeric
    / nullif(count(*) filter (where resolved and not awaited), 0), 4) as lasting_share
from rows
group by grouping sets ((outcome), ())
order by outcome;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', d.decided_at, :'zone') as at, d.*
from public.report_decisions d
where d.decided_at >= :'from'::timestamptz and d.decided_at < :'to'::timestamptz;
