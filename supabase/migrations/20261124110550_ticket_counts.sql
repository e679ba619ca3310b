-- How many tickets there are of each kind, counted as they change: nobody counts when asked.

-- How many tickets there are, by what queues ask for. Each row is a part of a sum: see count_tickets.
-- Solved and closed ones are counted by team, assignee and status only (the rest is null).
create table public.ticket_counts (
  id bigint generated always as identity primary key,
  status text not null,
  team_id uuid,
  assignee_id uuid,
  priority integer,
  category text,
  is_snoozed boolean not null,
  shard smallint not null,
  tickets bigint not null,  -- of this shard; a ticket may come in one and go in another, so also below 0
  is_open boolean generated always as (status in ('new', 'open')) stored,
  constraint ticket_counts_cell unique nulls not distinct
    (status, team_id, assignee_id, priority, category, is_snoozed, shard)
) with (fillfactor = 50);

alter table public.ticket_counts enable row level security;
create policy "Agents see the counts of their teams' tickets and their own, admins all"
  on public.ticket_counts for select to authenticated using (
    team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
    or assignee_id = (select private.member_id())
    or (select private.is_admin()));
grant select on public.ticket_counts to authenticated, service_role;
revoke insert, update, delete, truncate, references, trigger on public.ticket_counts from service_role;

-- The shard that this transaction owns until it ends. Two transactions never write one row, so nobody
-- waits for a counter and none is ever part of a deadlock; there are as many shards as there ever were
-- transactions at once. Undoing a savepoint gives up the lock and forgets the setting together.
create function private.own_shard() returns smallint
language plpgsql volatile set search_path = '' as $$
declare v_own text := current_setting('autocrm.shard', true);
begin
  if v_own <> '' then return v_own; end if;
  for n in 0..30000 loop
    if pg_try_advisory_xact_lock(1768124532, n) then
      perform set_config('autocrm.shard', n::text, true);
      return n;
    end if;
  end loop;
  raise exception 'no shard of the counters is free';
end $$;

-- Add changes of counts: [{status, team_id, assignee_id, priority, category, is_snoozed, by}].
create function private.add_counts(p_changes jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare v_shard smallint := private.own_shard();
begin
  insert into public.ticket_counts as c
    (status, team_id, assignee_id, priority, category, is_snoozed, shard, tickets)
  select x.status, x.team_id, x.assignee_id, live.priority, live.category, coalesce(live.is_snoozed, false),
    v_shard, sum(x.by)
  from jsonb_to_recordset(p_changes) as x (status text, team_id uuid, assignee_id uuid, priority integer,
    category text, is_snoozed boolean, by bigint)
  left join lateral (select x.priority, x.category, x.is_snoozed where x.status not in ('solved', 'closed')) live on true
  group by 1, 2, 3, 4, 5, 6 having sum(x.by) <> 0
  on conflict (status, team_id, assignee_id, priority, category, is_snoozed, shard)
  do update set tickets = c.tickets + excluded.tickets;
end $$;

create function private.count_of(p_ticket public.tickets, p_by integer) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('status', p_ticket.status, 'team_id', p_ticket.team_id,
    'assignee_id', p_ticket.assignee_id, 'priority', p_ticket.priority, 'category', p_ticket.category,
    'is_snoozed', p_ticket.is_snoozed, 'by', p_by)
$$;

create function private.count_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.add_counts(jsonb_build_array(private.count_of(old, -1), private.count_of(new, 1)));
  return null;
end $$;
create trigger tickets_counts_update after update on public.tickets for each row when (
    (old.status, old.team_id, old.assignee_id, old.priority, old.category, old.is_snoozed) is distinct from
    (new.status, new.team_id, new.assignee_id, new.priority, new.category, new.is_snoozed))
  execute function private.count_tickets();

create function private.count_new_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.add_counts(jsonb_agg(to_jsonb(x))) from (
    select n.status, n.team_id, n.assignee_id, n.priority, n.category, n.is_snoozed, count(*) as by
    from new_rows n group by 1, 2, 3, 4, 5, 6) x having count(*) > 0;
  return null;
end $$;
create trigger tickets_counts_insert after insert on public.tickets
  referencing new table as new_rows for each statement execute function private.count_new_tickets();

create function private.count_gone_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.add_counts(jsonb_agg(to_jsonb(x))) from (
    select o.status, o.team_id, o.assignee_id, o.priority, o.category, o.is_snoozed, -count(*) as by
    from old_rows o group by 1, 2, 3, 4, 5, 6) x having count(*) > 0;
  return null;
end $$;
create trigger tickets_counts_delete after delete on public.tickets
  referencing old table as old_rows for each statement execute function private.count_gone_tickets();

-- After a bulk load without triggers, or to make one row of each cell's shards again.
create function private.rebuild_ticket_counts() returns void
language plpgsql security definer set search_path = '' as $$
begin
  lock table public.tickets in share row exclusive mode;
  delete from public.ticket_counts where true;
  perform private.add_counts(jsonb_agg(to_jsonb(x))) from (
    select t.status, t.team_id, t.assignee_id, t.priority, t.category, t.is_snoozed, count(*) as by
    from public.tickets t group by 1, 2, 3, 4, 5, 6) x having count(*) > 0;
  analyze public.ticket_counts;
end $$;

-- Do the counters know the answer to this filter?
create function private.countable(p_filter jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select facts <@ array['status', 'team', 'assignee'] or (
    facts <@ array['status', 'team', 'assignee', 'priority', 'category', 'snoozed'] and exists (
      select 1 from jsonb_array_elements(coalesce(p_filter -> 'all', '[]')) c
      where c ->> 'fact' = 'status' and coalesce(c ->> 'op', 'is') = 'is'
        and private.texts(c -> 'value') <@ array['new', 'open', 'pending', 'on_hold']))
  from (select array(select f #>> '{}' from jsonb_path_query(p_filter, 'strict $.**.fact') f) as facts) x
$$;

revoke execute on all functions in schema private from public;
