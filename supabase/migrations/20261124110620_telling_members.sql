-- What members are told when something happens to a ticket.

-- Mentions, warnings and breaches are told where they arise; the rest here. The triggers are
-- deferred to the commit: who is told is who has the ticket in the end, whatever a rule or the
-- routing did on the way there.

-- Whom a ticket concerns: who has it, else its team.
create function private.concerned(p_ticket public.tickets) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.id from public.members m
  where m.active and (m.id = p_ticket.assignee_id
    or p_ticket.assignee_id is null and exists (
      select 1 from public.team_members tm where tm.member_id = m.id and tm.team_id = p_ticket.team_id))
  order by m.id
$$;

create function private.tell_assignee() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify(t.assignee_id, 'assignment', t.id, jsonb_build_object('by', private.member_id()))
  from public.tickets t
  where t.id = new.id and t.assignee_id = new.assignee_id and t.status not in ('solved', 'closed');
  return null;
end $$;
create constraint trigger tickets_tell_assignee after update on public.tickets
  deferrable initially deferred for each row
  when (new.assignee_id is not null and old.assignee_id is distinct from new.assignee_id)
  execute function private.tell_assignee();
create constraint trigger tickets_tell_first_assignee after insert on public.tickets
  deferrable initially deferred for each row when (new.assignee_id is not null)
  execute function private.tell_assignee();

-- A ticket comes to a team with its triage: before that every new one is the default team's.
create function private.tell_team() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify(m, 'team', t.id)
  from public.tickets t cross join lateral private.concerned(t) m
  where t.id = new.id and t.is_open and t.assignee_id is null and t.team_id = new.team_id;
  return null;
end $$;
create constraint trigger tickets_tell_team after update on public.tickets
  deferrable initially deferred for each row
  when (new.status = 'open' and new.assignee_id is null and new.team_id is not null
    and (old.status = 'new' or old.team_id is distinct from new.team_id))
  execute function private.tell_team();

-- The customer wrote again: who has the ticket and who watches it. With its first message a ticket
-- is assigned, and told of as that.
create function private.tell_of_message() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify(who.id, 'reply', new.ticket_id, jsonb_build_object('interaction_id', new.id))
  from (
    select t.assignee_id as id from public.tickets t where t.id = new.ticket_id and t.assignee_id is not null
    union select w.member_id from public.ticket_watchers w where w.ticket_id = new.ticket_id
    order by 1) who
  where exists (select 1 from public.interactions i where i.ticket_id = new.ticket_id and i.id <> new.id);
  return null;
end $$;
create constraint trigger interactions_tell_members after insert on public.interactions
  deferrable initially deferred for each row when (new.author = 'customer' and new.automatic = '')
  execute function private.tell_of_message();

create function private.tell_of_draft() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify(m, 'review', t.id, jsonb_build_object('draft_id', d.id))
  from public.tickets t
  cross join lateral (
    select d.id from public.drafts d where d.ticket_id = t.id and d.state = 'pending'
    order by d.created_at desc limit 1) d
  cross join lateral private.concerned(t) m
  where t.id = new.ticket_id;
  return null;
end $$;
create constraint trigger drafts_tell_members after insert on public.drafts
  deferrable initially deferred for each row when (new.state = 'pending')
  execute function private.tell_of_draft();

-- One decides on a draft for all: it waits for nobody any more.
create function private.draft_waits_no_more() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.mark_read(n.member_id, array[n.id])
  from (
    select n.id, n.member_id from public.notifications n
    where n.ticket_id = new.ticket_id and n.kind = 'review' and n.read_at is null
      and n.data ->> 'draft_id' = new.id::text
    order by n.id for update) n;
  return null;
end $$;
create trigger drafts_wait_no_more after update on public.drafts
  for each row when (old.state = 'pending' and new.state <> 'pending')
  execute function private.draft_waits_no_more();

create function private.tell_of_unknown_delivery() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify(m, 'delivery', t.id, jsonb_build_object('delivery_id', d.id))
  from public.deliveries d join public.tickets t on t.id = d.ticket_id cross join lateral private.concerned(t) m
  where d.id = new.id and d.state = 'unknown';
  return null;
end $$;
create constraint trigger deliveries_tell_members after update on public.deliveries
  deferrable initially deferred for each row
  when (new.state = 'unknown' and old.state <> 'unknown')
  execute function private.tell_of_unknown_delivery();

-- Who opens a ticket has seen what there was to tell of it.
create function private.opened_is_read() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.mark_read(new.member_id, array(
    select n.id from public.notifications n
    where n.member_id = new.member_id and n.ticket_id = new.ticket_id and n.read_at is null
    order by n.id for update));
  return null;
end $$;
create trigger access_log_reads_notifications after insert on public.access_log
  for each row when (new.member_id is not null) execute function private.opened_is_read();

revoke execute on function private.concerned(public.tickets), private.tell_assignee(), private.tell_team(),
  private.tell_of_message(), private.tell_of_draft(), private.draft_waits_no_more(),
  private.tell_of_unknown_delivery(), private.opened_is_read() from public;
