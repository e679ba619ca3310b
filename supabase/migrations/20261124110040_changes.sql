-- The one language in which changes to a ticket are said, and the one function that makes them
-- (apply_changes), for one ticket or many. First which status may follow which, and the end of a
-- snooze.

-- A closed ticket is closed for people; only a reply that comes early enough opens it again.
alter table public.ticket_status_transitions
  add column by_reply_only boolean not null default false;
insert into public.ticket_status_transitions (from_status, to_status, by_reply_only) values ('closed', 'open', true);

create or replace function private.check_ticket_status() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if old.merged_into is not null and new.merged_into is null then
    return new;  -- undoing a merge puts back what was
  end if;
  if not exists (
    select 1 from public.ticket_status_transitions t
    where t.from_status = old.status and t.to_status = new.status
      and (not t.by_reply_only or current_setting('autocrm.reply', true) = 'yes')) then
    raise exception using errcode = 'PT409',
      message = format('Ticket #%s cannot go from %s to %s%s.', new.number, old.status, new.status,
        case when old.status = 'closed' then ': open a follow-up instead' else '' end);
  end if;
  new.solved_at := case when new.status = 'solved' then now()
                        when new.status = 'closed' then new.solved_at end;
  new.closed_at := case when new.status = 'closed' then now() end;
  if old.status in ('solved', 'closed') and new.status = 'open' then
    new.reopen_count := old.reopen_count + 1;
  end if;
  if new.status in ('solved', 'closed') then
    new.is_snoozed := false;
    new.snoozed_until := null;
  end if;
  return new;
end $$;

-- The handler of timers of the kind `snooze`. Quiet when the ticket woke by itself, or was put
-- aside for longer since.
create function private.timer_snooze(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id for no key update;
  if not v_ticket.is_snoozed or v_ticket.snoozed_until is distinct from (p_payload ->> 'until')::timestamptz then
    return;
  end if;
  perform private.apply_changes(p_ticket_id, jsonb_build_object('snoozed_until', null)
    || case when v_ticket.status in ('pending', 'on_hold') then '{"status": "open"}'::jsonb else '{}' end,
    'The time it was put aside for is over.');
end $$;
revoke execute on function private.timer_snooze(uuid, jsonb) from public;

-- THE CHANGES ------------------------------------------------------------------------------------

-- The keys of a set of changes and the types their values may have.
create function private.change_types() returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object(
    'status', '["string"]'::jsonb, 'priority', '["number", "string"]'::jsonb,
    'category', '["string", "null"]'::jsonb, 'team', '["string", "null"]'::jsonb,
    'assignee', '["string", "null"]'::jsonb, 'subject', '["string"]'::jsonb,
    'language', '["string", "null"]'::jsonb, 'fields', '["object"]'::jsonb,
    'tags_add', '["array"]'::jsonb, 'tags_remove', '["array"]'::jsonb,
    'snoozed_until', '["string", "null"]'::jsonb, 'note', '["string"]'::jsonb)
$$;
revoke execute on function private.change_types() from public;

-- Raises PT422 with a sentence that names the wrong part. Says nothing of the ticket: so rules and
-- macros are checked with it when they are saved.
create function private.check_changes(p_changes jsonb) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_key text;
  v_value jsonb;
begin
  if p_changes is null or jsonb_typeof(p_changes) <> 'object' or p_changes = '{}' then
    raise exception using errcode = 'PT422', message = 'Say what to change: an object like {"priority": 2}.';
  end if;
  for v_key, v_value in select e.key, e.value from jsonb_each(p_changes) e loop
    if not private.change_types() ? v_key then
      raise exception using errcode = 'PT422', message = format('There is no change %L: known are %s.', v_key,
        (select string_agg(k, ', ' order by k) from jsonb_object_keys(private.change_types()) k));
    end if;
    if not private.change_types() -> v_key ? jsonb_typeof(v_value) then
      raise exception using errcode = 'PT422', message = format('The change %L takes %s, not %s.', v_key,
        (select string_agg(t, ' or ') from jsonb_array_elements_text(private.change_types() -> v_key) t),
        jsonb_typeof(v_value));
    end if;
    if jsonb_typeof(v_value) = 'array' and jsonb_path_exists(v_value, '$[*] ? (@.type() != "string")') then
      raise exception using errcode = 'PT422', message = format('The change %L takes a list of texts.', v_key);
    end if;
  end loop;
  if p_changes ? 'status'
     and p_changes ->> 'status' not in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed') then
    raise exception using errcode = 'PT422', message = format(
      'There is no status %L: known are new, open, pending, on_hold, solved, closed.', p_changes ->> 'status');
  end if;
  if p_changes ? 'priority' then
    perform private.priority_of(p_changes -> 'priority');
  end if;
  if p_changes ->> 'category' is not null
     and not exists (select 1 from public.ticket_categories c where c.key = p_changes ->> 'category') then
    raise exception using errcode = 'PT422', message = format('There is no category %L.', p_changes ->> 'category');
  end if;
  if p_changes ->> 'team' is not null
     and not exists (select 1 from public.teams t where t.key = p_changes ->> 'team') then
    raise exception using errcode = 'PT422', message = format('There is no team %L.', p_changes ->> 'team');
  end if;
  if p_changes ->> 'assignee' is not null and p_changes ->> 'assignee' <> 'me' then
    perform private.assignee_of(p_changes ->> 'assignee');
  end if;
  if p_changes ? 'snoozed_until' then
    perform private.snooze_end(p_changes ->> 'snoozed_until');
  end if;
  perform private.tag_key(t) from jsonb_array_elements_text(
    coalesce(p_changes -> 'tags_add', '[]') || coalesce(p_changes -> 'tags_remove', '[]')) t;
  if length(p_changes ->> 'subject') not between 1 and 998 then
    raise exception using errcode = 'PT422', message = 'A subject has 1 to 998 characters.';
  end if;
  if length(trim(p_changes ->> 'note')) not between 1 and 100000 then
    raise exception using errcode = 'PT422', message = 'A note has 1 to 100000 characters.';
  end if;
  if p_changes ->> 'language' !~ '^[a-z]{2,3}$' then
    raise exception using errcode = 'PT422', message = 'A language is two or three letters, like en.';
  end if;
end $$;

-- 1 to 4, or the name of it.
create function private.priority_of(p_value jsonb) returns integer
language plpgsql immutable set search_path = '' as $$
declare v_priority integer := case
  when p_value #>> '{}' in ('1', '2', '3', '4') then (p_value #>> '{}')::integer
  else array_position(array['urgent', 'high', 'normal', 'low'], p_value #>> '{}') end;
begin
  if v_priority is null then
    raise exception using errcode = 'PT422', message =
      format('There is no priority %s: 1 urgent, 2 high, 3 normal, 4 low.', p_value);
  end if;
  return v_priority;
end $$;

-- An active member by id, mail address, or `me`.
create function private.assignee_of(p_value text) returns uuid
language plpgsql stable set search_path = '' as $$
declare v_id uuid := (
  select m.id from public.members m
  where m.active and case
    when p_value = 'me' then m.id = private.member_id()
    else lower(p_value) in (m.id::text, lower(m.email)) end);
begin
  if v_id is null then
    raise exception using errcode = 'PT422', message = case
      when p_value = 'me' then 'Sign in as a member to take a ticket: the secret key is nobody.'
      else format('There is no active member %L: name one by id or mail address.', p_value) end;
  end if;
  return v_id;
end $$;

-- A time, "+3 days" from now, or null for "reply" (until the customer writes) and null (not at all).
create function private.snooze_end(p_value text) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare v_end timestamptz := case
  when left(p_value, 1) = '+' and pg_input_is_valid(substr(p_value, 2), 'interval')
    then now() + substr(p_value, 2)::interval
  when p_value <> 'reply' and pg_input_is_valid(p_value, 'timestamptz') then p_value::timestamptz end;
begin
  if p_value <> 'reply' and (v_end is null or not isfinite(v_end) or v_end <= now()) then
    raise exception using errcode = 'PT422', message = format(
      'A ticket is put aside until a time to come, "+3 days", or "reply" (until the customer writes), not %L.', p_value);
  end if;
  return v_end;
end $$;
revoke execute on function private.check_changes(jsonb), private.priority_of(jsonb),
  private.assignee_of(text), private.snooze_end(text) from public;

-- What the changes make of the ticket's columns. Changes nothing.
create function private.changed_ticket(p_ticket public.tickets, p_changes jsonb) returns public.tickets
language plpgsql stable set search_path = '' as $$
declare v_new public.tickets := p_ticket;
begin
  if p_changes ? 'status' then v_new.status := p_changes ->> 'status'; end if;
  if p_changes ? 'priority' then v_new.priority := private.priority_of(p_changes -> 'priority'); end if;
  if p_changes ? 'category' then v_new.category := p_changes ->> 'category'; end if;
  if p_changes ? 'subject' then v_new.subject := p_changes ->> 'subject'; end if;
  if p_changes ? 'language' then v_new.language := p_changes ->> 'language'; end if;
  if p_changes ? 'snoozed_until' then
    v_new.is_snoozed := p_changes ->> 'snoozed_until' is not null;
    v_new.snoozed_until := private.snooze_end(p_changes ->> 'snoozed_until');
  end if;
  if p_changes ? 'team' then
    v_new.team_id := (select t.id from public.teams t where t.key = p_changes ->> 'team');
  end if;
  if p_changes ? 'assignee' then
    v_new.assignee_id := case when p_changes ->> 'assignee' is not null
                              then private.assignee_of(p_changes ->> 'assignee') end;
  elsif v_new.team_id is distinct from p_ticket.team_id and not exists (
    select 1 from public.team_members tm
    where tm.team_id = v_new.team_id and tm.member_id = p_ticket.assignee_id) then
    v_new.assignee_id := null;  -- another team's ticket does not stay with somebody outside it
  end if;
  return v_new;
end $$;
revoke execute on function private.changed_ticket(public.tickets, jsonb) from public;

-- What forbids the change from p_old to p_new beyond what the table itself checks.
create function private.check_ticket_change(p_old public.tickets, p_new public.tickets) returns void
language plpgsql stable set search_path = '' as $$
declare v_missing text;
begin
  if p_old.merged_into is not null and p_new.status <> p_old.status then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is merged into another one: undo the merge first.', p_old.number);
  end if;
  if p_new.is_snoozed and not p_old.is_snoozed and p_new.status in ('solved', 'closed') then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is %s: only what is still to do can be put aside.', p_new.number, p_new.status);
  end if;
  -- People fill in what is missing; a timer or a rule cannot, and is not stopped by it.
  if p_new.status = 'solved' and p_old.status <> 'solved' and private.is_member() then
    select string_agg(coalesce(d.label ->> 'en', d.key), ', ' order by d.position, d.key) into v_missing
    from public.custom_field_definitions d
    where d.active and d.required_to_solve
      and not exists (select 1 from public.ticket_fields f where f.field = d.key and f.ticket_id = p_new.id);
    if v_missing is not null then
      raise exception using errcode = 'PT422', message = format(
        'Fill in %s before you solve ticket #%s.', v_missing, p_new.number);
    end if;
  end if;
end $$;
revoke execute on function private.check_ticket_change(public.tickets, public.tickets) from public;

-- The one way in which a ticket is changed. Checks the changes, not the caller: an RPC does that.
-- p_version: what the caller has seen; when somebody was quicker, PT409. Each change is on record
-- with p_reason.
create function private.apply_changes(
  p_ticket_id uuid, p_changes jsonb, p_reason text default '', p_version integer default null)
returns public.tickets language plpgsql security definer set search_path = '' as $$
declare
  v_old public.tickets;
  v_new public.tickets;
  v_reason_before text := private.change_reason();
begin
  perform private.check_changes(p_changes);
  select * into v_old from public.tickets t where t.id = p_ticket_id for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket.';
  end if;
  if p_version <> v_old.version then
    raise exception using errcode = 'PT409', message = format(
      'Somebody changed this ticket meanwhile (it is at version %s, you saw %s): look at it again, then repeat your change.',
      v_old.version, p_version);
  end if;
  perform set_config('autocrm.reason', coalesce(p_reason, ''), true);
  if p_changes ? 'fields' then perform private.change_fields(p_ticket_id, p_changes -> 'fields'); end if;
  v_new := private.changed_ticket(v_old, p_changes);
  perform private.check_ticket_change(v_old, v_new);
  if v_new is distinct from v_old then
    update public.tickets set status = v_new.status, priority = v_new.priority, category = v_new.category,
      team_id = v_new.team_id, assignee_id = v_new.assignee_id, subject = v_new.subject,
      language = v_new.language,
      is_snoozed = v_new.is_snoozed, snoozed_until = v_new.snoozed_until
    where id = p_ticket_id;
  end if;
  perform private.change_tags(p_ticket_id, p_changes -> 'tags_add', p_changes -> 'tags_remove');
  if p_changes ? 'note' then perform private.write_note(p_ticket_id, p_changes ->> 'note'); end if;
  if v_new.snoozed_until is distinct from v_old.snoozed_until then  -- null takes the timer back
    perform private.set_timer(p_ticket_id, 'snooze', v_new.snoozed_until,
      jsonb_build_object('until', v_new.snoozed_until));
  end if;
  perform set_config('autocrm.reason', v_reason_before, true);
  select * into strict v_new from public.tickets t where t.id = p_ticket_id;
  return v_new;
end $$;
revoke execute on function private.apply_changes(uuid, jsonb, text, integer) from public;

-- The ticket, locked, if the caller may work on it as a member.
create function private.ticket_for_member(p_ticket_id uuid) returns public.tickets
language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  if private.is_service() or private.is_member() then
    select * into v_ticket from public.tickets t
    where t.id = p_ticket_id and private.member_can_see(t) for no key update;
  end if;
  if v_ticket.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  return v_ticket;
end $$;
revoke execute on function private.ticket_for_member(uuid) from public;

create function private.whole_ticket(p_ticket public.tickets) returns jsonb
language sql stable security definer set search_path = '' as $$
  select to_jsonb(p_ticket) || jsonb_build_object('fields', private.fields(p_ticket.id), 'tags', (
    select coalesce(jsonb_agg(t.tag order by t.tag), '[]') from public.ticket_tags t where t.ticket_id = p_ticket.id))
$$;
revoke execute on function private.whole_ticket(public.tickets) from public;

-- Change one ticket; the ticket as it is then, with its fields and tags.
create function public.update_ticket(
  p_ticket_id uuid, p_changes jsonb, p_version integer default null, p_reason text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets := private.ticket_for_member(p_ticket_id);
begin
  v_ticket := private.apply_changes(p_ticket_id, p_changes, p_reason, p_version);
  return private.whole_ticket(v_ticket);
end $$;

-- Change many tickets alike: for each, in the order given, {ticket_id, ok, number, version} or
-- {ticket_id, ok: false, code, error}. One that fails leaves the others as they are.
create function public.update_tickets(p_ticket_ids uuid[], p_changes jsonb, p_reason text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
  v_ticket public.tickets;
  v_results jsonb := '{}';
  v_said text;
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members may change tickets.';
  end if;
  if coalesce(cardinality(p_ticket_ids), 0) not between 1 and 500 then
    raise exception using errcode = 'PT422', message = 'Name 1 to 500 tickets a call.';
  end if;
  perform private.check_changes(p_changes);
  -- Locked in order of their ids: two who change the same tickets wait, and do not deadlock.
  for v_id in select distinct u from unnest(p_ticket_ids) u where u is not null order by u loop
    begin
      perform private.ticket_for_member(v_id);
      v_ticket := private.apply_changes(v_id, p_changes, p_reason);
      v_results := v_results || jsonb_build_object(v_id, jsonb_build_object(
        'ticket_id', v_id, 'ok', true, 'number', v_ticket.number, 'version', v_ticket.version));
    exception when sqlstate 'PT404' or sqlstate 'PT409' or sqlstate 'PT422' or check_violation then
      get stacked diagnostics v_said = message_text;
      v_results := v_results || jsonb_build_object(v_id, jsonb_build_object(
        'ticket_id', v_id, 'ok', false, 'code', sqlstate, 'error', v_said));
    end;
  end loop;
  return (
    select jsonb_agg(v_results -> g.id order by g.place)
    from (select u.id::text as id, min(u.place) as place
          from unnest(p_ticket_ids) with ordinality u (id, place) where u.id is not null group by u.id) g);
end $$;

-- Take a ticket: of two who do, the second is told who has it.
create function public.take_ticket(p_ticket_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets := private.ticket_for_member(p_ticket_id);
begin
  if v_ticket.assignee_id <> private.member_id() then
    raise exception using errcode = 'PT409', message = format('%s has ticket #%s already: ask, or assign it to yourself.',
      (select m.name from public.members m where m.id = v_ticket.assignee_id), v_ticket.number);
  end if;
  v_ticket := private.apply_changes(p_ticket_id, '{"assignee": "me"}', 'Taken.');
  return private.whole_ticket(v_ticket);
end $$;

create or replace function public.set_ticket_status(p_ticket_id uuid, p_status text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets := private.ticket_for_member(p_ticket_id);
begin
  v_ticket := private.apply_changes(p_ticket_id, jsonb_build_object('status', p_status));
  return jsonb_build_object('id', v_ticket.id, 'number', v_ticket.number, 'status', v_ticket.status,
    'version', v_ticket.version);
end $$;

revoke execute on function public.update_ticket(uuid, jsonb, integer, text),
  public.update_tickets(uuid[], jsonb, text), public.take_ticket(uuid)
  from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.update_ticket(uuid, jsonb, integer, text),
  public.update_tickets(uuid[], jsonb, text), public.take_ticket(uuid)
  to authenticated, service_role;
