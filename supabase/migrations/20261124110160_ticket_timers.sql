-- What sets a ticket's timers, and what happens when one is due: warnings and breaches, reminders,
-- solving and closing by themselves.

-- What a status brings with it some days later. 0 of a setting: never.
insert into public.settings (key, value, kind, minimum, maximum, description) values
  ('pending_reminder_days', '5', 'integer', 0, 365,
   'A ticket that is pending for so many days reminds the customer; 0: it does not.'),
  ('pending_solve_days', '7', 'integer', 0, 365,
   'A ticket that is pending for so many days is solved; 0: it is not.'),
  ('solved_close_days', '4', 'integer', 0, 365,
   'A ticket that is solved for so many days is closed; 0: it is not.'),
  ('csat_delay_hours', '24', 'number', 0, 8760,
   'So many hours after solving the customer is asked how it went; 0: they are not.');

create function private.delay(p_setting text, p_unit interval) returns timestamptz
language sql volatile security definer set search_path = '' as $$
  select private.clock() + nullif(private.setting(p_setting)::numeric, 0)::float8 * p_unit
$$;

-- Which setting puts off which kind of timer, and at which status it is set.
create function private.status_timers() returns table (status text, kind text, setting text, unit interval)
language sql immutable set search_path = '' as $$
  values ('pending', 'pending_reminder', 'pending_reminder_days', interval '24 hours'),
    ('pending', 'pending_solve', 'pending_solve_days', interval '24 hours'),
    ('solved', 'solved_close', 'solved_close_days', interval '24 hours'),
    ('solved', 'csat', 'csat_delay_hours', interval '1 hour')
$$;

create function private.follow_status(p_ticket_id uuid, p_before text, p_after text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.set_timer(p_ticket_id, s.kind, null) from private.status_timers() s
  where s.status = p_before
    and not (s.kind = 'csat' and p_after = 'closed');  -- who was to be asked is asked all the same
  perform private.set_timer(p_ticket_id, s.kind, private.delay(s.setting, s.unit),
    jsonb_build_object('since', private.clock()))
  from private.status_timers() s where s.status = p_after;
  if p_after not in ('solved', 'closed') then perform private.set_timer(p_ticket_id, 'csat', null); end if;
end $$;

create function private.follow_new_ticket() returns trigger
language plpgsql security definer set search_path = '' as $$
declare v_due timestamptz := private.follow_ticket(new);
begin
  if new.status in ('pending', 'solved') then perform private.follow_status(new.id, null, new.status); end if;
  if v_due is not null then update public.tickets set next_due_at = v_due where id = new.id; end if;
  return null;
end $$;
create trigger tickets_time_new after insert on public.tickets
  for each row execute function private.follow_new_ticket();

create function private.follow_changed_ticket() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.next_due_at := private.follow_ticket(new);
  if old.status is distinct from new.status then
    perform private.follow_status(new.id, old.status, new.status);
  end if;
  return new;
end $$;
-- By its name it runs after tickets_status, which checks the status.
create trigger tickets_time before update on public.tickets
  for each row when (
    (old.status, old.priority, old.team_id, old.category, old.customer_id)
    is distinct from (new.status, new.priority, new.team_id, new.category, new.customer_id))
  execute function private.follow_changed_ticket();

-- HANDLERS OF TIMERS -----------------------------------------------------------------------------

-- Whom a clock concerns: who has the ticket, else its team.
create function private.tell_of_clock(
  p_ticket public.tickets, p_kind text, p_clock public.sla_clocks) returns void
language plpgsql security definer set search_path = '' as $$
declare v_member uuid;
begin
  perform private.audit('sla.' || p_kind, p_ticket.id, p_clock.policy_id, jsonb_build_object(
    'metric', p_clock.metric, 'due_at', p_clock.due_at, 'target_s', p_clock.target_s));
  for v_member in
    select m.id from public.members m
    where m.active and (m.id = p_ticket.assignee_id
      or p_ticket.assignee_id is null and exists (
        select 1 from public.team_members tm where tm.member_id = m.id and tm.team_id = p_ticket.team_id))
  loop
    perform private.notify(v_member, p_kind, p_ticket.id,
      jsonb_build_object('metric', p_clock.metric, 'due_at', p_clock.due_at));
  end loop;
end $$;

-- Warn, or note that the time is up; and look anew which policy holds.
create function private.timer_sla(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := private.clock();
  v_ticket public.tickets;
  v_clock public.sla_clocks;
begin
  select * into strict v_ticket from public.tickets t where t.id = p_ticket_id for no key update;
  perform private.follow_ticket(v_ticket);
  for v_clock in
    select * from public.sla_clocks c where c.ticket_id = p_ticket_id and c.stopped_at is null order by c.id
  loop
    if v_clock.due_at <= v_now and v_clock.breached_at is null then
      update public.sla_clocks set breached_at = due_at, warned_at = coalesce(warned_at, warn_at)
      where id = v_clock.id;
      perform private.tell_of_clock(v_ticket, 'breach', v_clock);
    elsif v_clock.warn_at <= v_now and v_clock.warned_at is null then
      update public.sla_clocks set warned_at = warn_at where id = v_clock.id;
      perform private.tell_of_clock(v_ticket, 'warning', v_clock);
    end if;
  end loop;
  update public.tickets t set next_due_at = n.due
  from (select private.arm_clocks(p_ticket_id) as due) n
  where t.id = p_ticket_id and t.next_due_at is distinct from n.due;
end $$;

-- After a change of policies or calendars: every ticket that is not over, some at a time.
create function private.recheck_clocks(p_customer_id uuid default null) returns void
language sql security definer set search_path = '' as $$
  select private.set_timer(null, 'sla_recheck', private.clock(), jsonb_strip_nulls(
    jsonb_build_object('key', coalesce(p_customer_id::text, ''), 'customer', p_customer_id)))
$$;

create function private.timer_sla_recheck(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_customer uuid := p_payload ->> 'customer';
  v_after uuid := coalesce(p_payload ->> 'after', '00000000-0000-0000-0000-000000000000');
  v_id uuid;
  v_count integer := 0;
begin
  for v_id in
    select t.id from public.tickets t
    where t.customer_id = v_customer and t.id > v_after and t.status not in ('solved', 'closed')
    union all
    select t.id from public.tickets t
    where v_customer is null and t.id > v_after and t.status not in ('solved', 'closed')
    order by id limit 50
  loop
    perform private.timer_sla(v_id, '{}');
    v_count := v_count + 1;
  end loop;
  if v_count = 50 then
    perform private.set_timer(null, 'sla_recheck', private.clock(), p_payload || jsonb_build_object('after', v_id));
  end if;
end $$;

create function private.timer_pending_solve(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select 1 from public.tickets t where t.id = p_ticket_id and t.status = 'pending') then
    perform private.apply_changes(p_ticket_id, '{"status": "solved"}', 'The customer has not written again.');
  end if;
end $$;

create function private.timer_solved_close(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select 1 from public.tickets t where t.id = p_ticket_id and t.status = 'solved') then
    perform private.apply_changes(p_ticket_id, '{"status": "closed"}', 'It has stayed solved.');
  end if;
end $$;

create function private.timer_pending_reminder(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_customer public.customers;
  v_left integer := private.setting('pending_solve_days')::integer - private.setting('pending_reminder_days')::integer;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and t.status = 'pending';
  if not found then return; end if;
  select * into strict v_customer from public.customers c where c.id = v_ticket.customer_id;
  if v_customer.email like '%.invalid' then return; end if;
  perform private.send_notice(v_customer.email, 'reminder',
    coalesce(left(v_customer.locale, 2), v_ticket.language, 'en'),
    jsonb_build_object('ticket_id', v_ticket.id, 'number', v_ticket.number, 'subject', v_ticket.subject,
      'name', v_customer.name, 'days', case when v_left > 0 then v_left end),  -- null: it stays pending
    format('reminder:%s:%s', v_ticket.id, p_payload ->> 'since'));
end $$;

revoke execute on function private.delay(text, interval), private.status_timers(),
  private.follow_status(uuid, text, text), private.follow_new_ticket(),
  private.follow_changed_ticket(), private.tell_of_clock(public.tickets, text, public.sla_clocks),
  private.timer_sla(uuid, jsonb), private.recheck_clocks(uuid),
  private.timer_sla_recheck(uuid, jsonb), private.timer_pending_solve(uuid, jsonb),
  private.timer_solved_close(uuid, jsonb), private.timer_pending_reminder(uuid, jsonb) from public;
