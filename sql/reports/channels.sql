-- Channels
-- Tickets that came in the period, by channel, and how quickly they were answered.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/channels.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of channel; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', s.created_at, :'zone') as at, s.*
  from public.report_spells s
  where s.spell = 1 and s.created_at >= :'from'::timestamptz and s.created_at < :'to'::timestamptz
)
select channel,
  count(*) as tickets,
  count(*) filter (where status in ('solved', 'closed')) as over,
  count(*) filter (where reopen_count > 0) as reopened,
  round(percentile_cont(0.5) within group (order by first_reply_s)::numeric, 1) as first_response_median_s
from rows
group by grouping sets ((channel), ())
order by channel;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', s.created_at, :'zone') as at, s.*
from public.report_spells s
where s.spell = 1 and s.created_at >= :'from'::timestamptz and s.created_at < :'to'::timestamptz;
