-- Reports: facts as views with the caller's own rights, and named queries over them. Each report is
-- one query of rows; its lines are aggregates of those, so that what a line says is the sum of its
-- drill-down. The text of each is also in sql/reports/<name>.sql, to be read and run by psql.

-- FACTS ------------------------------------------------------------------------------------------

-- What all reports can be filtered and grouped by. For members: requesters see tickets, no figures.
create view public.report_tickets with (security_invoker = true) as
select t.id as ticket_id, t.number, t.created_at, t.status, t.priority, t.category, t.channel, t.language,
  tm.key as team, m.email as assignee, t.reopen_count, t.merged_into is not null as merged
from public.tickets t
left join public.teams tm on tm.id = t.team_id
left join public.members m on m.id = t.assignee_id
where (select private.is_service() or private.is_member());

-- A row a time in which a ticket was to do; `reopened_at`: when the next one began.
create view public.report_spells with (security_invoker = true) as
select r.*, s.number as spell, s.began_at, s.ended_at, s.ended_as, e.email as ended_by, s.first_reply_at,
  s.first_reply_by, s.replies_agent, s.replies_ai,
  extract(epoch from s.ended_at - s.began_at) as lasted_s, s.business_s,
  extract(epoch from s.first_reply_at - s.began_at) as first_reply_s, s.first_reply_business_s,
  n.began_at as reopened_at
from public.ticket_spells s
join public.report_tickets r on r.ticket_id = s.ticket_id
left join public.members e on e.id = s.member_id
left join public.ticket_spells n on n.ticket_id = s.ticket_id and n.number = s.number + 1;

create view public.report_ratings with (security_invoker = true) as
select r.*, c.spell, c.score, c.way, c.created_at as rated_at, m.email as solved_by
from public.csat_ratings c
join public.report_tickets r on r.ticket_id = c.ticket_id
join public.ticket_spells s on s.ticket_id = c.ticket_id and s.number = c.spell
left join public.members m on m.id = s.member_id;

-- What was promised and kept. Decided when it was kept, or when its time was up.
create view public.report_clocks with (security_invoker = true) as
select r.*, c.metric, p.key as policy, c.target_s, c.elapsed as elapsed_s, c.started_at,
  coalesce(c.breached_at, c.stopped_at) as decided_at, c.breached_at is null as kept
from public.sla_clocks c
join public.report_tickets r on r.ticket_id = c.ticket_id
left join public.sla_policies p on p.id = c.policy_id
where not c.void and c.target_s is not null and (c.breached_at is not null or c.stopped_at is not null);

-- What the AI decided and what became of it. `resolved`: its answer was the last before the ticket
-- was solved, and no person wrote one. It lasts when the ticket stays solved for seven days.
create view public.report_decisions with (security_invoker = true) as
select r.*, d.id as decision_id, d.created_at as decided_at, d.outcome, d.category as guessed, d.confidence,
  coalesce(w.state = 'sent', false) as sent, coalesce(w.state = 'rejected', false) as rejected,
  coalesce(w.state in ('approved', 'sent') and w.final_text is not null, false) as edited,
  s.number as spell, f.resolved,
  f.resolved and (n.began_at is null or n.began_at > s.ended_at + interval '7 days')
    and s.ended_at <= now() - interval '7 days' as lasting,
  f.resolved and n.began_at is null and s.ended_at > now() - interval '7 days' as awaited
from public.ai_decisions d
join public.report_tickets r on r.ticket_id = d.ticket_id
left join public.drafts w on w.decision_id = d.id
left join public.ticket_spells s on s.ticket_id = d.ticket_id and s.began_at <= d.created_at
  and (s.ended_at is null or d.created_at < s.ended_at)
left join public.ticket_spells n on n.ticket_id = s.ticket_id and n.number = s.number + 1
cross join lateral (
  select coalesce(w.state = 'sent' and s.ended_as = 'solved' and s.replies_agent = 0 and not exists (
    select 1 from public.ai_decisions x join public.drafts y on y.decision_id = x.id and y.state = 'sent'
    where x.ticket_id = d.ticket_id and (x.created_at, x.id) > (d.created_at, d.id) and x.created_at < s.ended_at),
    false) as resolved) f;

grant select on public.report_tickets, public.report_spells, public.report_ratings, public.report_clocks,
  public.report_decisions to authenticated, service_role;
revoke insert, update, delete, truncate, references, trigger on public.report_tickets, public.report_spells,
  public.report_ratings, public.report_clocks, public.report_decisions from service_role;

-- DEFINITIONS ------------------------------------------------------------------------------------

create table public.reports (
  name text primary key constraint reports_name_form check (name ~ '^[a-z][a-z_]{0,39}$'),
  position integer not null,
  title text not null,
  about text not null,
  keys text[] not null,        -- what a line stands for, unless the caller asks for something else
  measures text not null,      -- the figures of a line: aggregates of `rows`
  rows text not null,          -- what is counted, one row each: the drill-down
  chart jsonb not null         -- {"kind": "line" or "bar", "y": [figures]}
);
comment on table public.reports is
  'Named queries; they change by migrations only. Parameters in rows are :''from'', :''to'', :''step'', :''zone''.';
alter table public.reports enable row level security;
create policy "Members see which reports there are" on public.reports for select to authenticated
  using ((select private.is_member()));
grant select on public.reports to authenticated;
revoke insert, update, delete, truncate, references, trigger on public.reports from service_role;

insert into public.reports (name, position, title, about, keys, measures, rows, chart) values
(
  'backlog', 10, 'Backlog',
  'Tickets to do at the end of each step (the last one: now), and how old they were. A ticket counts once a step.', '{at}',
$measures$count(*) as tickets,
count(*) filter (where priority <= 2) as urgent,
count(*) filter (where first_reply_at is null or first_reply_at >= measured_at) as unanswered,
round(percentile_cont(0.5) within group (order by age_s)::numeric, 1) as age_median_s$measures$,
$rows$select p.at, p.measured_at, extract(epoch from p.measured_at - s.began_at) as age_s, s.*
from (
  select g.at, least(g.at + ('1 ' || :'step')::interval, :'to'::timestamptz, now()) as measured_at
  from generate_series(date_trunc(:'step', :'from'::timestamptz, :'zone'), :'to'::timestamptz,
    ('1 ' || :'step')::interval, :'zone') g (at)
  where g.at < least(:'to'::timestamptz, now())) p
join public.report_spells s
  on s.began_at < p.measured_at and (s.ended_at is null or s.ended_at >= p.measured_at)$rows$,
  '{"kind": "line", "y": ["tickets", "urgent"]}'),
(
  'created_and_solved', 20, 'Created and solved',
  'Tickets that came, came back, and were solved or closed without being solved.', '{at}',
$measures$count(*) filter (where what = 'created') as created,
count(*) filter (where what = 'reopened') as reopened,
count(*) filter (where what = 'solved') as solved,
count(*) filter (where what = 'closed') as closed_unsolved$measures$,
$rows$select date_trunc(:'step', s.began_at, :'zone') as at, s.began_at as happened_at,
  case when s.spell = 1 then 'created' else 'reopened' end as what, s.*
from public.report_spells s
where s.began_at >= :'from'::timestamptz and s.began_at < :'to'::timestamptz
union all
select date_trunc(:'step', s.ended_at, :'zone'), s.ended_at, s.ended_as, s.*
from public.report_spells s
where s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz$rows$,
  '{"kind": "line", "y": ["created", "solved"]}'),
(
  'first_response', 30, 'First response',
  'How long customers waited for the first answer, by when it was sent; also in business time.', '{at}',
$measures$count(*) as answered,
count(*) filter (where first_reply_by = 'ai') as by_ai,
round(percentile_cont(0.5) within group (order by first_reply_s)::numeric, 1) as median_s,
round(percentile_cont(0.9) within group (order by first_reply_s)::numeric, 1) as p90_s,
round(percentile_cont(0.5) within group (order by first_reply_business_s)::numeric, 1) as median_business_s,
round(percentile_cont(0.9) within group (order by first_reply_business_s)::numeric, 1) as p90_business_s$measures$,
$rows$select date_trunc(:'step', s.first_reply_at, :'zone') as at, s.*
from public.report_spells s
where s.spell = 1 and s.first_reply_at >= :'from'::timestamptz and s.first_reply_at < :'to'::timestamptz$rows$,
  '{"kind": "line", "y": ["median_s", "p90_s"]}'),
(
  'resolution', 40, 'Resolution',
  'How long it took to solve, from the beginning or the reopening; also in business time.', '{at}',
$measures$count(*) as solved,
count(*) filter (where replies_agent = 0 and replies_ai > 0) as by_ai_alone,
round(percentile_cont(0.5) within group (order by lasted_s)::numeric, 1) as median_s,
round(percentile_cont(0.9) within group (order by lasted_s)::numeric, 1) as p90_s,
round(percentile_cont(0.5) within group (order by business_s)::numeric, 1) as median_business_s,
round(percentile_cont(0.9) within group (order by business_s)::numeric, 1) as p90_business_s$measures$,
$rows$select date_trunc(:'step', s.ended_at, :'zone') as at, s.*
from public.report_spells s
where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz$rows$,
  '{"kind": "line", "y": ["median_s", "p90_s"]}'),
(
  'sla', 50, 'Service levels',
  'Promises kept and missed, by when that was decided.', '{metric}',
$measures$count(*) as promises,
count(*) filter (where kept) as kept,
count(*) filter (where not kept) as missed,
round(avg(kept::integer), 4) as kept_share,
round(percentile_cont(0.5) within group (order by elapsed_s)::numeric, 1) as median_s$measures$,
$rows$select date_trunc(:'step', c.decided_at, :'zone') as at, c.*
from public.report_clocks c
where c.decided_at >= :'from'::timestamptz and c.decided_at < :'to'::timestamptz$rows$,
  '{"kind": "bar", "y": ["kept", "missed"]}'),
(
  'csat', 60, 'Satisfaction',
  'How content customers were with a solving, from 1 to 5; good is 4 and more, bad 2 and less.', '{at}',
$measures$count(*) as ratings,
count(*) filter (where score >= 4) as good,
count(*) filter (where score <= 2) as bad,
round(avg(score), 4) as average,
round(avg((score >= 4)::integer), 4) as good_share$measures$,
$rows$select date_trunc(:'step', r.rated_at, :'zone') as at, r.*
from public.report_ratings r
where r.rated_at >= :'from'::timestamptz and r.rated_at < :'to'::timestamptz$rows$,
  '{"kind": "line", "y": ["average"]}'),
(
  'reopen', 70, 'Reopened',
  'Of what was solved, how much came back; within seven days, or later.', '{at}',
$measures$count(*) as solved,
count(*) filter (where reopened_at is not null) as reopened,
count(*) filter (where reopened_at <= ended_at + interval '7 days') as within_7_days,
round(avg((reopened_at is not null)::integer), 4) as reopened_share$measures$,
$rows$select date_trunc(:'step', s.ended_at, :'zone') as at, s.*
from public.report_spells s
where s.ended_as = 'solved' and s.ended_at >= :'from'::timestamptz and s.ended_at < :'to'::timestamptz$rows$,
  '{"kind": "line", "y": ["reopened_share"]}'),
(
  'workload', 80, 'Workload',
  'By member: what they were given, answered and solved, and what is to do with them now.', '{member}',
$measures$count(*) filter (where what = 'assigned') as assigned,
count(*) filter (where what = 'answered') as answered,
count(*) filter (where what = 'solved') as solved,
count(*) filter (where what = 'to_do') as to_do_now$measures$,
$rows$select date_trunc(:'step', a.at, :'zone') as at, 'assigned' as what, a.at as happened_at, m.email as member, r.*
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
where r.assignee is not null and r.status not in ('solved', 'closed')$rows$,
  '{"kind": "bar", "y": ["answered", "solved"]}'),
(
  'ai_outcomes', 90, 'AI outcomes',
  'What the AI decided and what became of it. A resolution counts when it lasted 7 days without reopening; until then it is awaited.', '{outcome}',
$measures$count(*) as decisions,
count(*) filter (where sent) as sent,
count(*) filter (where edited) as edited,
count(*) filter (where rejected) as rejected,
count(*) filter (where resolved) as resolved,
count(*) filter (where awaited) as awaited,
count(*) filter (where lasting) as lasting,
round(count(*) filter (where lasting)::numeric
  / nullif(count(*) filter (where resolved and not awaited), 0), 4) as lasting_share$measures$,
$rows$select date_trunc(:'step', d.decided_at, :'zone') as at, d.*
from public.report_decisions d
where d.decided_at >= :'from'::timestamptz and d.decided_at < :'to'::timestamptz$rows$,
  '{"kind": "bar", "y": ["decisions", "sent", "lasting"]}'),
(
  'tags', 100, 'Tags',
  'Tickets that came in the period, by tag: one with two tags counts for both.', '{tag}',
$measures$count(*) as tickets,
count(distinct ticket_id) as different_tickets,
count(*) filter (where status not in ('solved', 'closed')) as to_do_now,
count(*) filter (where reopen_count > 0) as reopened$measures$,
$rows$select date_trunc(:'step', r.created_at, :'zone') as at, g.tag, r.*
from public.ticket_tags g
join public.report_tickets r on r.ticket_id = g.ticket_id
where r.created_at >= :'from'::timestamptz and r.created_at < :'to'::timestamptz$rows$,
  '{"kind": "bar", "y": ["tickets"]}'),
(
  'channels', 110, 'Channels',
  'Tickets that came in the period, by channel, and how quickly they were answered.', '{channel}',
$measures$count(*) as tickets,
count(*) filter (where status in ('solved', 'closed')) as over,
count(*) filter (where reopen_count > 0) as reopened,
round(percentile_cont(0.5) within group (order by first_reply_s)::numeric, 1) as first_response_median_s$measures$,
$rows$select date_trunc(:'step', s.created_at, :'zone') as at, s.*
from public.report_spells s
where s.spell = 1 and s.created_at >= :'from'::timestamptz and s.created_at < :'to'::timestamptz$rows$,
  '{"kind": "bar", "y": ["tickets"]}');

-- ASKING -----------------------------------------------------------------------------------------

create function private.report_dimensions() returns text[]
language sql immutable set search_path = '' as $$
  select array['at', 'team', 'category', 'priority', 'channel', 'language', 'assignee', 'status']
$$;

-- One condition in SQL: a value, a list of them, or null for "none". A filter's tag is one of the
-- ticket's; a line's (p_line) is the column of that name.
create function private.report_condition(p_key text, p_value jsonb, p_line boolean) returns text
language plpgsql immutable set search_path = '' as $$
begin
  if jsonb_typeof(p_value) = 'array' then
    return '(' || coalesce((
      select string_agg(private.report_condition(p_key, e, p_line), ' or ') from jsonb_array_elements(p_value) e), 'false') || ')';
  elsif jsonb_typeof(p_value) = 'object' then
    raise exception using errcode = 'PT422', message = format('%L takes a value or a list of values.', p_key);
  elsif p_key = 'priority' and p_value #>> '{}' !~ '^[1-4]$' then
    raise exception using errcode = 'PT422', message = 'A priority is 1 urgent, 2 high, 3 normal or 4 low.';
  elsif p_key = 'tag' and not p_line then
    return format('exists (select 1 from public.ticket_tags g where g.ticket_id = r.ticket_id and g.tag = %L)',
      p_value #>> '{}');
  end if;
  return format('r.%I is not distinct from %L', p_key, p_value #>> '{}');
end $$;

-- Facts and values as a `where`; p_known are the keys that may be named.
create function private.report_conditions(p_conditions jsonb, p_known text[], p_line boolean) returns text
language plpgsql immutable set search_path = '' as $$
declare
  v_unknown text := (select k from jsonb_object_keys(coalesce(p_conditions, '{}')) k where k <> all (p_known) limit 1);
begin
  if v_unknown is not null then
    raise exception using errcode = 'PT422',
      message = format('There is no %L here: use %s.', v_unknown, array_to_string(p_known, ', '));
  end if;
  return coalesce((
    select string_agg(private.report_condition(e.key, e.value, p_line), ' and ' order by e.key)
    from jsonb_each(coalesce(p_conditions, '{}')) e), 'true');
end $$;

-- The rows of a report under a filter, as a query with the parameters $1 from, $2 to, $3 step, $4 zone.
create function private.report_query(p_report public.reports, p_filter jsonb) returns text
language sql immutable set search_path = '' as $$
  select format('select r.* from (%s) r where %s',
    replace(replace(replace(replace(p_report.rows, ':''from''', '$1'), ':''to''', '$2'), ':''step''', '$3'), ':''zone''', '$4'),
    private.report_conditions(p_filter, array_remove(private.report_dimensions(), 'at') || '{tag}', false))
$$;

-- The period: `from` and `to` (by default the last thirty days), `step` and the zone whose days count.
create function private.report_period(
  p_from timestamptz, p_to timestamptz, out starts timestamptz, out ends timestamptz, out step text, out zone text)
language plpgsql stable set search_path = '' as $$
begin
  ends := coalesce(p_to, now());
  starts := coalesce(p_from, ends - interval '30 days');
  if not isfinite(starts) or not isfinite(ends) or starts >= ends or ends - starts > interval '11000 days' then
    raise exception using errcode = 'PT422', message = 'A report covers a time from a day to a later one, thirty years at most.';
  end if;
  step := case when ends - starts <= interval '92 days' then 'day' when ends - starts <= interval '731 days' then 'week'
          else 'month' end;
  zone := coalesce((select c.time_zone from public.calendars c where c.is_default), 'UTC');
end $$;

create function private.report_named(p_name text) returns public.reports
language plpgsql stable set search_path = '' as $$
declare v_report public.reports;
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members see reports.';
  end if;
  select * into v_report from public.reports r where r.name = p_name;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no report %L: see %s.', p_name,
      (select string_agg(r.name, ', ' order by r.position) from public.reports r));
  end if;
  return v_report;
end $$;

-- A report over [p_from, p_to) of what the caller may see: {"name", "title", "from", "to", "step",
-- "zone", "by", "lines": [{key: …, figure: …}], "total": {figure: …}}. p_filter: {"team": "front",
-- "priority": [1, 2], "assignee": null, "tag": …}; p_by: other keys than the report's own, among the
-- facts that can be filtered by and `at`; '{}' for the total only.
create function public.report(
  p_name text, p_from timestamptz default null, p_to timestamptz default null, p_filter jsonb default '{}',
  p_by text[] default null) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_report public.reports := private.report_named(p_name);
  v_period record;
  v_by text[] := coalesce(p_by, v_report.keys);
  v_wrong text := (select k from unnest(v_by) k where k is null or k <> all (private.report_dimensions() || v_report.keys) limit 1);
  v_lines jsonb;
  v_total jsonb;
begin
  if v_wrong is not null then
    raise exception using errcode = 'PT422', message = format('This report has no lines by %L.', v_wrong);
  end if;
  select * into v_period from private.report_period(p_from, p_to);
  execute format(
    'with rows as (%s), lines as (select %s %s as _total, %s from rows group by %s) '
    'select coalesce(jsonb_agg(to_jsonb(l) - ''_total'' order by %s) filter (where l._total = 0), ''[]''), '
    '(jsonb_agg(to_jsonb(l) - ''_total'' - $5) filter (where l._total <> 0)) -> 0 from lines l',
    private.report_query(v_report, p_filter),
    (select string_agg(format('%I, ', k), '' order by n) from unnest(v_by) with ordinality u (k, n)),
    case when v_by = '{}' then '1'
         else 'grouping(' || (select string_agg(format('%I', k), ', ') from unnest(v_by) k) || ')' end,
    v_report.measures,
    case when v_by = '{}' then '()'
         else 'grouping sets ((' || (select string_agg(format('%I', k), ', ') from unnest(v_by) k) || '), ())' end,
    coalesce((select string_agg(format('l.%I', k), ', ' order by n) from unnest(v_by) with ordinality u (k, n)), '1'))
  into v_lines, v_total
  using v_period.starts, v_period.ends, v_period.step, v_period.zone, v_by;
  return jsonb_build_object('name', v_report.name, 'title', v_report.title, 'about', v_report.about,
    'from', v_period.starts, 'to', v_period.ends, 'step', v_period.step, 'zone', v_period.zone,
    'by', to_jsonb(v_by), 'chart', v_report.chart, 'lines', v_lines, 'total', v_total);
end $$;

-- The rows that a line of the report counts (p_line: its keys; '{}': all of them), by ticket, some at
-- a time: {"rows": […], "more": whether there are others}.
create function public.report_rows(
  p_name text, p_from timestamptz default null, p_to timestamptz default null, p_filter jsonb default '{}',
  p_line jsonb default '{}', p_limit integer default 1000, p_offset integer default 0) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_report public.reports := private.report_named(p_name);
  v_period record;
  v_limit integer := least(greatest(coalesce(p_limit, 1000), 1), 10000);
  v_rows jsonb;
begin
  select * into v_period from private.report_period(p_from, p_to);
  execute format(
    'select coalesce(jsonb_agg(to_jsonb(x)), ''[]'') from (select r.* from (%s) r where %s '
    'order by r.number, r limit $5 offset $6) x',
    private.report_query(v_report, p_filter),
    private.report_conditions(p_line, private.report_dimensions() || v_report.keys, true))
  into v_rows
  using v_period.starts, v_period.ends, v_period.step, v_period.zone, v_limit + 1, greatest(coalesce(p_offset, 0), 0);
  return jsonb_build_object('rows', case when jsonb_array_length(v_rows) > v_limit then v_rows - v_limit else v_rows end,
    'more', jsonb_array_length(v_rows) > v_limit);
end $$;

-- They run with the caller's rights, so the caller must be able to call what they are made of. None
-- of these reads a row that the caller could not read.
revoke execute on function private.report_dimensions(), private.report_condition(text, jsonb, boolean),
  private.report_conditions(jsonb, text[], boolean), private.report_query(public.reports, jsonb),
  private.report_period(timestamptz, timestamptz), private.report_named(text) from public;
grant execute on function private.report_dimensions(), private.report_condition(text, jsonb, boolean),
  private.report_conditions(jsonb, text[], boolean), private.report_query(public.reports, jsonb),
  private.report_period(timestamptz, timestamptz), private.report_named(text) to authenticated, service_role;
revoke execute on function public.report(text, timestamptz, timestamptz, jsonb, text[]),
  public.report_rows(text, timestamptz, timestamptz, jsonb, jsonb, integer, integer)
  from public, anon, authenticated;
grant execute on function public.report(text, timestamptz, timestamptz, jsonb, text[]),
  public.report_rows(text, timestamptz, timestamptz, jsonb, jsonb, integer, integer)
  to authenticated, service_role;
