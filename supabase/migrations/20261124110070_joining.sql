-- Tickets that belong together: merge and split, each with undo, and links.

create table public.ticket_merges (
  id uuid primary key default gen_random_uuid(),
  source_id uuid not null references public.tickets (id) on delete restrict,
  target_id uuid not null references public.tickets (id) on delete restrict,
  before jsonb not null,  -- the source's columns that the merge changes, for the undo
  merged_by uuid references public.members (id) on delete set null,
  merged_at timestamptz not null default now(),
  undone_by uuid references public.members (id) on delete set null,
  undone_at timestamptz,
  constraint ticket_merges_two_tickets check (source_id <> target_id)
);
create unique index ticket_merges_standing on public.ticket_merges (source_id) where undone_at is null;
create index ticket_merges_source on public.ticket_merges (source_id, merged_at);
create index ticket_merges_target on public.ticket_merges (target_id);
create index ticket_merges_merged_by on public.ticket_merges (merged_by) where merged_by is not null;
create index ticket_merges_undone_by on public.ticket_merges (undone_by) where undone_by is not null;

create table public.ticket_splits (
  id uuid primary key default gen_random_uuid(),
  source_id uuid not null references public.tickets (id) on delete restrict,
  new_id uuid not null unique references public.tickets (id) on delete restrict,
  interaction_ids uuid[] not null,
  split_by uuid references public.members (id) on delete set null,
  split_at timestamptz not null default now(),
  undone_by uuid references public.members (id) on delete set null,
  undone_at timestamptz
);
create index ticket_splits_source on public.ticket_splits (source_id);
create index ticket_splits_split_by on public.ticket_splits (split_by) where split_by is not null;
create index ticket_splits_undone_by on public.ticket_splits (undone_by) where undone_by is not null;

alter table public.ticket_merges enable row level security;
alter table public.ticket_splits enable row level security;
-- Requesters too: their thread is shown whole by the view below.
create policy "Whoever sees one of the two sees the merge" on public.ticket_merges for select to authenticated
  using (exists (select 1 from public.tickets t where t.id in (ticket_merges.source_id, ticket_merges.target_id)));
create policy "Members see the splits of tickets they see" on public.ticket_splits for select to authenticated
  using ((select private.is_member()) and exists (
    select 1 from public.tickets t where t.id in (ticket_splits.source_id, ticket_splits.new_id)));
grant select on public.ticket_merges, public.ticket_splits to authenticated;
grant all on public.ticket_merges, public.ticket_splits to service_role;

-- Threads with what is merged into them: nothing is copied, `ticket_id` says whose it is.
create view public.ticket_threads with (security_invoker = true) as
  select i.ticket_id as thread_id, i.* from public.interactions i
  union all
  select m.target_id, i.* from public.ticket_merges m join public.interactions i on i.ticket_id = m.source_id
  where m.undone_at is null;
grant select on public.ticket_threads to authenticated, service_role;

-- Whoever opens a ticket also reads what is merged into it, be that another team's.
create or replace function private.opened_ticket_ids() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct a.ticket_id), '{}')
  from public.access_log a join public.tickets t on t.id = a.ticket_id
  left join public.tickets target on target.id = t.merged_into
  where a.member_id = private.member_id()
    and a.at > now() - interval '1 day'
    and (private.member_can_see(t) or t.merged_into is not null and private.member_can_see(target))
$$;

-- Both tickets, locked in order of their ids, if the caller may work on both.
create function private.lock_two_tickets(p_one uuid, p_other uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if p_one = p_other then
    raise exception using errcode = 'PT422', message = 'Name two different tickets.';
  end if;
  perform private.ticket_for_member(least(p_one, p_other));
  perform private.ticket_for_member(greatest(p_one, p_other));
end $$;
revoke execute on function private.lock_two_tickets(uuid, uuid) from public;

-- Merge p_source_id into p_target_id: it is closed and points there, and keeps what was said in it.
-- Tickets of two customers only by an admin with p_confirm: each then still sees their own words only.
create function public.merge_tickets(p_source_id uuid, p_target_id uuid, p_confirm boolean default false)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_source public.tickets;
  v_target public.tickets;
begin
  perform private.lock_two_tickets(p_source_id, p_target_id);
  select * into strict v_source from public.tickets t where t.id = p_source_id;
  select * into strict v_target from public.tickets t where t.id = p_target_id;
  if v_source.merged_into is not null or v_target.merged_into is not null then
    raise exception using errcode = 'PT409', message = format('Ticket #%s is merged already: undo that first.',
      case when v_source.merged_into is not null then v_source.number else v_target.number end);
  end if;
  if exists (select 1 from public.tickets t where t.merged_into = p_source_id) then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s has others merged into it: undo those merges first, or merge the other way round.', v_source.number);
  end if;
  if v_target.status = 'closed' then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is closed: merge into one that is not.', v_target.number);
  end if;
  if v_source.customer_id <> v_target.customer_id
     and not (p_confirm and (private.is_service() or private.is_admin())) then
    raise exception using errcode = 'PT409', message = format(
      'Tickets #%s and #%s are of two customers: an admin may merge them, by confirming it.',
      v_source.number, v_target.number);
  end if;
  insert into public.ticket_merges (source_id, target_id, before, merged_by)
  values (p_source_id, p_target_id, jsonb_build_object('status', v_source.status,
    'solved_at', v_source.solved_at, 'closed_at', v_source.closed_at,
    'is_snoozed', v_source.is_snoozed, 'snoozed_until', v_source.snoozed_until), private.member_id());
  update public.drafts set state = 'superseded' where ticket_id = p_source_id and state = 'pending';
  update public.tickets set status = 'closed', merged_into = p_target_id, is_snoozed = false, snoozed_until = null
  where id = p_source_id;
  perform private.audit('ticket.merge', p_source_id, p_target_id),
    private.audit('ticket.merge_in', p_target_id, p_source_id);
  return jsonb_build_object('source_id', p_source_id, 'source', v_source.number,
    'target_id', p_target_id, 'target', v_target.number);
end $$;

-- Undo a merge: the source is again what it was. What was written to the target since stays there.
create function public.unmerge_ticket(p_source_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_target_id uuid := (select t.merged_into from public.tickets t where t.id = p_source_id);
  v_merge public.ticket_merges;
  v_source public.tickets;
begin
  if v_target_id is null then
    perform private.ticket_for_member(p_source_id);
    raise exception using errcode = 'PT409', message = 'This ticket is not merged into another one.';
  end if;
  -- Whoever sees the target may: it shows the source's thread.
  perform 1 from public.tickets t where t.id = v_target_id
    and private.member_can_see(t) and (private.is_service() or private.is_member());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  perform 1 from public.tickets t where t.id in (p_source_id, v_target_id) order by t.id for no key update;
  select * into strict v_source from public.tickets t where t.id = p_source_id;
  update public.ticket_merges m set undone_at = now(), undone_by = private.member_id()
  where m.source_id = p_source_id and m.undone_at is null returning * into v_merge;
  if not found or v_source.merged_into is distinct from v_target_id then
    raise exception using errcode = 'PT409', message = 'Somebody has undone this merge already.';
  end if;
  update public.tickets set merged_into = null, status = v_merge.before ->> 'status',
    solved_at = (v_merge.before ->> 'solved_at')::timestamptz,
    closed_at = (v_merge.before ->> 'closed_at')::timestamptz,
    is_snoozed = (v_merge.before ->> 'is_snoozed')::boolean,
    snoozed_until = (v_merge.before ->> 'snoozed_until')::timestamptz
  where id = p_source_id returning * into v_source;
  perform private.audit('ticket.unmerge', p_source_id, v_target_id),
    private.audit('ticket.unmerge_in', v_target_id, p_source_id);
  return jsonb_build_object('source_id', p_source_id, 'source', v_source.number, 'status', v_source.status,
    'target_id', v_target_id);
end $$;

-- Move interactions to another ticket of the same customer, with what hangs on them. The ledger of
-- the AI's decisions stays as it was written.
create function private.move_interactions(p_ids uuid[], p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.interactions set ticket_id = p_to where id = any (p_ids) and ticket_id = p_from;
  update public.inbound_events set ticket_id = p_to where interaction_id = any (p_ids);
  update public.drafts set state = 'superseded' where interaction_id = any (p_ids) and state = 'pending';
  update public.jobs set payload = payload || jsonb_build_object('ticket_id', p_to)
  where kind = 'ticket.answer' and key = any (p_ids::text[]) and state = 'queued';
end $$;
revoke execute on function private.move_interactions(uuid[], uuid, uuid) from public;

-- Two matters in one thread: the chosen interactions become a ticket of their own.
create function public.split_ticket(p_ticket_id uuid, p_interaction_ids uuid[], p_subject text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.tickets := private.ticket_for_member(p_ticket_id);
  v_ids uuid[] := array(select distinct u from unnest(p_interaction_ids) u where u is not null);
  v_new public.tickets;
  v_mine integer;
  v_messages integer;
  v_all integer;
begin
  select count(*) filter (where i.id = any (v_ids)), count(*),
    count(*) filter (where i.id = any (v_ids) and i.author = 'customer')
  into v_mine, v_all, v_messages from public.interactions i where i.ticket_id = p_ticket_id;
  if v_mine <> cardinality(v_ids) then
    raise exception using errcode = 'PT422', message = format('Not all of these belong to ticket #%s.', v_old.number);
  elsif v_messages = 0 then
    raise exception using errcode = 'PT422', message = 'Choose at least one message of the customer.';
  elsif v_mine = v_all then
    raise exception using errcode = 'PT422', message = 'Leave at least one message in the ticket.';
  end if;
  if v_old.merged_into is not null then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is merged into another one: undo the merge first.', v_old.number);
  end if;
  v_new := private.open_new_ticket(v_old.customer_id,
    coalesce(nullif(trim(p_subject), ''), v_old.subject), v_old.channel);
  update public.tickets set status = 'open', category = v_old.category, priority = v_old.priority,
    team_id = v_old.team_id, assignee_id = v_old.assignee_id, language = v_old.language
  where id = v_new.id returning * into v_new;
  perform private.move_interactions(v_ids, p_ticket_id, v_new.id);
  insert into public.ticket_splits (source_id, new_id, interaction_ids, split_by)
  values (p_ticket_id, v_new.id, v_ids, private.member_id());
  update public.tickets set version = version + 1 where id = p_ticket_id;  -- its thread is another one now
  perform private.audit('ticket.split', p_ticket_id, v_new.id, jsonb_build_object('interactions', v_ids)),
    private.audit('ticket.split_off', v_new.id, p_ticket_id);
  return private.whole_ticket(v_new);
end $$;

-- Undo a split, by the ticket that it made: the interactions go back and it is closed, pointing
-- there, unless something has been said in it since: then the two can be merged.
create function public.unsplit_ticket(p_ticket_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_split public.ticket_splits;
  v_new public.tickets;
begin
  select * into v_split from public.ticket_splits s where s.new_id = p_ticket_id;
  if not found then
    perform private.ticket_for_member(p_ticket_id);
    raise exception using errcode = 'PT409', message = 'This ticket was not split off another one.';
  end if;
  perform private.lock_two_tickets(p_ticket_id, v_split.source_id);
  select * into strict v_new from public.tickets t where t.id = p_ticket_id;
  update public.ticket_splits s set undone_at = now(), undone_by = private.member_id()
  where s.id = v_split.id and s.undone_at is null;
  if not found then
    raise exception using errcode = 'PT409', message = 'Somebody has undone this split already.';
  end if;
  if v_new.merged_into is not null
     or exists (select 1 from public.interactions i
                where i.ticket_id = p_ticket_id and i.id <> all (v_split.interaction_ids))
     or exists (select 1 from public.drafts d where d.ticket_id = p_ticket_id and d.state in ('approved', 'sent')) then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s has been written in or merged since: merge it instead of undoing the split.', v_new.number);
  end if;
  perform private.move_interactions(v_split.interaction_ids, p_ticket_id, v_split.source_id);
  update public.drafts set state = 'superseded' where ticket_id = p_ticket_id and state = 'pending';
  update public.tickets set status = 'closed' where id = p_ticket_id and status <> 'closed';
  update public.tickets set version = version + 1 where id = v_split.source_id;
  perform private.audit('ticket.unsplit', v_split.source_id, p_ticket_id),
    private.audit('ticket.unsplit_off', p_ticket_id, v_split.source_id);
  return jsonb_build_object('ticket_id', v_split.source_id, 'closed_id', p_ticket_id, 'closed', v_new.number);
end $$;

-- LINKS ------------------------------------------------------------------------------------------

create table public.ticket_links (
  from_id uuid not null references public.tickets (id) on delete restrict,
  kind text not null constraint ticket_links_kind_known
    check (kind in ('relates_to', 'duplicate_of', 'blocks', 'caused_by')),
  to_id uuid not null references public.tickets (id) on delete restrict,
  created_by uuid references public.members (id) on delete set null,
  created_at timestamptz not null default now(),
  primary key (from_id, kind, to_id),
  constraint ticket_links_two_tickets check (from_id <> to_id),
  -- Read both ways alike, so it is kept one way: no pair is there twice.
  constraint ticket_links_relation_one_way check (kind <> 'relates_to' or from_id < to_id)
);
create index ticket_links_to on public.ticket_links (to_id);
create index ticket_links_created_by on public.ticket_links (created_by) where created_by is not null;
alter table public.ticket_links enable row level security;
create policy "Members see the links of tickets they see" on public.ticket_links for select to authenticated
  using ((select private.is_member()) and exists (
    select 1 from public.tickets t where t.id in (ticket_links.from_id, ticket_links.to_id)));
grant select on public.ticket_links to authenticated;
grant all on public.ticket_links to service_role;

-- Say that p_ticket_id relates_to, is duplicate_of, blocks or is caused_by p_other_id.
create function public.link_tickets(p_ticket_id uuid, p_other_id uuid, p_kind text default 'relates_to')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_from uuid := case when p_kind = 'relates_to' then least(p_ticket_id, p_other_id) else p_ticket_id end;
  v_to uuid := case when p_kind = 'relates_to' then greatest(p_ticket_id, p_other_id) else p_other_id end;
begin
  perform private.lock_two_tickets(p_ticket_id, p_other_id);
  if p_kind is null or p_kind not in ('relates_to', 'duplicate_of', 'blocks', 'caused_by') then
    raise exception using errcode = 'PT422', message =
      format('There is no link %L: known are relates_to, duplicate_of, blocks, caused_by.', p_kind);
  end if;
  insert into public.ticket_links (from_id, kind, to_id, created_by)
  values (v_from, p_kind, v_to, private.member_id()) on conflict do nothing;
  if found then
    perform private.audit('ticket.link', p_ticket_id, p_other_id, jsonb_build_object('kind', p_kind));
  end if;
  return jsonb_build_object('from_id', v_from, 'kind', p_kind, 'to_id', v_to);
end $$;

create function public.unlink_tickets(p_ticket_id uuid, p_other_id uuid, p_kind text default 'relates_to')
returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  perform private.ticket_for_member(p_ticket_id);
  delete from public.ticket_links l
  where l.kind = p_kind and ((l.from_id, l.to_id) = (p_ticket_id, p_other_id)
    or p_kind = 'relates_to' and (l.from_id, l.to_id) = (p_other_id, p_ticket_id));
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such link.';
  end if;
  perform private.audit('ticket.unlink', p_ticket_id, p_other_id, jsonb_build_object('kind', p_kind));
  return jsonb_build_object('ticket_id', p_ticket_id, 'kind', p_kind, 'other_id', p_other_id);
end $$;

revoke execute on function public.merge_tickets(uuid, uuid, boolean), public.unmerge_ticket(uuid),
  public.split_ticket(uuid, uuid[], text), public.unsplit_ticket(uuid),
  public.link_tickets(uuid, uuid, text), public.unlink_tickets(uuid, uuid, text)
  from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.merge_tickets(uuid, uuid, boolean), public.unmerge_ticket(uuid),
  public.split_ticket(uuid, uuid[], text), public.unsplit_ticket(uuid),
  public.link_tickets(uuid, uuid, text), public.unlink_tickets(uuid, uuid, text)
  to authenticated, service_role;
