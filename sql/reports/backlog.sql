-- Backlog
-- Tickets to do at the end of each step (the last one: now), and how old they were. A ticket counts
-- once a step.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/backlog.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of at; the last one, without, is the total.
with rows as (
  select p.at, p.measured_at, extract(epoch from p.measured_at - s.began_at) as age_s, s.*
  from (
    select g.at, least(g.at + ('1 ' || :'step')::interval, :'to'::timestamptz, now()) as measured_at
    from generate_series(date_trunc(:'step', :'from'::timestamptz, :'zone'), :'to'::timestamptz,
      ('1 ' || :'step')::interval, :'zone') g (at)
    where g.at < least(:'to'::timestamptz, now())) p
  join public.report_spells s
    on s.began_at < p.measured_at and (s.ended_at is null or s.ended_at >= p.measured_at)
)
select at,
  count(*) as tickets,
  count(*) filter (where priority <= 2) as urgent,
  count(*) filter (where first_reply_at is null or first_reply_at >= measured_at) as unanswered,
  round(percentile_cont(0.5) within group (order by age_s)::numeric, 1) as age_median_s
from rows
group by grouping sets ((at), ())
order by at;

-- The drill-down: what the lines count, one row each.
select p.at, p.measured_at, extract(epoch from p.measured_at - s.began_at) as age_s, s.*
from (
  select g.at, least(g.at + ('1 ' || :'step')::interval, :'to'::timestamptz, now()) as measured_at
  from generate_series(date_trunc(:'step', :'from'::timestamptz, :'zone'), :'to'::timestamptz,
    ('1 ' || :'step')::interval, :'zone') g (at)
  where g.at < least(:'to'::timestamptz, now())) p
join public.report_spells s
  on s.began_at < p.measured_at and (s.ended_at is null or s.ended_at >= p.measured_at);
