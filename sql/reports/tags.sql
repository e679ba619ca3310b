-- Tags
-- Tickets that came in the period, by tag: one with two tags counts for both.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/tags.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of tag; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', r.created_at, :'zone') as at, g.tag, r.*
  from public.ticket_tags g
  join public.report_tickets r on r.ticket_id = g.ticket_id
  where r.created_at >= :'from'::timestamptz and r.created_at < :'to'::timestamptz
)
select tag,
  count(*) as tickets,
  count(distinct ticket_id) as different_tickets,
  count(*) filter (where status not in ('solved', 'closed')) as to_do_now,
  count(*) filter (where reopen_count > 0) as reopened
from rows
group by grouping sets ((tag), ())
order by tag;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', r.created_at, :'zone') as at, g.tag, r.*
from public.ticket_tags g
join public.report_tickets r on r.ticket_id = g.ticket_id
where r.created_at >= :'from'::timestamptz and r.created_at < :'to'::timestamptz;
