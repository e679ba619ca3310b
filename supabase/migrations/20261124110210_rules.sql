-- Rules: conditions and the changes they lead to, set by admins and tried on real tickets first.

create table public.rules (
  id uuid primary key default gen_random_uuid(),
  name text not null unique constraint rules_name_length check (length(name) between 1 and 120),
  position integer not null default 100,
  active boolean not null default true,
  event text not null constraint rules_event_known check (event in ('created', 'updated', 'message', 'timer')),
  conditions jsonb not null default '{}',
  actions jsonb not null,
  stop boolean not null default false,  -- no later rule looks at the same event
  -- Filled from conditions by the trigger below, whatever is written to them.
  compiled text not null default '',
  compiled_without_time text not null default '',
  age_after interval,
  idle_after interval,
  updated_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index rules_in_order on public.rules (event, position, id) where active;
comment on column public.rules.event is
  'created: with the first message; message: with each later one; updated: after a change; timer: when age or idle is reached.';
comment on column public.rules.actions is
  'Changes to the ticket as update_ticket takes them, and notify, send_notice, route.';
create trigger rules_touch before update on public.rules
  for each row execute function private.touch_updated_at();

create table public.rule_runs (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  rule_id uuid not null,  -- the rule may be gone
  rule_name text not null,
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  event text not null,
  changes jsonb not null default '{}',  -- before and after of what it changed
  error text not null default ''
);
create index rule_runs_rule on public.rule_runs (rule_id, ticket_id, at desc);
create index rule_runs_ticket on public.rule_runs (ticket_id, at);
create index rule_runs_at on public.rule_runs (at desc);
create trigger rule_runs_append_only before update or delete on public.rule_runs
  for each row execute function private.forbid_change();

alter table public.rules enable row level security;
alter table public.rule_runs enable row level security;
create policy "Members see the rules" on public.rules for select to authenticated
  using ((select private.is_member()));
create policy "Members see what rules did to tickets they see" on public.rule_runs
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = rule_runs.ticket_id));
grant select on public.rules, public.rule_runs to authenticated;
grant all on public.rules to service_role;
grant select, insert on public.rule_runs to service_role;
revoke update, delete, truncate on public.rule_runs from service_role;

-- The actions that are changes to the ticket.
create function private.rule_changes(p_actions jsonb) returns jsonb
language sql immutable set search_path = '' as $$ select p_actions - '{notify,send_notice,route}'::text[] $$;
revoke execute on function private.rule_changes(jsonb) from public;

create function private.check_notify(p_value jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
declare v_who text;
begin
  if jsonb_typeof(p_value) <> 'array' or p_value = '[]' or jsonb_path_exists(p_value, '$[*] ? (@.type() != "string")') then
    perform private.refuse_rule('actions.notify', 'say whom: a list of assignee, team, watchers, or members'' mail addresses.');
  end if;
  for v_who in select w from jsonb_array_elements_text(p_value) w loop
    if v_who not in ('assignee', 'team', 'watchers') and not exists (
      select 1 from public.members m where lower(m.email) = lower(v_who) or m.id::text = lower(v_who)) then
      perform private.refuse_rule('actions.notify', format('there is no member %L.', v_who));
    end if;
  end loop;
end $$;
revoke execute on function private.check_notify(jsonb) from public;

-- Raises PT422 with a sentence that names the wrong part.
create function private.check_actions(p_actions jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  v_key text;
  v_value jsonb;
  v_said text;
begin
  if jsonb_typeof(p_actions) is distinct from 'object' or p_actions = '{}' then
    perform private.refuse_rule('actions', 'say what to do: an object like {"team": "billing"}.');
  end if;
  if p_actions ? 'notify' then perform private.check_notify(p_actions -> 'notify'); end if;
  if p_actions ? 'send_notice' and p_actions -> 'send_notice' <> all ('{"\"status_changed\"","\"ticket_received\"","\"reminder\""}'::jsonb[]) then
    perform private.refuse_rule('actions.send_notice', 'name a notice to the customer: status_changed, ticket_received or reminder.');
  end if;
  if p_actions ? 'route' and p_actions -> 'route' <> 'true' then
    perform private.refuse_rule('actions.route', 'true, or leave it out.');
  end if;
  if p_actions ->> 'assignee' = 'me' then
    perform private.refuse_rule('actions.assignee', 'a rule is nobody: name a member, or route.');
  end if;
  if p_actions ? 'fields' and jsonb_typeof(p_actions -> 'fields') = 'object' then
    for v_key, v_value in select e.key, e.value from jsonb_each(p_actions -> 'fields') e loop
      select coalesce(case when v_value <> 'null' then private.field_fault(d, v_value) end, '') into v_said
      from public.custom_field_definitions d where d.key = v_key and d.active;
      if not found then
        perform private.refuse_rule('actions.fields.' || v_key, 'there is no such field.');
      elsif v_said <> '' then
        perform private.refuse_rule('actions.fields.' || v_key, v_said || '.');
      end if;
    end loop;
  end if;
  if private.rule_changes(p_actions) <> '{}' then
    begin
      perform private.check_changes(private.rule_changes(p_actions));
    exception when sqlstate 'PT422' then
      get stacked diagnostics v_said = message_text;
      perform private.refuse_rule('actions', v_said);
    end;
  end if;
end $$;
revoke execute on function private.check_actions(jsonb) from public;

-- Validated and compiled on every way into the table, so that no text of a client becomes SQL.
create function private.compile_rule() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.check_actions(new.actions);
  new.compiled := private.compile_conditions(new.conditions);
  new.compiled_without_time := private.compile_conditions(new.conditions, 'conditions', false);
  select max((c ->> 'value')::interval) filter (where c ->> 'fact' = 'age'),
    max((c ->> 'value')::interval) filter (where c ->> 'fact' = 'idle')
  into new.age_after, new.idle_after
  from jsonb_array_elements(coalesce(new.conditions -> 'all', '[]')) c
  where c ->> 'op' in ('>', '>=') and c ->> 'fact' in ('age', 'idle') and new.event = 'timer';
  if new.event = 'timer' and coalesce(new.age_after, new.idle_after) is null then
    perform private.refuse_rule('conditions.all', 'a rule by the timer says when: {"fact": "age" or "idle", "op": ">", "value": "4 hours"}.');
  end if;
  return new;
end $$;
revoke execute on function private.compile_rule() from public;
create trigger rules_compile before insert or update on public.rules
  for each row execute function private.compile_rule();

create function private.rule_row(p_rule public.rules) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(p_rule) - '{compiled,compiled_without_time,age_after,idle_after}'::text[]
$$;
revoke execute on function private.rule_row(public.rules) from public;

create function private.admin_only(p_what text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = format('Only an admin may %s.', p_what);
  end if;
end $$;
revoke execute on function private.admin_only(text) from public;

-- Make or change a rule by its name; what is null stays as it is.
create function public.set_rule(
  p_name text, p_event text default null, p_conditions jsonb default null, p_actions jsonb default null,
  p_position integer default null, p_active boolean default null, p_stop boolean default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.rules;
  v_rule public.rules;
begin
  perform private.admin_only('make rules');
  if length(trim(coalesce(p_name, ''))) not between 1 and 120 then
    perform private.refuse_rule('name', 'a rule has a name of 1 to 120 characters.');
  end if;
  if p_event not in ('created', 'updated', 'message', 'timer') then
    perform private.refuse_rule('event', format('there is no event %L: known are created, updated, message, timer.', p_event));
  end if;
  select * into v_old from public.rules r where r.name = trim(p_name) for update;
  if v_old.id is null and (p_event is null or p_actions is null) then
    perform private.refuse_rule(case when p_event is null then 'event' else 'actions' end,
      format('the rule %L is new: say when it acts and what it does.', p_name));
  end if;
  insert into public.rules as r (name, event, conditions, actions, position, active, stop, updated_by)
  values (trim(p_name), coalesce(p_event, v_old.event), coalesce(p_conditions, v_old.conditions, '{}'),
    coalesce(p_actions, v_old.actions), coalesce(p_position, v_old.position, 100),
    coalesce(p_active, v_old.active, true), coalesce(p_stop, v_old.stop, false), auth.uid())
  on conflict (name) do update set event = excluded.event, conditions = excluded.conditions,
    actions = excluded.actions, position = excluded.position, active = excluded.active,
    stop = excluded.stop, updated_by = excluded.updated_by
  returning * into v_rule;
  perform private.audit('rule.set', null, v_rule.id, jsonb_strip_nulls(jsonb_build_object(
    'before', case when v_old.id is not null then private.rule_row(v_old) end, 'after', private.rule_row(v_rule))));
  if v_rule.event = 'timer' and v_rule.active then perform private.plan_rule(v_rule); end if;
  return private.rule_row(v_rule);
end $$;

create function public.delete_rule(p_name text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_rule public.rules;
begin
  perform private.admin_only('delete rules');
  delete from public.rules r where r.name = p_name returning * into v_rule;
  if v_rule.id is null then
    raise exception using errcode = 'PT404', message = format('There is no rule %L.', p_name);
  end if;
  perform private.audit('rule.delete', null, v_rule.id, jsonb_build_object('before', private.rule_row(v_rule)));
  return private.rule_row(v_rule);
end $$;

-- What conditions may ask and actions may do: what a form for rules is built from.
create function public.rule_language() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members read the rules.';
  end if;
  return jsonb_build_object(
    'events', '["created", "updated", "message", "timer"]'::jsonb,
    'facts', (
      select jsonb_agg(to_jsonb(x)) from (
        select f.fact, f.type, f.about, private.rule_operators(f.type) as operators from private.rule_facts() f
        union all
        select 'field.' || d.key, 'field', coalesce(d.label ->> 'en', d.key), private.rule_operators('field')
        from public.custom_field_definitions d where d.active) x),
    'actions', (select jsonb_agg(k order by k) from jsonb_object_keys(private.change_types()) k)
      || '["notify", "send_notice", "route"]');
end $$;

-- TRYING A RULE ------------------------------------------------------------------------------------

-- What the changes would make of `tickets t`, as an SQL expression: {what: {"from", "to"}}.
create function private.would_change(p_actions jsonb) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_changes jsonb := private.rule_changes(p_actions);
  v_key text;
  v_value jsonb;
  v_parts text[] := '{}';
  v_part constant text := 'jsonb_build_object(%1$L, case when (%2$s) is distinct from (%3$s) then jsonb_build_object(''from'', %2$s, ''to'', %3$s) end)';
begin
  for v_key, v_value in select e.key, e.value from jsonb_each(v_changes - '{fields,tags_add,tags_remove,snoozed_until,note}'::text[]) e loop
    v_parts := v_parts || format(v_part, v_key, case v_key
      when 'team' then '(select x.key from public.teams x where x.id = t.team_id)'
      when 'assignee' then '(select x.email from public.members x where x.id = t.assignee_id)'
      else format('t.%I', v_key) end,
      case when v_key = 'priority' then private.priority_of(v_value)::text
        when v_key = 'assignee' and v_value <> 'null' then
          (select quote_literal(m.email) from public.members m where m.id = private.assignee_of(v_value #>> '{}'))
        else format('%L::text', v_value #>> '{}') end);
  end loop;
  for v_key, v_value in select e.key, e.value from jsonb_each(coalesce(v_changes -> 'fields', '{}')) e loop
    v_parts := v_parts || format(v_part, 'field.' || v_key,
      format('coalesce((select f.value from public.ticket_fields f where f.ticket_id = t.id and f.field = %L), ''null'')', v_key),
      format('%L::jsonb', v_value::text));
  end loop;
  for v_value in select e.value from jsonb_array_elements(coalesce(v_changes -> 'tags_add', '[]')) e loop
    v_key := private.tag_key(v_value #>> '{}');
    v_parts := v_parts || format('jsonb_build_object(%1$L, case when not exists (select 1 from public.ticket_tags g where g.ticket_id = t.id and g.tag = %2$L) then ''{"from": false, "to": true}''::jsonb end)', 'tag ' || v_key, v_key);
  end loop;
  for v_value in select e.value from jsonb_array_elements(coalesce(v_changes -> 'tags_remove', '[]')) e loop
    v_key := private.tag_key(v_value #>> '{}');
    v_parts := v_parts || format('jsonb_build_object(%1$L, case when exists (select 1 from public.ticket_tags g where g.ticket_id = t.id and g.tag = %2$L) then ''{"from": true, "to": false}''::jsonb end)', 'tag ' || v_key, v_key);
  end loop;
  for v_key, v_value in select e.key, e.value from jsonb_each(p_actions) e
    where e.key in ('snoozed_until', 'note', 'notify', 'send_notice', 'route') loop
    v_parts := v_parts || format('jsonb_build_object(%L, jsonb_build_object(''to'', %L::jsonb))', v_key, v_value::text);
  end loop;
  return array_to_string(v_parts, ' || ');
end $$;
revoke execute on function private.would_change(jsonb) from public;

-- What a rule would do to the last tickets, were its event now: one query, nothing is changed.
-- What `changed` asks cannot be known of the past and counts as true. p_actions null: only matches.
create function public.try_rule(p_conditions jsonb, p_actions jsonb default null, p_limit integer default 10000)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_compiled text;
  v_result jsonb;
begin
  perform private.admin_only('try rules');
  v_compiled := private.compile_conditions(p_conditions);
  if p_actions is not null then perform private.check_actions(p_actions); end if;
  execute format($query$
    with looked as materialized (
      select t.* from public.tickets t order by t.created_at desc, t.id limit $3),
    hit as materialized (
      select t.id, t.number, t.subject, t.status, t.created_at, (
        select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(%s) e where e.value <> 'null') as changes
      from looked t where %s)
    select jsonb_build_object(
      'looked_at', (select count(*) from looked),
      'matched', (select count(*) from hit),
      'changed', (select count(*) from hit h where h.changes <> '{}'),
      'by_change', (
        select coalesce(jsonb_object_agg(k.what, k.n), '{}')
        from (select w as what, count(*) as n from hit h, jsonb_object_keys(h.changes) w group by w) k),
      'refused', (
        select count(*) from hit h
        where h.changes ? 'status' and not exists (
          select 1 from public.ticket_status_transitions s
          where s.from_status = h.status and s.to_status = h.changes #>> '{status,to}' and not s.by_reply_only)),
      'tickets', (
        select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'number', h.number, 'subject', h.subject,
          'changes', h.changes) order by h.created_at desc, h.id), '[]')
        from (select * from hit order by created_at desc, id limit 50) h))
  $query$, coalesce(nullif(private.would_change(coalesce(p_actions, '{}')), ''), '''{}''::jsonb'), v_compiled)
  into v_result using null::text[], private.clock(), least(greatest(coalesce(p_limit, 10000), 1), 100000);
  return v_result;
end $$;

revoke execute on function public.set_rule(text, text, jsonb, jsonb, integer, boolean, boolean),
  public.delete_rule(text), public.rule_language(), public.try_rule(jsonb, jsonb, integer)
  from public, anon, authenticated;
grant execute on function public.set_rule(text, text, jsonb, jsonb, integer, boolean, boolean),
  public.delete_rule(text), public.rule_language(), public.try_rule(jsonb, jsonb, integer)
  to authenticated, service_role;
