-- Lists of tickets page by page, in a few orders that indexes know. Who sees what is one rule
-- (private.scope_sql), equal to the policy on tickets; the tests hold them against each other.

-- Live: what is worked on. Queues of one team and of all, in the order of work.
create index tickets_live_team on public.tickets (team_id, priority, created_at, id)
  where status in ('new', 'open', 'pending', 'on_hold');
create index tickets_live on public.tickets (priority, created_at, id)
  where status in ('new', 'open', 'pending', 'on_hold');
create index tickets_updated on public.tickets (updated_at desc, id);
create index tickets_customer_newest on public.tickets (customer_id, created_at desc, id);

-- The same rule, in the order in which it is cheapest: agents are most of those who read, and what
-- comes after the first part that holds is not asked (1.4 times a bare queue page, 1.65 before).
alter policy "Requesters see theirs, agents their teams', admins all" on public.tickets using (
  team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
  or assignee_id = (select private.member_id())
  or customer_id = any ((select private.customer_ids())::uuid[])
  or (select private.is_admin()));

create function private.sort_order(p_sort text) returns text
language sql immutable set search_path = '' as $$
  select case p_sort when 'queue' then 't.priority, t.created_at, t.id'
    when 'newest' then 't.created_at desc, t.id'
    when 'oldest' then 't.created_at, t.id desc'
    when 'updated' then 't.updated_at desc, t.id'
    when 'due' then 'coalesce(t.next_due_at, ''infinity''), t.id' end
$$;

-- What comes after a ticket with these keys.
create function private.sort_after(p_sort text, p_keys text[]) returns text
language sql immutable set search_path = '' as $$
  select case when p_keys is not null then format(case p_sort
    when 'queue' then '(t.priority, t.created_at, t.id) > (%s::integer, %L::timestamptz, %L::uuid)'
    when 'newest' then 't.created_at <= %1$L and (t.created_at < %1$L or t.id > %2$L)'
    when 'oldest' then 't.created_at >= %1$L and (t.created_at > %1$L or t.id < %2$L)'
    when 'updated' then 't.updated_at <= %1$L and (t.updated_at < %1$L or t.id > %2$L)'
    when 'due' then '(coalesce(t.next_due_at, ''infinity''), t.id) > (%L::timestamptz, %L::uuid)' end,
    variadic p_keys) end
$$;

create function private.sort_keys(p_sort text, p_ticket public.tickets) returns jsonb
language sql immutable set search_path = '' as $$
  select case p_sort when 'queue' then jsonb_build_array(p_ticket.priority, p_ticket.created_at, p_ticket.id)
    when 'updated' then jsonb_build_array(p_ticket.updated_at, p_ticket.id)
    when 'due' then jsonb_build_array(coalesce(p_ticket.next_due_at, 'infinity'), p_ticket.id)
    else jsonb_build_array(p_ticket.created_at, p_ticket.id) end
$$;

-- Where a page ended, as one word that a client hands back. Not secret and not trusted.
create function private.cursor_text(p_sort text, p_keys jsonb) returns text
language sql immutable set search_path = '' as $$
  select rtrim(translate(encode(convert_to(jsonb_build_object('s', p_sort, 'k', p_keys)::text, 'UTF8'), 'base64'),
    E'+/\n', '-_'), '=')
$$;

create function private.cursor_keys(p_after text, p_sort text, p_types text[]) returns text[]
language plpgsql immutable set search_path = '' as $$
declare
  v_data jsonb;
  v_keys text[];
begin
  v_data := convert_from(decode(translate(p_after, '-_', '+/') || repeat('=', (4 - length(p_after) % 4) % 4),
    'base64'), 'UTF8')::jsonb;
  v_keys := private.texts(v_data -> 'k');
  if v_data ->> 's' <> p_sort or cardinality(v_keys) <> cardinality(p_types) or exists (
       select 1 from unnest(v_keys, p_types) x (key, type)
       where x.key is not null and not pg_input_is_valid(x.key, x.type)) then
    raise invalid_parameter_value;
  end if;
  return v_keys;
exception when invalid_parameter_value or invalid_text_representation or character_not_in_repertoire
    or untranslatable_character or null_value_not_allowed then
  raise exception using errcode = 'PT422',
    message = 'This is not where a page of this list ended: begin again without p_after.';
end $$;

-- The ids of a page and one more. Where the viewer sees several teams, each team's part is read in
-- the order of its own index and the parts are merged: no team is sorted whole.
create function private.page_ids(p_where text, p_viewer jsonb, p_sort text, p_keys text[], p_limit integer)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
declare
  v_order text := private.sort_order(p_sort);
  v_where text := p_where || coalesce(' and ' || private.sort_after(p_sort, p_keys), '');
  v_teams text[] := private.texts(p_viewer -> 'teams');
  v_select text := 'select t.id, t.priority, t.created_at, t.next_due_at from public.tickets t where ';
  v_ids uuid[];
begin
  if p_sort in ('queue', 'due') and not (p_viewer ->> 'all')::boolean and p_viewer ->> 'member' is not null then
    execute format('select array(select t.id from (
        select u.* from unnest(%1$L::uuid[]) team (id) cross join lateral (
          %2$s t.team_id = team.id and %3$s order by %4$s limit %5$s) u
        union all
        (%2$s t.assignee_id = %6$L and (t.team_id = any (%1$L::uuid[])) is not true and %3$s
         order by %4$s limit %5$s)) t
      order by %4$s limit %5$s)',
      v_teams, v_select, v_where, v_order, p_limit + 1, p_viewer ->> 'member')
      into v_ids using null::text[], now();
  else
    execute format('select array(%s %s and %s order by %s limit %s)',
      replace(v_select, 't.id, t.priority, t.created_at, t.next_due_at', 't.id'),
      private.scope_sql(p_viewer), v_where, v_order, p_limit + 1) into v_ids using null::text[], now();
  end if;
  return v_ids;
end $$;

-- The rows of a page as a list shows them. Requesters get nothing internal, and of colleagues no names.
create function private.ticket_rows(p_ids uuid[], p_viewer jsonb)
returns table (place bigint, ticket_id uuid, data jsonb)
language sql stable security definer set search_path = '' as $$
  select x.place, t.id, jsonb_build_object('id', t.id, 'number', t.number, 'subject', t.subject,
      'status', t.status, 'priority', t.priority, 'category', t.category, 'channel', t.channel,
      'language', t.language, 'created_at', t.created_at, 'updated_at', t.updated_at,
      'first_response_at', t.first_response_at, 'solved_at', t.solved_at, 'closed_at', t.closed_at,
      'reopen_count', t.reopen_count, 'version', t.version, 'merged_into', t.merged_into,
      'customer_id', t.customer_id,
      'fields', (select coalesce(jsonb_object_agg(f.field, f.value), '{}') from public.ticket_fields f
        where f.ticket_id = t.id and (v.inside or f.field = any ((select private.customer_fields())::text[]))),
      'customer', case when v.inside or c.auth_user_id = auth.uid() then jsonb_build_object('id', c.id,
        'name', c.name, 'email', c.email,
        'company', (select co.name from public.companies co where co.id = c.company_id)) end)
    || case when v.inside then jsonb_build_object('is_snoozed', t.is_snoozed, 'snoozed_until', t.snoozed_until,
      'next_due_at', t.next_due_at, 'team_id', t.team_id, 'assignee_id', t.assignee_id,
      'team', (select tm.key from public.teams tm where tm.id = t.team_id),
      'assignee', (select m.name from public.members m where m.id = t.assignee_id),
      'tags', array(select g.tag from public.ticket_tags g where g.ticket_id = t.id order by g.tag))
      else '{}' end
  from unnest(p_ids) with ordinality x (id, place)
  join public.tickets t on t.id = x.id
  join public.customers c on c.id = t.customer_id
  cross join (select (p_viewer ->> 'inside')::boolean as inside) v
$$;

create function private.check_viewer(p_viewer jsonb) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if not (p_viewer ->> 'inside')::boolean and p_viewer -> 'customers' = '[]' then
    raise exception using errcode = 'PT403', message = 'Nobody here knows you yet: you have no tickets to look at.';
  end if;
end $$;

-- {tickets, after} of a filter in an order.
create function private.list_page(
  p_where text, p_viewer jsonb, p_sort text, p_after text, p_limit integer)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit integer := least(greatest(p_limit, 1), 200);
  v_ids uuid[] := private.page_ids(p_where, p_viewer, p_sort, case when p_after is not null then
    private.cursor_keys(p_after, p_sort, case p_sort when 'queue' then array['integer', 'timestamptz', 'uuid']
      else array['timestamptz', 'uuid'] end) end, v_limit);
begin
  return jsonb_build_object(
    'tickets', (select coalesce(jsonb_agg(r.data order by r.place), '[]')
                from private.ticket_rows(v_ids[:v_limit], p_viewer) r),
    'after', (select private.cursor_text(p_sort, private.sort_keys(p_sort, t)) from public.tickets t
              where cardinality(v_ids) > v_limit and t.id = v_ids[v_limit]));
end $$;

revoke execute on all functions in schema private from public;
