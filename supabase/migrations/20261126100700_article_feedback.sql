-- Whether an article helped: who reads it in the help centre says so once, with a comment if they
-- like. What readers find unhelpful is looked at again: `stale_articles` names it.

-- A reader is whoever is signed in, or a browser by a random key of its own. `article_version`: what
-- they had read.
create table public.article_feedback (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  article_id uuid not null references public.knowledge_base (id) on delete cascade,
  article_version integer not null,
  user_id uuid references auth.users (id) on delete cascade,
  reader uuid,
  helpful boolean not null,
  comment text not null default '' constraint article_feedback_comment_length check (length(comment) <= 1000),
  constraint article_feedback_one_reader check ((user_id is null) <> (reader is null)),
  constraint article_feedback_once_signed_in unique (article_id, user_id),
  constraint article_feedback_once_a_browser unique (article_id, reader)
);
create index article_feedback_article on public.article_feedback (article_id, at desc);
create index article_feedback_user on public.article_feedback (user_id, at);
create index article_feedback_strangers on public.article_feedback (at) where user_id is null;
comment on table public.article_feedback is 'One row a reader and article: whether it helped. rate_article writes it.';

alter table public.article_feedback enable row level security;
create policy "Members see what readers say of articles" on public.article_feedback for select to authenticated
  using ((select private.is_member()));
grant select on public.article_feedback to authenticated, service_role;
revoke insert, update, delete, truncate on public.article_feedback from service_role;

-- Who says what of a public article; the same reader again says it anew. A comment that is not given
-- stays. So that no machine drowns what people say: 30 articles an hour each, and of all who are not
-- signed in 60 an hour for one article.
create function public.rate_article(
  p_slug text, p_helpful boolean, p_comment text default null, p_reader uuid default null
) returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_reader uuid := case when v_user is null then p_reader end;
  v_most integer := case when v_user is null then 60 else 30 end;
  v_article public.knowledge_base;
  v_new public.article_feedback;
begin
  if private.is_member() then
    raise exception using errcode = 'PT403', message = 'Readers say whether an article helped: you can change it.';
  elsif p_helpful is null then
    raise exception using errcode = 'PT422', message = 'Say whether the article helped.';
  elsif length(p_comment) > 1000 then
    raise exception using errcode = 'PT422', message = 'A comment may have 1,000 characters at most.';
  elsif v_user is null and v_reader is null then
    raise exception using errcode = 'PT422', message = 'Sign in, or give a key of your own as p_reader.';
  end if;
  select * into v_article from public.knowledge_base a
  where a.slug = p_slug and a.status = 'published' and a.visibility = 'public';
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no article %L.', p_slug);
  elsif (select count(*) from public.article_feedback f
         where f.at > clock_timestamp() - interval '1 hour'
           and (f.user_id = v_user or (v_user is null and f.user_id is null and f.article_id = v_article.id)))
        >= v_most then
    raise exception using errcode = 'PT429', message = 'Too much was said just now: try again in an hour.';
  end if;
  -- One of both keys is null, and the other decides whether there is a row already.
  update public.article_feedback f set helpful = p_helpful, at = clock_timestamp(),
    comment = coalesce(trim(p_comment), f.comment), article_version = v_article.version
  where f.article_id = v_article.id and (f.user_id = v_user or f.reader = v_reader) returning * into v_new;
  if not found then
    insert into public.article_feedback as f (article_id, article_version, user_id, reader, helpful, comment)
    values (v_article.id, v_article.version, v_user, v_reader, p_helpful, coalesce(trim(p_comment), ''))
    on conflict do nothing returning * into v_new;
  end if;
  perform private.audit('article.rate', null, v_article.id, jsonb_build_object('slug', p_slug, 'helpful', p_helpful));
  return jsonb_build_object('slug', p_slug, 'helpful', p_helpful, 'comment', coalesce(v_new.comment, trim(p_comment), ''));
end $$;
revoke execute on function public.rate_article(text, boolean, text, uuid) from public, anon, authenticated;
-- It speaks for the caller alone.
grant execute on function public.rate_article(text, boolean, text, uuid) to anon, authenticated, service_role;

-- What readers have said of each article in so many days; members, by row level security.
create function public.article_ratings(p_days integer default 365)
returns table (article_id uuid, slug text, title text, helpful bigint, unhelpful bigint, comments bigint,
  latest timestamptz)
language sql stable set search_path = '' as $$
  select a.id, a.slug, a.title, count(*) filter (where f.helpful), count(*) filter (where not f.helpful),
    count(*) filter (where f.comment <> ''), max(f.at)
  from public.article_feedback f join public.knowledge_base a on a.id = f.article_id
  where f.at > clock_timestamp() - make_interval(days => p_days)
  group by a.id
  order by count(*) filter (where not f.helpful) desc, a.slug
$$;
revoke execute on function public.article_ratings(integer) from public, anon;
grant execute on function public.article_ratings(integer) to authenticated, service_role;

-- As before, and what readers find unhelpful: three of them at least, more than said that it helped,
-- since the article last changed.
create or replace function public.stale_articles(p_days integer default 180, p_old_days integer default 365)
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
  said as (
    select f.article_id as id, count(*) filter (where not f.helpful) as unhelpful,
      count(*) filter (where f.helpful) as helpful
    from public.article_feedback f join public.knowledge_base a on a.id = f.article_id
    where f.at > clock_timestamp() - make_interval(days => p_days) and f.at >= a.updated_at
    group by f.article_id),
  judged as (
    select a.id, c.cited, c.changed, c.reopened, coalesce(c.trouble::float8 / c.cited, 0) as share, case
      when c.trouble >= 3 and c.trouble >= 0.3 * c.cited then 'often corrected'
      when c.trouble >= 1 and a.updated_at < clock_timestamp() - make_interval(days => p_old_days)
        then 'old, and corrected'
      when s.unhelpful >= 3 and s.unhelpful > s.helpful then 'readers find it unhelpful' end as why
    from public.knowledge_base a left join counted c on c.id = a.id left join said s on s.id = a.id
    where a.status = 'published' and (c.id is not null or s.id is not null))
  select a.id, a.slug, a.title, a.updated_at, coalesce(j.cited, 0), coalesce(j.changed, 0),
    coalesce(j.reopened, 0), j.why
  from judged j join public.knowledge_base a on a.id = j.id
  where j.why is not null
  order by j.share desc, a.slug
$$;
