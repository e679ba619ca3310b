-- What changes is told live: to who works on a ticket, to its team, to its requester. Only ids are
-- told; whoever hears of a change reads it anew, with their own rights. Broadcasts from the database,
-- not postgres_changes: those would ask the policies again for every listener and row.

-- A statement that changes more tickets than this (an import, a bulk action) tells the teams only.
create function private.live_limit() returns integer language sql immutable set search_path = '' as $$ select 100 $$;

-- Tell the team's channel, and the assignee's own where they are not in it. Tickets of no team are
-- told on `team:` with a nil id, which only admins hear.
create function private.tell_team(p_tickets public.tickets[], p_what text) returns void
language plpgsql security definer set search_path = '' as $$
declare v_told record;
begin
  for v_told in
    select coalesce(t.team_id, '00000000-0000-0000-0000-000000000000') as team, count(*) as tickets,
           (array_agg(t.id order by t.number desc))[1:private.live_limit()] as ids
    from unnest(p_tickets) t group by 1
  loop
    perform realtime.send(jsonb_build_object('what', p_what, 'ids', to_jsonb(v_told.ids), 'count', v_told.tickets),
      'changed', 'team:' || v_told.team, true);
  end loop;
  for v_told in
    select t.assignee_id as member, (array_agg(t.id order by t.number desc))[1:private.live_limit()] as ids, count(*) as tickets
    from unnest(p_tickets) t
    where t.assignee_id is not null and not exists (
      select 1 from public.team_members tm where tm.team_id = t.team_id and tm.member_id = t.assignee_id)
    group by 1
  loop
    perform realtime.send(jsonb_build_object('what', p_what, 'ids', to_jsonb(v_told.ids), 'count', v_told.tickets),
      'changed', 'member:' || v_told.member, true);
  end loop;
end $$;

-- Tell who looks at the ticket, and its requester where it is theirs to know.
create function private.tell_ticket(p_ticket_id uuid, p_customer_id uuid, p_what text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform realtime.send(jsonb_build_object('what', p_what, 'id', p_ticket_id), 'changed', 'ticket:' || p_ticket_id, true);
  if p_customer_id is not null then
    perform realtime.send(jsonb_build_object('what', p_what, 'id', p_ticket_id), 'changed', 'customer:' || p_customer_id, true);
  end if;
end $$;

-- New and changed tickets; the team that a ticket left is told too.
create function private.tell_tickets() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_now public.tickets[];
  v_gone public.tickets[];
  v_ticket public.tickets;
begin
  select array_agg(t) into v_now from now_rows t;
  if v_now is null then return null; end if;
  perform private.tell_team(v_now, 'ticket');
  if tg_op = 'UPDATE' then
    select array_agg(b) into v_gone from before_rows b join now_rows n on n.id = b.id
    where n.team_id is distinct from b.team_id or n.assignee_id is distinct from b.assignee_id;
    if v_gone is not null then perform private.tell_team(v_gone, 'ticket'); end if;
  end if;
  if cardinality(v_now) <= private.live_limit() then
    foreach v_ticket in array v_now loop
      perform private.tell_ticket(v_ticket.id, v_ticket.customer_id, 'ticket');
    end loop;
  end if;
  return null;
end $$;

create trigger tickets_live_new after insert on public.tickets
  referencing new table as now_rows for each statement execute function private.tell_tickets();
create trigger tickets_live_changed after update on public.tickets
  referencing new table as now_rows old table as before_rows for each statement execute function private.tell_tickets();

-- What belongs to a ticket and is no column of it: messages, notes, drafts, deliveries, who watches.
-- First argument: what it is called; second: whom it is for, 'all' or 'desk'; third: 'team' where the
-- queues show it.
create function private.tell_part() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_tickets public.tickets[];
  v_ticket public.tickets;
begin
  select array_agg(t) into v_tickets from public.tickets t
  where t.id in (select n.ticket_id from now_rows n limit private.live_limit() + 1);
  if v_tickets is null or cardinality(v_tickets) > private.live_limit() then return null; end if;
  foreach v_ticket in array v_tickets loop
    perform private.tell_ticket(v_ticket.id, case when tg_argv[1] = 'all' then v_ticket.customer_id end, tg_argv[0]);
  end loop;
  if tg_argv[2] = 'team' then perform private.tell_team(v_tickets, tg_argv[0]); end if;
  return null;
end $$;

create trigger interactions_live after insert on public.interactions
  referencing new table as now_rows for each statement execute function private.tell_part('message', 'all', '');
create trigger notes_live after insert on public.notes
  referencing new table as now_rows for each statement execute function private.tell_part('note', 'desk', '');
create trigger drafts_live_new after insert on public.drafts
  referencing new table as now_rows for each statement execute function private.tell_part('draft', 'desk', 'team');
create trigger drafts_live_changed after update on public.drafts
  referencing new table as now_rows for each statement execute function private.tell_part('draft', 'desk', 'team');
create trigger decisions_live after insert on public.ai_decisions
  referencing new table as now_rows for each statement execute function private.tell_part('decision', 'desk', '');
create trigger deliveries_live after update on public.deliveries
  referencing new table as now_rows for each statement execute function private.tell_part('delivery', 'desk', '');
create trigger ratings_live after insert on public.csat_ratings
  referencing new table as now_rows for each statement execute function private.tell_part('rating', 'all', '');
create trigger ratings_live_changed after update on public.csat_ratings
  referencing new table as now_rows for each statement execute function private.tell_part('rating', 'all', '');

revoke execute on function private.live_limit(), private.tell_team(public.tickets[], text),
  private.tell_ticket(uuid, uuid, text), private.tell_tickets(), private.tell_part() from public;

-- What the caller may do in the channel that Realtime asks about. `member:<id>` is that member's
-- own; `ticket:<id>` is for the members who see the ticket, `team:<id>` for the team and the admins:
-- both say what changed and who is there; `customer:<id>` is that customer's own.
create or replace function private.topic_rights() returns text[]
language plpgsql stable security definer set search_path = '' as $$
declare
  v_topic text := realtime.topic();
  v_kind text := split_part(v_topic, ':', 1);
  v_id text := substr(v_topic, length(v_kind) + 2);
  v_member uuid;
begin
  if v_id !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then return '{}'; end if;
  v_member := private.member_id();
  if v_member is null then
    if v_kind = 'customer' and v_id = private.my_customer_id()::text then return '{read broadcast}'; end if;
    return '{}';
  end if;
  if v_kind = 'member' and v_id = v_member::text then return '{read broadcast}'; end if;
  if v_kind = 'ticket' and exists (
      select 1 from public.tickets t where t.id = v_id::uuid and private.member_can_see(t))
    or v_kind = 'team' and (v_id::uuid = any (private.team_ids(auth.uid())) or private.is_admin()) then
    return '{read presence,write presence,read broadcast}';  -- hosted Realtime lets nobody join who may not read broadcasts
  end if;
  return '{}';
end $$;
alter policy "Members hear what they are told, and see who is at a ticket" on realtime.messages
  rename to "One hears what one is told, members see who is at a ticket";
