-- The clocks of a ticket: started, paused, stopped and planned anew as the ticket, its messages or
-- its company's contract change.

-- The clock with what follows from its times: elapsed, warn_at, due_at, and, when it was given more
-- time, neither warned nor breached any more.
create function private.planned(p_clock public.sla_clocks, p_at timestamptz) returns public.sla_clocks
language plpgsql stable security definer set search_path = '' as $$
declare
  v_policy public.sla_policies;
  v_used numeric;
begin
  select * into v_policy from public.sla_policies p where p.id = p_clock.policy_id;
  p_clock.elapsed := (
    select coalesce(sum(private.business_seconds(v_policy.calendar_id, lower(r), upper(r))), 0)
    from unnest(p_clock.ran) r);
  v_used := p_clock.elapsed + coalesce(private.business_seconds(v_policy.calendar_id, p_clock.resumed_at, p_at), 0);
  if p_clock.target_s is null or v_used < p_clock.target_s then p_clock.breached_at := null; end if;
  if p_clock.target_s is null or v_used < p_clock.target_s * v_policy.warn_share then p_clock.warned_at := null; end if;
  p_clock.due_at := case
    when p_clock.resumed_at is not null and p_clock.elapsed >= p_clock.target_s and p_clock.breached_at is not null
    then p_clock.breached_at
    else private.add_business_time(v_policy.calendar_id, p_clock.resumed_at, p_clock.target_s - p_clock.elapsed) end;
  p_clock.warn_at := private.add_business_time(v_policy.calendar_id, p_clock.resumed_at,
    p_clock.target_s * v_policy.warn_share - p_clock.elapsed);
  return p_clock;
end $$;

create function private.save_clock(p_clock public.sla_clocks) returns void
language sql security definer set search_path = '' as $$
  update public.sla_clocks set policy_id = p_clock.policy_id, target_s = p_clock.target_s,
    started_at = p_clock.started_at, resumed_at = p_clock.resumed_at, paused_at = p_clock.paused_at,
    ran = p_clock.ran, elapsed = p_clock.elapsed, warn_at = p_clock.warn_at, due_at = p_clock.due_at,
    warned_at = p_clock.warned_at, breached_at = p_clock.breached_at, stopped_at = p_clock.stopped_at,
    void = p_clock.void
  where id = p_clock.id
$$;

-- The clock at rest from p_at: what it ran is kept, and whether its time was up before.
create function private.at_rest(p_clock public.sla_clocks, p_at timestamptz) returns public.sla_clocks
language plpgsql stable set search_path = '' as $$
begin
  if p_clock.due_at < p_at then p_clock.breached_at := coalesce(p_clock.breached_at, p_clock.due_at); end if;
  if p_clock.resumed_at < p_at then
    p_clock.ran := p_clock.ran + tstzmultirange(tstzrange(p_clock.resumed_at, p_at));
  end if;
  p_clock.resumed_at := null;
  return p_clock;
end $$;

create function private.stop_clock(p_clock public.sla_clocks, p_at timestamptz, p_void boolean default false)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_due timestamptz := p_clock.due_at;
  v_breached timestamptz;
begin
  p_clock := private.at_rest(p_clock, p_at);
  v_breached := p_clock.breached_at;
  p_clock := private.planned(p_clock, p_at);
  p_clock.due_at := v_due;  -- on record: how close it was
  p_clock.breached_at := v_breached;
  p_clock.paused_at := null;
  p_clock.stopped_at := greatest(p_at, p_clock.started_at);
  p_clock.void := p_void;
  perform private.save_clock(p_clock);
end $$;

create function private.start_clock(
  p_ticket public.tickets, p_policy public.sla_policies, p_metric text, p_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := private.clock();
  v_target integer := private.sla_target(p_policy.id, p_metric, p_ticket.priority);
  v_clock public.sla_clocks;
begin
  if v_target is null then return; end if;
  v_clock.policy_id := p_policy.id;
  v_clock.target_s := v_target;
  v_clock.resumed_at := p_at;
  v_clock.ran := '{}';
  -- A customer who writes wakes the ticket: the next response never begins at rest.
  if p_metric <> 'next_response' and p_ticket.status = any (p_policy.pause_on) then
    v_clock := private.at_rest(v_clock, v_now);
    v_clock.paused_at := v_now;
  end if;
  v_clock := private.planned(v_clock, v_now);
  insert into public.sla_clocks (ticket_id, metric, policy_id, target_s, started_at, resumed_at, paused_at,
    ran, elapsed, warn_at, due_at)
  values (p_ticket.id, p_metric, p_policy.id, v_target, p_at, v_clock.resumed_at, v_clock.paused_at,
    v_clock.ran, v_clock.elapsed, v_clock.warn_at, v_clock.due_at);
end $$;

-- Set the timer of the ticket's clocks; returns the earliest due time.
create function private.arm_clocks(p_ticket_id uuid) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare
  v_timer timestamptz;
  v_due timestamptz;
begin
  select min(least(case when c.warned_at is null then c.warn_at end,
                   case when c.breached_at is null then c.due_at end)), min(c.due_at)
  into v_timer, v_due
  from public.sla_clocks c where c.ticket_id = p_ticket_id and c.stopped_at is null;
  if v_timer is distinct from (select t.due_at from public.timers t where t.ticket_id = p_ticket_id
                               and t.kind = 'sla' and t.key = '' and t.state = 'waiting') then
    perform private.set_timer(p_ticket_id, 'sla', v_timer);
  end if;
  return v_due;
end $$;

-- Bring the clocks in line with the ticket: its policy, its priority, its status. Returns the
-- earliest due time. Harmless when nothing changed.
create function private.follow_ticket(p_ticket public.tickets) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := private.clock();
  v_policy public.sla_policies := private.sla_policy_of(p_ticket);
  v_rests boolean := p_ticket.status = any (coalesce(v_policy.pause_on, '{pending,on_hold}'));
  v_over boolean := p_ticket.status in ('solved', 'closed');
  v_clock public.sla_clocks;
begin
  if v_policy.id is null and not exists (
     select 1 from public.sla_clocks c where c.ticket_id = p_ticket.id and c.stopped_at is null) then
    return null;
  end if;
  for v_clock in
    select * from public.sla_clocks c where c.ticket_id = p_ticket.id and c.stopped_at is null order by c.id
  loop
    if v_over then
      perform private.stop_clock(v_clock, v_now, v_clock.metric <> 'resolution');
      continue;
    end if;
    if v_rests and v_clock.resumed_at is not null then
      v_clock := private.at_rest(v_clock, v_now);
      v_clock.paused_at := v_now;
    elsif not v_rests and v_clock.resumed_at is null then
      v_clock.resumed_at := v_now;
      v_clock.paused_at := null;
    end if;
    v_clock.policy_id := coalesce(v_policy.id, v_clock.policy_id);
    v_clock.target_s := private.sla_target(v_policy.id, v_clock.metric, p_ticket.priority);
    perform private.save_clock(private.planned(v_clock, v_now));
  end loop;
  if v_policy.id is not null and not v_over then
    if not exists (select 1 from public.sla_clocks c
                   where c.ticket_id = p_ticket.id and c.metric = 'resolution' and c.stopped_at is null) then
      perform private.start_clock(p_ticket, v_policy, 'resolution', case
        when exists (select 1 from public.sla_clocks c where c.ticket_id = p_ticket.id and c.metric = 'resolution')
        then v_now else p_ticket.created_at end);  -- reopened, or measured from the beginning
    end if;
    if p_ticket.first_response_at is null and not exists (
       select 1 from public.sla_clocks c where c.ticket_id = p_ticket.id and c.metric = 'first_response'
         and (c.stopped_at is null or not c.void)) then
      perform private.start_clock(p_ticket, v_policy, 'first_response', case
        when exists (select 1 from public.sla_clocks c where c.ticket_id = p_ticket.id and c.metric = 'first_response')
        then v_now else p_ticket.created_at end);
    end if;
  end if;
  return private.arm_clocks(p_ticket.id);
end $$;

-- A customer's message asks for the next response.
create function private.ask_again(p_ticket public.tickets, p_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_policy public.sla_policies := private.sla_policy_of(p_ticket);
  v_clock public.sla_clocks;
begin
  select * into v_clock from public.sla_clocks c
  where c.ticket_id = p_ticket.id and c.metric = 'next_response' and c.stopped_at is null;
  if v_clock.id is not null and v_policy.next_from = 'first' then return; end if;
  if v_clock.id is not null and (v_clock.breached_at is not null or v_clock.due_at < p_at) then
    perform private.stop_clock(v_clock, p_at);  -- missed: writing again does not undo that
    v_clock.id := null;
  end if;
  if v_clock.id is null then
    perform private.start_clock(p_ticket, v_policy, 'next_response', p_at);
  else
    v_clock.started_at := p_at;
    v_clock.resumed_at := p_at;
    v_clock.paused_at := null;
    v_clock.ran := '{}';
    perform private.save_clock(private.planned(v_clock, p_at));
  end if;
end $$;

-- A reply that was really sent answers; what the customer wrote since the message it answers to
-- still waits.
create function private.answered(p_ticket public.tickets, p_reply public.interactions) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_clock public.sla_clocks;
  v_draft public.drafts;
  v_waiting timestamptz;
begin
  for v_clock in
    select * from public.sla_clocks c
    where c.ticket_id = p_ticket.id and c.metric in ('first_response', 'next_response') and c.stopped_at is null
  loop
    perform private.stop_clock(v_clock, p_reply.created_at);
  end loop;
  select * into v_draft from public.drafts d where d.id = (p_reply.metadata ->> 'draft_id')::uuid;
  -- Solved while the answer was on its way: then it was no solving without an answer.
  update public.sla_clocks set void = false
  where ticket_id = p_ticket.id and metric in ('first_response', 'next_response') and void
    and stopped_at >= v_draft.decided_at;
  for v_waiting in
    select i.created_at from public.interactions i
    where i.ticket_id = p_ticket.id and i.type = 'message' and i.author = 'customer' and i.automatic = ''
      and i.created_at < p_reply.created_at
      and i.created_at > (select a.created_at from public.interactions a where a.id = v_draft.interaction_id)
    order by i.created_at
  loop
    perform private.ask_again(p_ticket, v_waiting);
  end loop;
end $$;

create function private.follow_message() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_due timestamptz;
begin
  select * into v_ticket from public.tickets t where t.id = new.ticket_id for no key update;
  if new.type = 'reply' then
    perform private.answered(v_ticket, new);
  elsif v_ticket.first_response_at is not null then  -- else the first response is still awaited
    perform private.ask_again(v_ticket, new.created_at);
  end if;
  v_due := private.arm_clocks(v_ticket.id);
  if v_due is distinct from v_ticket.next_due_at then
    update public.tickets set next_due_at = v_due where id = v_ticket.id;
  end if;
  return null;
end $$;

create trigger interactions_time after insert on public.interactions
  for each row when (new.type = 'reply' and new.author in ('agent', 'ai')
                     or new.type = 'message' and new.author = 'customer' and new.automatic = '')
  execute function private.follow_message();

-- A customer who changes the company may come under another policy.
create function private.follow_company() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.recheck_clocks(new.id);
  return null;
end $$;
create trigger customers_time after update of company_id on public.customers
  for each row when (old.company_id is distinct from new.company_id)
  execute function private.follow_company();

revoke execute on function private.planned(public.sla_clocks, timestamptz),
  private.save_clock(public.sla_clocks), private.at_rest(public.sla_clocks, timestamptz),
  private.stop_clock(public.sla_clocks, timestamptz, boolean),
  private.start_clock(public.tickets, public.sla_policies, text, timestamptz),
  private.arm_clocks(uuid), private.follow_ticket(public.tickets),
  private.ask_again(public.tickets, timestamptz),
  private.answered(public.tickets, public.interactions), private.follow_message(),
  private.follow_company() from public;
