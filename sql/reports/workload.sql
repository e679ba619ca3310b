-- Workload
-- By member: what they were given, answered and solved, and what is to do with them now.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/workload.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of member; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', a.at, :'zone') as at, 'assigned' as what, a.at as happened_at, m.email as member, r.*
  from public.assignments a
  join public.members m on m.id = a.member_id
  join public.report_tickets r on r.ticket_id = a.ticket_id
  where a.member_id is distinct from a.from_member_id and a.at >= :'from'::timestamptz and a.at < :'to'::timestamptz
  union all
  select date_trunc(:'step', d.decided_at, :'zone'), 'answered', d.decided_at, m.email, r.*
  from public.drafts d
  join public.members m on m.id = d.decided_by
  join public.report_tickets r on r.ticket_id = d.ticket_id
  where d.state = 'sent' and d.decided_at >= :'from'::timestamptz and d.decided_at < :'to'::timestamptz
  union all
  select date_trunc(:'step', s.ended_at, :'zone'), 'solved', s.ended_at, m.email, r.*
  from public.ticket_spells s
  join public.members m on m.id = s.member_id
  join public.report_tickets r on r.ticket_id = s.ticket_id
  where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz
  union all
  select date_trunc(:'step', r.created_at, :'zone'), 'to_do', r.created_at, r.assignee, r.*
  from public.report_tickets r
  where r.assignee is not null and r.status not in ('solved', 'closed')
)
select member,
  count(*) filter (where what = 'assigned') as assigned,
  count(*) filter (where what = 'answered') as answered,
  count(*) filter (where what = 'solved') as solved,
  count(*) filter (where what = 'to_do') as to_do_now
from rows
group by grouping sets ((member), ())
order by member;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', a.at, :'zone') as at, 'assigned' as what, a.at as happened_at, m.email as member, r.*
from public.assignments a
join public.members m on m.id = a.member_id
join public.report_tickets r on r.ticket_id = a.ticket_id
where a.member_id is distinct from a.from_member_id and a.at >= :'from'::timestamptz and a.at < :'to'::timestamptz
union all
select date_trunc(:'step', d.decided_at, :'zone'), 'answered', d.decided_at, m.email, r.*
from public.drafts d
join public.members m on m.id = d.decided_by
join public.report_tickets r on r.ticket_id = d.ticket_id
where d.state = 'sent' and d.decided_at >= :'from'::timestamptz and d.decided_at < :'to'::timestamptz
union all
select date_trunc(:'step', s.ended_at, :'zone'), 'solved', s.ended_at, m.email, r.*
from public.ticket_spells s
join public.members m on m.id = s.member_id
join public.report_tickets r on r.ticket_id = s.ticket_id
where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz
union all
select date_trunc(:'step', r.created_at, :'zone'), 'to_do', r.created_at, r.assignee, r.*
from public.report_tickets r
where r.assignee is not null and r.status not in ('solved', 'closed');
