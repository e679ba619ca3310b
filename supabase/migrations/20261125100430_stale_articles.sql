-- Articles that have gone stale: answers made of them are often changed by people or the ticket is
-- opened again, or they are old and that has happened at all. Counted since the article last
-- changed, on tickets that the caller sees: row level security decides, this runs as the caller.

create function public.stale_articles(p_days integer default 180, p_old_days integer default 365)
returns table (article_id uuid, slug text, title text, updated_at timestamptz, cited bigint, changed bigint,
  reopened bigint, why text)
language sql stable set search_path = '' as $$
  with uses as (
    select distinct on (a.id, d.ticket_id) a.id, d.ticket_id,
      exists (
        select 1 from public.feedback f
        where f.ticket_id = d.ticket_id and f.created_at >= d.created_at
          and (f.kind = 'reject' or (f.kind = 'edit' and coalesce(f.kept, 0) < 0.9))) as changed,
      t.reopen_count > 0 as reopened
    from public.ai_decisions d
    join public.tickets t on t.id = d.ticket_id
    cross join lateral jsonb_path_query(d.draft, '$.sentences[*].citations[*].article_id') c
    join public.knowledge_base a on a.id::text = c #>> '{}' and a.updated_at <= d.created_at
    where d.created_at > clock_timestamp() - make_interval(days => p_days) and d.draft is not null
    order by a.id, d.ticket_id, d.created_at desc),
  counted as (
    select u.id, count(*) as cited, count(*) filter (where u.changed) as changed,
      count(*) filter (where u.reopened) as reopened, count(*) filter (where u.changed or u.reopened) as trouble
    from uses u group by u.id),
  judged as (
    select c.*, case
      when c.trouble >= 3 and c.trouble >= 0.3 * c.cited then 'often corrected'
      when c.trouble >= 1 and a.updated_at < clock_timestamp() - make_interval(days => p_old_days)
        then 'old, and corrected' end as why
    from counted c join public.knowledge_base a on a.id = c.id where a.status = 'published')
  select a.id, a.slug, a.title, a.updated_at, j.cited, j.changed, j.reopened, j.why
  from judged j join public.knowledge_base a on a.id = j.id
  where j.why is not null
  order by j.trouble::float8 / j.cited desc, a.slug
$$;

revoke execute on function public.stale_articles(integer, integer) from public, anon, authenticated;
grant execute on function public.stale_articles(integer, integer) to authenticated, service_role;
