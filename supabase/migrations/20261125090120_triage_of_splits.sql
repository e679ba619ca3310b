-- What is split off a ticket is a matter of its own: it is triaged and routed anew. Its customer is
-- not answered a second time, and not by a machine alone.

alter table public.ticket_splits add column drafts uuid[] not null default '{}';
comment on column public.ticket_splits.drafts is 'What waited for review in the ticket before: an undo brings it back.';

-- Those of these drafts wait for review again that still answer the last word of their ticket.
create function private.bring_drafts_back(p_ticket_id uuid, p_ids uuid[]) returns void
language sql security definer set search_path = '' as $$
  update public.drafts d set state = 'pending'
  where d.id = any (p_ids) and d.ticket_id = p_ticket_id and d.state = 'superseded'
    and private.overtaken(d.ticket_id, d.interaction_id) is null
    and not exists (select 1 from public.drafts o where o.ticket_id = d.ticket_id and o.state in ('pending', 'approved'))
$$;
revoke execute on function private.bring_drafts_back(uuid, uuid[]) from public;

-- The key of the job that answers p_interaction_id for the ticket into which it was split off; the
-- one it came with is used up.
create function private.split_job_key(p_interaction_id uuid, p_ticket_id uuid) returns text
language sql immutable set search_path = '' as $$ select p_interaction_id || ':' || p_ticket_id $$;

-- As before; a job that triages what was split off follows it too.
create or replace function private.move_interactions(p_ids uuid[], p_from uuid, p_to uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.interactions set ticket_id = p_to where id = any (p_ids) and ticket_id = p_from;
  update public.inbound_events set ticket_id = p_to where interaction_id = any (p_ids);
  update public.drafts set state = 'superseded' where interaction_id = any (p_ids) and state = 'pending';
  update public.jobs set payload = payload || jsonb_build_object('ticket_id', p_to)
  where kind = 'ticket.answer' and key = any (p_ids::text[]) and state = 'queued';
  update public.jobs set payload = payload || jsonb_build_object('ticket_id', p_to),
    key = private.split_job_key((payload ->> 'interaction_id')::uuid, p_to)
  where kind = 'ticket.answer' and state = 'queued'
    and key = any (array(select private.split_job_key(i, p_from) from unnest(p_ids) i));
end $$;

-- Have the newest of the moved messages triaged for the ticket it is in now, unless its own job is
-- still to come: that one follows it.
create function private.triage_split(p_split public.ticket_splits) returns void
language plpgsql security definer set search_path = '' as $$
declare v_message uuid := (
  select i.id from public.interactions i
  where i.id = any (p_split.interaction_ids) and i.author = 'customer' and i.automatic = ''
  order by i.created_at desc, i.id desc limit 1);
begin
  if v_message is not null and not exists (
    select 1 from public.jobs j
    where j.kind = 'ticket.answer' and j.state in ('queued', 'running')
      and j.key in (v_message::text, private.split_job_key(v_message, p_split.new_id))) then
    perform private.enqueue('ticket.answer', private.split_job_key(v_message, p_split.new_id),
      jsonb_build_object('ticket_id', p_split.new_id, 'interaction_id', v_message, 'split_id', p_split.id));
  end if;
end $$;

-- Two matters in one thread: the chosen interactions become a ticket of their own, which begins as
-- the other one stands; whose it is, is found anew.
create or replace function public.split_ticket(
  p_ticket_id uuid, p_interaction_ids uuid[], p_subject text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.tickets := private.ticket_for_member(p_ticket_id);
  v_ids uuid[] := array(select distinct u from unnest(p_interaction_ids) u where u is not null);
  v_new public.tickets;
  v_split public.ticket_splits;
  v_drafts uuid[];
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
  insert into public.tickets (customer_id, subject, channel, status, category, priority, team_id, language)
  values (v_old.customer_id, coalesce(left(nullif(trim(p_subject), ''), 998), v_old.subject), v_old.channel, 'open',
    v_old.category, v_old.priority, v_old.team_id, v_old.language)
  returning * into v_new;
  perform private.audit('ticket.create', v_new.id, v_new.id, jsonb_build_object('channel', v_new.channel));
  v_drafts := array(select d.id from public.drafts d
    where d.ticket_id = p_ticket_id and d.interaction_id = any (v_ids) and d.state = 'pending');
  perform private.move_interactions(v_ids, p_ticket_id, v_new.id);
  insert into public.ticket_splits (source_id, new_id, interaction_ids, drafts, split_by)
  values (p_ticket_id, v_new.id, v_ids, v_drafts, private.member_id()) returning * into v_split;
  perform private.triage_split(v_split);
  update public.tickets set version = version + 1 where id = p_ticket_id;  -- its thread is another one now
  perform private.audit('ticket.split', p_ticket_id, v_new.id, jsonb_build_object('interactions', v_ids)),
    private.audit('ticket.split_off', v_new.id, p_ticket_id);
  perform private.settle(v_new.id, 'updated', '{status,priority,category,team,subject,language}');
  select * into strict v_new from public.tickets t where t.id = v_new.id;
  return private.whole_ticket(v_new);
end $$;

-- As before; what was to triage the ticket that goes is not to do so any more, and what waited for
-- review before does so again.
create or replace function public.unsplit_ticket(p_ticket_id uuid) returns jsonb
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
  delete from public.jobs j
  where j.kind = 'ticket.answer' and j.state = 'queued'
    and j.key = any (array(select private.split_job_key(i, p_ticket_id) from unnest(v_split.interaction_ids) i));
  perform private.move_interactions(v_split.interaction_ids, p_ticket_id, v_split.source_id);
  perform private.bring_drafts_back(v_split.source_id, v_split.drafts);
  update public.drafts set state = 'superseded' where ticket_id = p_ticket_id and state = 'pending';
  update public.tickets set status = 'closed' where id = p_ticket_id and status <> 'closed';
  update public.tickets set version = version + 1 where id = v_split.source_id;
  perform private.audit('ticket.unsplit', v_split.source_id, p_ticket_id),
    private.audit('ticket.unsplit_off', p_ticket_id, v_split.source_id);
  return jsonb_build_object('ticket_id', v_split.source_id, 'closed_id', p_ticket_id, 'closed', v_new.number);
end $$;

-- Is the AI at work on what the customer wrote last, or has it answered by itself? Then nobody is
-- needed yet. What was decided on it in the ticket that it was split off does not count here. A
-- message without a job is at work only within the transaction that brings it.
create or replace function private.ai_has_it(p_ticket_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select coalesce(
      (select d.outcome = 'auto' from public.ai_decisions d
       where d.interaction_id = i.id and d.ticket_id = p_ticket_id order by d.created_at desc limit 1),
      (select bool_or(j.state in ('queued', 'running')) from public.jobs j
       where j.kind = 'ticket.answer' and j.key in (i.id::text, private.split_job_key(i.id, p_ticket_id))),
      i.created_at >= now())
    from public.interactions i where i.ticket_id = p_ticket_id and i.author = 'customer'
    order by i.created_at desc, i.id desc limit 1), false)
$$;

-- Was this message answered, or is an answer to it on its way, in the ticket that it was split off?
create function private.answered_before_split(p_split public.ticket_splits, p_interaction_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.interactions mine join public.interactions i
      on i.ticket_id in (p_split.source_id, p_split.new_id) and i.author in ('agent', 'ai')
      and i.created_at > mine.created_at and i.created_at <= p_split.split_at
    where mine.id = p_interaction_id)
  or exists (
    select 1 from public.drafts d
    where d.interaction_id = p_interaction_id and d.ticket_id = p_split.source_id and d.state in ('approved', 'sent'))
$$;

-- The decision on a message that was split off: what was answered is only sorted, and what a person
-- has taken in hand is not answered by a machine alone.
create function private.decided_for_split(p_interaction_id uuid, p_decision jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare v_split public.ticket_splits;
begin
  select s.* into v_split from public.interactions i join public.ticket_splits s on s.new_id = i.ticket_id
  where i.id = p_interaction_id and s.undone_at is null and p_interaction_id = any (s.interaction_ids);
  if v_split.id is null or p_decision ->> 'outcome' = 'none' then
    return p_decision;
  elsif private.answered_before_split(v_split, p_interaction_id) then
    return p_decision || '{"outcome": "none", "reason": "Split off after it was answered: only triaged."}';
  elsif p_decision ->> 'outcome' = 'auto' then
    return p_decision || '{"outcome": "review", "reason": "A person has split it off: a person decides."}';
  end if;
  return p_decision;
end $$;

-- Was the job to triage what is back in its old ticket meanwhile?
create function private.split_is_undone(p_job_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.jobs j join public.ticket_splits s on s.id = (j.payload ->> 'split_id')::uuid
    where j.id = p_job_id and s.undone_at is not null)
$$;

create or replace function public.record_answer(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid default null, p_job_token uuid default null,
  p_waited_ms double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  if private.split_is_undone(p_job_id) then
    return jsonb_build_object('decision_id', null, 'outcome', 'none', 'reason', 'The split was undone.',
      'draft_id', null, 'repeated', true);
  end if;
  if p_answer #>> '{decision,outcome}' = 'auto' and coalesce(private.setting('reopened_needs_person')::boolean, false)
     and exists (select 1 from public.interactions i join public.tickets t on t.id = i.ticket_id
                 where i.id = p_interaction_id and t.reopen_count > 0) then
    p_answer := jsonb_set(p_answer, '{decision}', p_answer -> 'decision'
      || '{"outcome": "review", "reason": "The ticket was opened again: a person decides."}');
  end if;
  p_answer := p_answer || jsonb_build_object(
    'decision', private.decided_for_split(p_interaction_id, p_answer -> 'decision'));
  return private.keep_answer(p_interaction_id, p_answer, p_job_id, p_job_token, p_waited_ms);
end $$;

revoke execute on function private.split_job_key(uuid, uuid), private.triage_split(public.ticket_splits),
  private.answered_before_split(public.ticket_splits, uuid), private.decided_for_split(uuid, jsonb),
  private.split_is_undone(uuid) from public;
