-- Saved views: filters with a name, for oneself, a team or all; their lists and counts.

create table public.views (
  id uuid primary key default gen_random_uuid(),
  key text unique constraint views_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),  -- of those that come with AutoCRM
  name text not null constraint views_name_length check (length(trim(name)) between 1 and 80),
  scope text not null constraint views_scope_known check (scope in ('own', 'team', 'all')),
  owner_id uuid references public.members (id) on delete cascade,
  team_id uuid references public.teams (id) on delete cascade,
  query text not null default '',  -- as it was typed, where the filter was typed
  filter jsonb not null,
  columns text[] not null default array['number', 'status', 'priority', 'subject', 'customer', 'assignee', 'created_at'],
  sort text not null default 'queue' constraint views_sort_known
    check (sort in ('queue', 'newest', 'oldest', 'updated', 'due')),
  position integer not null default 0,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint views_scope_named check ((scope = 'own') = (owner_id is not null) and (scope = 'team') = (team_id is not null))
);
create unique index views_name on public.views
  (scope, coalesce(owner_id, team_id, '00000000-0000-0000-0000-000000000000'), lower(name));
create index views_owner on public.views (owner_id) where owner_id is not null;
create index views_team on public.views (team_id) where team_id is not null;
create trigger views_touch before update on public.views
  for each row execute function private.touch_updated_at();

alter table public.views enable row level security;
create policy "Members see their own views, those of their teams and those for all"
  on public.views for select to authenticated using (
    (select private.is_member()) and (scope = 'all'
      or owner_id = (select private.member_id())
      or team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
      or (scope = 'team' and (select private.is_admin()))));
grant select on public.views to authenticated;
grant all on public.views to service_role;

-- A filter without the places where its conditions were typed.
create function private.placeless(p_filter jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_object_agg(l.key, case jsonb_typeof(l.value) when 'array' then (
    select coalesce(jsonb_agg(case jsonb_typeof(c) when 'object' then c - 'at' else c end), '[]')
    from jsonb_array_elements(l.value) c) else l.value end)
  from jsonb_each(p_filter) l
$$;

insert into public.views (key, name, scope, query, filter, sort, position)
select v.key, v.name, 'all', v.query, private.placeless(private.parse_query(v.query) -> 'filter'), v.sort, v.position
from (values
  ('mine', 'Mine', 'is:unsolved assignee:me -is:snoozed', 'queue', 1),
  ('unassigned', 'Unassigned', 'is:open is:unassigned -is:snoozed', 'queue', 2),
  ('open', 'Open', 'is:open -is:snoozed', 'queue', 3),
  ('waiting', 'Waiting', 'status:pending,on_hold', 'updated', 4),
  ('solved', 'Solved', 'is:solved', 'updated', 5)) v (key, name, query, sort, position);

create function private.view_columns() returns text[]
language sql immutable set search_path = '' as $$
  select array['number', 'subject', 'status', 'priority', 'category', 'channel', 'language', 'customer', 'company',
    'team', 'assignee', 'tags', 'created_at', 'updated_at', 'first_response_at', 'solved_at', 'closed_at',
    'next_due_at', 'snoozed_until', 'reopen_count']
$$;

create function private.check_columns(p_columns text[]) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  v_known text[] := private.view_columns()
    || array(select 'field.' || d.key from public.custom_field_definitions d order by d.position, d.key);
  v_column text;
begin
  if coalesce(cardinality(p_columns), 0) not between 1 and 30 then
    raise exception using errcode = 'PT422', message = 'A view has 1 to 30 columns.';
  end if;
  foreach v_column in array p_columns loop
    if not v_column = any (v_known) then
      perform private.query_fault(format('There is no column "%s"', v_column), null, v_column,
        '"' || private.nearest_word(v_column, v_known) || '"');
    end if;
  end loop;
end $$;

-- The view of this id or key, if the viewer may see it: the policy of views.
create function private.view_for(p_view text, p_viewer jsonb) returns public.views
language plpgsql stable security definer set search_path = '' as $$
declare v_view public.views;
begin
  select * into v_view from public.views v
  where (v.key = p_view or v.id::text = lower(p_view)) and (private.is_service()
    or (p_viewer ->> 'inside')::boolean and (v.scope = 'all' or v.owner_id::text = p_viewer ->> 'member'
      or v.team_id::text = any (private.texts(p_viewer -> 'teams'))
      or v.scope = 'team' and (p_viewer ->> 'all')::boolean));
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such view, or it is somebody else''s.';
  end if;
  return v_view;
end $$;

-- May the caller make or change a view of this scope and team? Own ones, those of one's teams; an
-- admin all that are not somebody's own.
create function private.check_view_right(p_viewer jsonb, p_scope text, p_owner_id uuid, p_team_id uuid) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if not (p_viewer ->> 'inside')::boolean then
    raise exception using errcode = 'PT403', message = 'Only members have views.';
  elsif p_scope = 'own' and (p_viewer ->> 'member' is null or p_owner_id::text <> p_viewer ->> 'member') then
    raise exception using errcode = 'PT403', message = 'A view of one''s own is made by signing in as its member.';
  elsif p_scope = 'team' and not ((p_viewer ->> 'all')::boolean
        or coalesce(p_team_id::text = any (private.texts(p_viewer -> 'teams')), false)) then
    raise exception using errcode = 'PT403', message = 'Only its members and admins may change a team''s views.';
  elsif p_scope = 'all' and not (p_viewer ->> 'all')::boolean then
    raise exception using errcode = 'PT403', message = 'Only an admin may change views for all.';
  end if;
end $$;

-- Make a view, or change the one with p_view_id. Its filter is typed as a query (see search_tickets)
-- or given as data. What is null stays as it is.
create function public.save_view(
  p_name text default null, p_query text default null, p_filter jsonb default null, p_scope text default null,
  p_team text default null, p_columns text[] default null, p_sort text default null,
  p_position integer default null, p_view_id uuid default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_parsed jsonb := case when p_query is not null then private.parse_query(p_query) end;
  v_old public.views;
  v_new public.views;
begin
  if p_view_id is not null then
    v_new := private.view_for(p_view_id::text, v_viewer);
    perform private.check_view_right(v_viewer, v_new.scope, v_new.owner_id, v_new.team_id);
    select * into v_new from public.views v where v.id = p_view_id for update;
    v_old := v_new;
  end if;
  v_new.name := trim(coalesce(p_name, v_new.name, ''));
  v_new.scope := coalesce(p_scope, v_new.scope, case when p_team is null then 'own' else 'team' end);
  v_new.owner_id := case v_new.scope when 'own' then (v_viewer ->> 'member')::uuid end;
  v_new.team_id := case v_new.scope when 'team' then
    coalesce((select t.id from public.teams t where t.key = p_team), v_new.team_id) end;
  v_new.filter := coalesce(private.placeless(v_parsed -> 'filter'), p_filter, v_new.filter);
  v_new.query := case when v_parsed is not null then p_query when p_filter is not null then '' else coalesce(v_new.query, '') end;
  v_new.columns := coalesce(p_columns, v_new.columns,
    array['number', 'status', 'priority', 'subject', 'customer', 'assignee', 'created_at']);
  v_new.sort := coalesce(p_sort, nullif(v_parsed ->> 'sort', 'relevance'), v_new.sort, 'queue');
  v_new.position := coalesce(p_position, v_new.position, 0);
  if v_new.name = '' or v_new.filter is null then
    raise exception using errcode = 'PT422', message = 'A view needs a name, and a query or a filter.';
  elsif v_new.scope = 'team' and v_new.team_id is null then
    raise exception using errcode = 'PT422', message = format('There is no team %L.', p_team);
  end if;
  perform private.check_view_right(v_viewer, v_new.scope, v_new.owner_id, v_new.team_id);
  perform private.filter_sql(v_new.filter, jsonb_set(v_viewer, '{member}',
    to_jsonb(coalesce(v_viewer ->> 'member', gen_random_uuid()::text))));  -- "me" is whoever looks
  perform private.check_columns(v_new.columns);
  begin
    if p_view_id is null then
      insert into public.views (name, scope, owner_id, team_id, query, filter, columns, sort, position, created_by)
      values (v_new.name, v_new.scope, v_new.owner_id, v_new.team_id, v_new.query, v_new.filter, v_new.columns,
        v_new.sort, v_new.position, auth.uid()) returning * into v_new;
    else
      update public.views v set name = v_new.name, scope = v_new.scope, owner_id = v_new.owner_id,
        team_id = v_new.team_id, query = v_new.query, filter = v_new.filter, columns = v_new.columns,
        sort = v_new.sort, position = v_new.position
      where v.id = p_view_id returning * into v_new;
    end if;
  exception when unique_violation then
    raise exception using errcode = 'PT409', message = format('There is a view %L already: choose another name.', v_new.name);
  end;
  perform private.audit('view.save', null, v_new.id, jsonb_build_object('before', to_jsonb(v_old), 'after', to_jsonb(v_new)));
  return to_jsonb(v_new);
end $$;

create function public.delete_view(p_view_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_view public.views := private.view_for(p_view_id::text, v_viewer);
begin
  if not private.is_service() then
    perform private.check_view_right(v_viewer, v_view.scope, v_view.owner_id, v_view.team_id);
  end if;
  delete from public.views v where v.id = p_view_id;
  perform private.audit('view.delete', null, p_view_id, jsonb_build_object('before', to_jsonb(v_view)));
  return jsonb_build_object('id', p_view_id, 'name', v_view.name);
end $$;

-- A page of a view (its id or key), narrowed by a filter or a query, or of these alone.
-- {tickets, after, view}; hand `after` back as p_after for the next page. Sorts: queue (priority, then
-- the longest waiting), newest, oldest, updated, due.
create function public.list_tickets(
  p_view text default null, p_filter jsonb default null, p_query text default null,
  p_sort text default null, p_after text default null, p_limit integer default 50)
returns jsonb language plpgsql stable security definer set search_path = '' set jit = off set random_page_cost = 1.1 as $$
declare
  v_viewer jsonb := private.viewer();
  v_view public.views;
  v_parsed jsonb := private.parse_query(p_query);
  v_sort text;
begin
  perform private.check_viewer(v_viewer);
  if p_view is not null then v_view := private.view_for(p_view, v_viewer); end if;
  v_sort := coalesce(p_sort, nullif(v_parsed ->> 'sort', 'relevance'), v_view.sort, 'newest');
  if private.sort_order(v_sort) is null then
    raise exception using errcode = 'PT422', message = 'Tickets are listed by queue, newest, oldest, updated or due.';
  end if;
  return jsonb_build_object('view', case when v_view.id is not null then to_jsonb(v_view) end)
    || private.list_page(concat_ws(' and ', private.filter_sql(coalesce(v_view.filter, '{}'), v_viewer),
         private.filter_sql(coalesce(p_filter, '{}'), v_viewer), private.parsed_sql(v_parsed, v_viewer, true)),
       v_viewer, v_sort, p_after, p_limit);
end $$;

-- How many tickets each view of the caller holds, from the counters in one pass: [{id, key, name,
-- scope, count}]. `count` is null where a view asks for what the counters do not know (tags, words,
-- times): such a view is looked at, not counted.
create function public.view_counts() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_view record;
  v_sums text[] := '{}';
  v_views jsonb := '[]';
  v_counts bigint[];
begin
  if not (v_viewer ->> 'inside')::boolean then
    raise exception using errcode = 'PT403', message = 'Only members have views.';
  end if;
  for v_view in
    select v.* from public.views v where private.is_service() or v.scope = 'all'
      or v.owner_id::text = v_viewer ->> 'member' or v.team_id::text = any (private.texts(v_viewer -> 'teams'))
      or v.scope = 'team' and (v_viewer ->> 'all')::boolean
    order by v.position, v.scope, lower(v.name), v.id
  loop
    v_views := v_views || jsonb_build_object('id', v_view.id, 'key', v_view.key, 'name', v_view.name, 'scope', v_view.scope);
    begin
      v_sums := v_sums || case when private.countable(v_view.filter) then format(
        'coalesce(sum(t.tickets) filter (where %s), 0)::bigint', private.filter_sql(v_view.filter, v_viewer))
        else 'null::bigint' end;
    exception when sqlstate 'PT422' then  -- its team or tag is gone, or the secret key asks for "me"
      v_sums := v_sums || 'null::bigint'::text;
    end;
  end loop;
  execute format('select array[%s]::bigint[] from public.ticket_counts t where %s', array_to_string(v_sums, ', '),
    private.scope_sql(v_viewer - 'customers' || '{"customers": []}')) into v_counts;
  return (select coalesce(jsonb_agg(v.row || jsonb_build_object('count', v_counts[v.place]) order by v.place), '[]')
          from jsonb_array_elements(v_views) with ordinality v (row, place));
end $$;

-- What a query means, without running it: for a search box that marks faults while one types.
create function public.explain_query(p_query text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_viewer jsonb := private.viewer();
  v_parsed jsonb := private.parse_query(p_query);
begin
  perform private.check_viewer(v_viewer);
  perform private.parsed_sql(v_parsed, v_viewer, true);
  -- Not the words that were looked up: they stand in others' tickets too.
  return jsonb_build_object('filter', v_parsed -> 'filter', 'sort', v_parsed -> 'sort');
end $$;

-- RIGHTS -----------------------------------------------------------------------------------------

revoke execute on all functions in schema private from public;

-- Databases that have tickets already.
select private.rebuild_ticket_search();
select private.rebuild_ticket_counts();

revoke execute on function public.delete_view(uuid),
  public.save_view(text, text, jsonb, text, text, text[], text, integer, uuid),
  public.list_tickets(text, jsonb, text, text, text, integer), public.view_counts(),
  public.explain_query(text) from public, anon, authenticated;
grant execute on function public.delete_view(uuid),
  public.save_view(text, text, jsonb, text, text, text[], text, integer, uuid),
  public.list_tickets(text, jsonb, text, text, text, integer), public.view_counts(),
  public.explain_query(text) to authenticated, service_role;
