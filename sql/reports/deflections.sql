-- Solved by the help
-- Requests that were not sent since an article or a direct answer solved the question, by the
-- article that helped.
-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/deflections.sql
-- Parameters: from and to (the latter not included), step (day, week, month), zone.
-- A line a value of article; the last one, without, is the total.
with rows as (
  select date_trunc(:'step', d.at, :'zone') as at, a.slug as article, d.way, d.at as solved_at, a.category,
    'portal' as channel, null::bigint as number, null::uuid as ticket_id, null::text as team, null::integer as priority,
    null::text as language, null::text as assignee, null::text as status
  from public.deflections d
  left join public.knowledge_base a on a.id = d.article_id
  where d.at >= :'from'::timestamptz and d.at < :'to'::timestamptz
)
select article,
  count(*) as solved,
  count(*) filter (where way = 'article') as by_article,
  count(*) filter (where way = 'answer') as by_answer
from rows
group by grouping sets ((article), ())
order by article;

-- The drill-down: what the lines count, one row each.
select date_trunc(:'step', d.at, :'zone') as at, a.slug as article, d.way, d.at as solved_at, a.category,
  'portal' as channel, null::bigint as number, null::uuid as ticket_id, null::text as team, null::integer as priority,
  null::text as language, null::text as assignee, null::text as status
from public.deflections d
left join public.knowledge_base a on a.id = d.article_id
where d.at >= :'from'::timestamptz and d.at < :'to'::timestamptz;
