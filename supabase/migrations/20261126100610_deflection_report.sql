-- A report of what the help solved before a request was sent. The facts of tickets are there as those
-- of other reports, and empty: a question that was not sent has no team, and nobody who has it.
insert into public.reports (name, position, title, about, keys, measures, rows, chart) values
(
  'deflections', 110, 'Solved by the help',
  'Requests that were not sent since an article or a direct answer solved the question, by the article that helped.',
  '{article}',
$measures$count(*) as solved,
count(*) filter (where way = 'article') as by_article,
count(*) filter (where way = 'answer') as by_answer$measures$,
$rows$select date_trunc(:'step', d.at, :'zone') as at, a.slug as article, d.way, d.at as solved_at, a.category,
  'portal' as channel, null::bigint as number, null::uuid as ticket_id, null::text as team, null::integer as priority,
  null::text as language, null::text as assignee, null::text as status
from public.deflections d
left join public.knowledge_base a on a.id = d.article_id
where d.at >= :'from'::timestamptz and d.at < :'to'::timestamptz$rows$,
  '{"kind": "bar", "y": ["solved"]}');
