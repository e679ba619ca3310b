-- Rules at work: after every change and message, and by the timer.

-- Of a transaction: 'on' while a rule or a set of changes is at work on a ticket, so that its
-- steps are not taken for changes of their own; what it made is looked at when it is done.
create function private.settling() returns boolean
language sql stable set search_path = '' as $$
  select coalesce(current_setting('autocrm.settling', true), '') = 'on'
$$;
revoke execute on function private.settling() from public;

create function private.what_changed(p_old public.tickets, p_new public.tickets) returns text[]
language sql immutable set search_path = '' as $$
  select array_remove(array[
    case when p_old.status is distinct from p_new.status then 'status' end,
    case when p_old.priority is distinct from p_new.priority then 'priority' end,
    case when p_old.category is distinct from p_new.category then 'category' end,
    case when p_old.team_id is distinct from p_new.team_id then 'team' end,
    case when p_old.assignee_id is distinct from p_new.assignee_id then 'assignee' end,
    case when p_old.subject is distinct from p_new.subject then 'subject' end,
    case when p_old.language is distinct from p_new.language then 'language' end,
    case when p_old.is_snoozed is distinct from p_new.is_snoozed then 'snoozed' end], null)
$$;
revoke execute on function private.what_changed(public.tickets, public.tickets) from public;

create function private.tags_of(p_ticket_id uuid) returns text[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(g.tag order by g.tag), '{}') from public.ticket_tags g where g.ticket_id = p_ticket_id
$$;
revoke execute on function private.tags_of(uuid) from public;

create function private.rule_notify(p_rule public.rules, p_ticket public.tickets) returns void
language plpgsql security definer set search_path = '' as $$
declare v_member uuid;
begin
  for v_member in
    select m.id from public.members m, jsonb_array_elements_text(p_rule.actions -> 'notify') w
    where m.active and case w
      when 'assignee' then m.id = p_ticket.assignee_id
      when 'team' then exists (select 1 from public.team_members tm where tm.team_id = p_ticket.team_id and tm.member_id = m.id)
      when 'watchers' then exists (select 1 from public.ticket_watchers x where x.ticket_id = p_ticket.id and x.member_id = m.id)
      else lower(m.email) = lower(w) or m.id::text = lower(w) end
      -- Nobody is told of what they may not see.
      and private.member_may_see(m.id, p_ticket)
    group by m.id order by m.id
  loop
    perform private.notify(v_member, 'rule', p_ticket.id, jsonb_build_object('rule', p_rule.name));
  end loop;
end $$;
revoke execute on function private.rule_notify(public.rules, public.tickets) from public;

create function private.rule_notice(p_rule public.rules, p_ticket public.tickets) returns void
language plpgsql security definer set search_path = '' as $$
declare v_customer public.customers;
begin
  select * into strict v_customer from public.customers c where c.id = p_ticket.customer_id;
  if v_customer.email not like '%@visitor.invalid' then
    perform private.send_notice(v_customer.email, p_rule.actions ->> 'send_notice',
      coalesce(left(v_customer.locale, 2), p_ticket.language, 'en'),
      jsonb_build_object('ticket_id', p_ticket.id, 'number', p_ticket.number, 'subject', p_ticket.subject,
        'status', p_ticket.status, 'name', v_customer.name),
      format('rule:%s:%s:%s', p_rule.id, p_ticket.id, p_ticket.version));
  end if;
end $$;
revoke execute on function private.rule_notice(public.rules, public.tickets) from public;

-- One rule's actions. What the ticket does not allow is recorded and stops nothing else, least of
-- all the customer's mail; what another attempt may heal (deadlock, shutdown, no memory) goes up.
create function private.act(p_rule public.rules, p_ticket_id uuid, p_event text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.tickets;
  v_after public.tickets;
  v_changes jsonb := private.rule_changes(p_rule.actions);
  v_said text;
begin
  if v_changes ? 'note' then
    v_changes := v_changes || jsonb_build_object('note', format('Rule "%s": %s', p_rule.name, v_changes ->> 'note'));
  end if;
  select * into strict v_before from public.tickets t where t.id = p_ticket_id;
  begin
    if v_changes <> '{}' then
      v_after := private.apply_plain_changes(p_ticket_id, v_changes, format('Rule "%s".', p_rule.name));
    else
      v_after := v_before;
    end if;
    if p_rule.actions ? 'notify' then perform private.rule_notify(p_rule, v_after); end if;
    if p_rule.actions ? 'send_notice' then perform private.rule_notice(p_rule, v_after); end if;
    if p_rule.actions ? 'route' then
      perform private.route(p_ticket_id, format('Rule "%s".', p_rule.name), false, true);
      select * into strict v_after from public.tickets t where t.id = p_ticket_id;
    end if;
  exception when others then
    get stacked diagnostics v_said = message_text;
    if sqlstate ~ '^(40|53|57|58|XX)' then raise; end if;
    v_after := v_before;
  end;
  insert into public.rule_runs (at, rule_id, rule_name, ticket_id, event, changes, error)
  values (private.clock(), p_rule.id, p_rule.name, p_ticket_id, p_event,
    coalesce(private.ticket_change(to_jsonb(v_before), to_jsonb(v_after)), '{}')
      || case when v_said is null then v_changes - (select coalesce(array_agg(k), '{}') from jsonb_object_keys(v_changes) k
              where k not in ('tags_add', 'tags_remove', 'fields', 'note')) else '{}' end,
    coalesce(v_said, ''));
end $$;
revoke execute on function private.act(public.rules, uuid, text) from public;

-- The rules of an event, in their order, each on the ticket as those before it left it. What they
-- change is an update that other rules see. Each rule acts once on one change, so it ends; five
-- rounds are more than anybody can still follow.
create function private.run_rules(p_ticket_id uuid, p_event text, p_changed text[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_event text := p_event;
  v_changed text[] := p_changed;
  v_acted uuid[] := '{}';
  v_round integer := 0;
  v_rule public.rules;
  v_before public.tickets;
  v_after public.tickets;
  v_tags text[];
  v_fields jsonb;
begin
  loop
    v_round := v_round + 1;
    select * into strict v_before from public.tickets t where t.id = p_ticket_id;
    v_tags := private.tags_of(p_ticket_id);
    v_fields := private.fields(p_ticket_id);
    for v_rule in
      select * from public.rules r where r.active and r.event = v_event order by r.position, r.id
    loop
      continue when v_rule.id = any (v_acted)
        or v_event = 'timer' and not private.rule_is_due(v_rule, v_before)
        or not private.compiled_matches(v_rule.compiled, p_ticket_id, v_changed);
      perform private.act(v_rule, p_ticket_id, v_event);
      v_acted := v_acted || v_rule.id;
      exit when v_rule.stop;
    end loop;
    select * into strict v_after from public.tickets t where t.id = p_ticket_id;
    v_changed := private.what_changed(v_before, v_after)
      || case when private.tags_of(p_ticket_id) <> v_tags then '{tag}' else '{}' end::text[]
      || case when private.fields(p_ticket_id) <> v_fields then '{field}' else '{}' end::text[];
    exit when v_changed = '{}' or v_round = 5;
    v_event := 'updated';
  end loop;
end $$;
revoke execute on function private.run_rules(uuid, text, text[]) from public;

-- After anything that happened to a ticket: its rules, the timer of those that wait, its assignment.
create function private.settle(p_ticket_id uuid, p_event text, p_changed text[] default '{}') returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.tickets;
  v_after public.tickets;
begin
  if private.settling() then return; end if;
  perform set_config('autocrm.settling', 'on', true);
  select * into strict v_before from public.tickets t where t.id = p_ticket_id;
  if exists (select 1 from public.rules r where r.active and r.event = p_event) then
    perform private.run_rules(p_ticket_id, p_event, p_changed);
  end if;
  perform private.plan_rules(p_ticket_id, p_event <> 'timer');
  select * into strict v_after from public.tickets t where t.id = p_ticket_id;
  if p_event in ('created', 'message')
     or (p_changed || private.what_changed(v_before, v_after)) && '{status,team,category,snoozed}'
     -- Whom nobody holds any more because the holder is gone; who is let go on purpose stays free.
     or v_after.assignee_id is null and 'assignee' = any (p_changed) and private.was_left(p_ticket_id) then
    perform private.auto_route(p_ticket_id);
  end if;
  perform set_config('autocrm.settling', '', true);
end $$;
revoke execute on function private.settle(uuid, text, text[]) from public;

-- apply_changes makes a change in steps (fields, columns, tags): what it makes is settled once, when
-- it is whole, and the ticket it returns is the one that the rules have left.
alter function private.apply_changes(uuid, jsonb, text, integer) rename to apply_plain_changes;

create function private.apply_changes(
  p_ticket_id uuid, p_changes jsonb, p_reason text default '', p_version integer default null)
returns public.tickets language plpgsql security definer set search_path = '' as $$
declare
  v_before public.tickets;
  v_after public.tickets;
  v_tags text[];
  v_fields jsonb;
begin
  if private.settling() then
    return private.apply_plain_changes(p_ticket_id, p_changes, p_reason, p_version);
  end if;
  select * into v_before from public.tickets t where t.id = p_ticket_id for no key update;
  v_tags := private.tags_of(p_ticket_id);
  v_fields := private.fields(p_ticket_id);
  perform set_config('autocrm.settling', 'on', true);
  v_after := private.apply_plain_changes(p_ticket_id, p_changes, p_reason, p_version);
  perform set_config('autocrm.settling', '', true);
  if v_after.version <> v_before.version then
    perform private.settle(p_ticket_id, 'updated', private.what_changed(v_before, v_after)
      || case when private.tags_of(p_ticket_id) <> v_tags then '{tag}' else '{}' end::text[]
      || case when private.fields(p_ticket_id) <> v_fields then '{field}' else '{}' end::text[]);
    select * into strict v_after from public.tickets t where t.id = p_ticket_id;
  end if;
  return v_after;
end $$;
revoke execute on function private.apply_changes(uuid, jsonb, text, integer) from public;

create function private.settle_update() returns trigger
language plpgsql security definer set search_path = '' as $$
declare v_changed text[] := private.what_changed(old, new);
begin
  if v_changed <> '{}' then perform private.settle(new.id, 'updated', v_changed); end if;
  return null;
end $$;
revoke execute on function private.settle_update() from public;
-- The last of the after-triggers, which run by name: the others' work is done.
create trigger tickets_zz_settle after update on public.tickets
  for each row execute function private.settle_update();

create function private.settle_message() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.settle(new.ticket_id, case when exists (
    select 1 from public.interactions i
    where i.ticket_id = new.ticket_id and i.author = 'customer' and i.id <> new.id
      and (i.created_at, i.id) < (new.created_at, new.id)) then 'message' else 'created' end);
  return null;
end $$;
revoke execute on function private.settle_message() from public;
-- At the commit: the message's files and the ticket's state are there then.
create constraint trigger interactions_settle after insert on public.interactions
  deferrable initially deferred for each row when (new.author = 'customer')
  execute function private.settle_message();

-- RULES BY THE TIMER -------------------------------------------------------------------------------

-- When a rule by the timer is due for a ticket. Both bases are set by people who write, never by a
-- rule: so a rule acts once on what somebody wrote, and cannot wind itself up again.
create function private.rule_due(p_rule public.rules, p_ticket public.tickets) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select greatest(p_ticket.created_at + p_rule.age_after, p_rule.idle_after + coalesce(
    (select max(i.created_at) from public.interactions i where i.ticket_id = p_ticket.id), p_ticket.created_at))
$$;

create function private.rule_has_acted(p_rule public.rules, p_ticket public.tickets) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.rule_runs u
    where u.rule_id = p_rule.id and u.ticket_id = p_ticket.id and u.event = 'timer'
      and u.at >= private.rule_due(p_rule, p_ticket))
$$;

create function private.rule_is_due(p_rule public.rules, p_ticket public.tickets) returns boolean
language sql volatile security definer set search_path = '' as $$
  select private.rule_due(p_rule, p_ticket) <= private.clock() and not private.rule_has_acted(p_rule, p_ticket)
$$;

-- Sets the ticket's timer for the next rule. p_past: those whose time has come already count too,
-- unless they have acted since; the timer's handler has just tried them and does not want that.
create function private.plan_rules(p_ticket_id uuid, p_past boolean) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := private.clock();
  v_due timestamptz;
begin
  if not exists (select 1 from public.rules r where r.active and r.event = 'timer') then return; end if;
  select min(private.rule_due(r, t)) into v_due
  from public.rules r, public.tickets t
  where r.active and r.event = 'timer' and t.id = p_ticket_id
    and (p_past or private.rule_due(r, t) > v_now)
    and private.compiled_matches(r.compiled_without_time, t.id)
    and not private.rule_has_acted(r, t);
  if v_due is not null then
    perform private.set_timer(p_ticket_id, 'rules', greatest(v_due, v_now), '{}');
  end if;
end $$;

-- A new rule by the timer: the tickets it may be about.
create function private.plan_rule(p_rule public.rules) returns void
language plpgsql security definer set search_path = '' as $$
begin
  execute format('select private.plan_rules(t.id, true) from public.tickets t where t.status <> ''closed'' and %s',
    p_rule.compiled_without_time) using null::text[], private.clock();
end $$;

-- The handler of timers of the kind `rules`.
create function private.timer_rules(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from public.tickets t where t.id = p_ticket_id for no key update;
  perform private.settle(p_ticket_id, 'timer', '{}');
end $$;
revoke execute on function private.rule_due(public.rules, public.tickets),
  private.rule_has_acted(public.rules, public.tickets), private.rule_is_due(public.rules, public.tickets),
  private.plan_rules(uuid, boolean), private.plan_rule(public.rules),
  private.timer_rules(uuid, jsonb) from public;
