-- Service levels set up by an admin or the secret key.

-- The id that a policy's condition names, or a sentence. Null stays null: for anybody.
create function private.policy_scope(p_what text, p_value text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare v_id uuid;
begin
  if p_value is null then return null; end if;
  v_id := case p_what
    when 'customer' then (select c.id from public.customers c where lower(c.email) = lower(p_value))
    when 'company' then (select co.id from public.companies co where co.domain = lower(p_value) or co.name = p_value
                         order by co.domain = lower(p_value) desc nulls last limit 1)
    when 'team' then (select t.id from public.teams t where t.key = p_value)
    when 'calendar' then (select c.id from public.calendars c where c.key = p_value) end;
  if v_id is null then
    raise exception using errcode = 'PT422', message = format('There is no %s %L.', p_what, p_value);
  end if;
  return v_id;
end $$;

-- Targets of one metric: seconds for all priorities, or by priority {"1": 3600}; null: none.
create function private.replace_targets(p_policy uuid, p_metric text, p_targets jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_by_priority jsonb := case jsonb_typeof(p_targets)
    when 'number' then jsonb_build_object('1', p_targets, '2', p_targets, '3', p_targets, '4', p_targets)
    when 'null' then '{}' else p_targets end;
begin
  if p_metric not in ('first_response', 'next_response', 'resolution') then
    raise exception using errcode = 'PT422',
      message = format('%L is no target: use first_response, next_response or resolution.', p_metric);
  end if;
  if jsonb_typeof(v_by_priority) <> 'object' or exists (
    select 1 from jsonb_each(v_by_priority) e
    where e.key not in ('1', '2', '3', '4') or jsonb_typeof(e.value) <> 'number'
      or (e.value #>> '{}')::numeric not between 1 and 315360000
      or (e.value #>> '{}')::numeric <> trunc((e.value #>> '{}')::numeric)) then
    raise exception using errcode = 'PT422', message = format(
      'The target %s must be a number of seconds, or such a number for each of the priorities 1 to 4.', p_metric);
  end if;
  delete from public.sla_targets where policy_id = p_policy and metric = p_metric;
  insert into public.sla_targets (policy_id, metric, priority, seconds)
  select p_policy, p_metric, e.key::integer, (e.value #>> '{}')::integer from jsonb_each(v_by_priority) e;
end $$;

-- Make or change a policy; what p_policy does not name stays. {"name", "position", "active",
-- "customer": address, "company": domain or name, "team", "category", "priority", "calendar": key or
-- null for around the clock, "pause_on": […], "warn_share", "next_from", "targets": {metric: …}}
create function public.set_sla_policy(p_key text, p_policy jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_known constant text[] := array['name', 'position', 'active', 'customer', 'company', 'team', 'category',
    'priority', 'calendar', 'pause_on', 'warn_share', 'next_from', 'targets'];
  v_unknown text := (select e.key from jsonb_each(p_policy) e where e.key <> all (v_known) limit 1);
  v_row public.sla_policies;
begin
  perform private.must_be_admin('service levels');
  if v_unknown is not null then
    raise exception using errcode = 'PT422', message = format(
      'A policy has no %L: use %s.', v_unknown, array_to_string(v_known, ', '));
  end if;
  if p_policy ->> 'category' is not null and not exists (
    select 1 from public.ticket_categories c where c.key = p_policy ->> 'category') then
    raise exception using errcode = 'PT422', message = format('There is no category %L.', p_policy ->> 'category');
  end if;
  insert into public.sla_policies (key, name) values (p_key, coalesce(p_policy ->> 'name', p_key))
  on conflict (key) do nothing;
  select * into strict v_row from public.sla_policies p where p.key = p_key for update;
  update public.sla_policies set
    name = coalesce(p_policy ->> 'name', name),
    position = coalesce((p_policy ->> 'position')::integer, position),
    active = coalesce((p_policy ->> 'active')::boolean, active),
    customer_id = case when p_policy ? 'customer'
      then private.policy_scope('customer', p_policy ->> 'customer') else customer_id end,
    company_id = case when p_policy ? 'company'
      then private.policy_scope('company', p_policy ->> 'company') else company_id end,
    team_id = case when p_policy ? 'team' then private.policy_scope('team', p_policy ->> 'team') else team_id end,
    category = case when p_policy ? 'category' then p_policy ->> 'category' else category end,
    priority = case when p_policy ? 'priority' then (p_policy ->> 'priority')::integer else priority end,
    calendar_id = case when p_policy ? 'calendar'
      then private.policy_scope('calendar', p_policy ->> 'calendar') else calendar_id end,
    pause_on = case when p_policy ? 'pause_on'
      then array(select jsonb_array_elements_text(p_policy -> 'pause_on')) else pause_on end,
    warn_share = coalesce((p_policy ->> 'warn_share')::numeric, warn_share),
    next_from = coalesce(p_policy ->> 'next_from', next_from)
  where id = v_row.id returning * into v_row;
  perform private.replace_targets(v_row.id, e.key, e.value)
  from jsonb_each(case when jsonb_typeof(p_policy -> 'targets') = 'object' then p_policy -> 'targets' end) e;
  perform private.recheck_clocks();
  perform private.audit('sla.set', null, v_row.id, p_policy || jsonb_build_object('key', p_key));
  return to_jsonb(v_row) || jsonb_build_object('targets', (
    select coalesce(jsonb_object_agg(m.metric, m.targets), '{}')
    from (select t.metric, jsonb_object_agg(t.priority::text, t.seconds) as targets
          from public.sla_targets t where t.policy_id = v_row.id group by t.metric) m));
end $$;

revoke execute on function private.policy_scope(text, text),
  private.replace_targets(uuid, text, jsonb) from public;
revoke execute on function public.set_sla_policy(text, jsonb) from public, anon, authenticated;
grant execute on function public.set_sla_policy(text, jsonb) to authenticated, service_role;
