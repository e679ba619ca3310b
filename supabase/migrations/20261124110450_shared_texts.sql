-- Texts with variables, and with whom a text is shared: what macros and canned answers have in
-- common.

create function private.template_names() returns text[]
language sql immutable set search_path = '' as $$
  select array['agent.email', 'agent.first_name', 'agent.name', 'customer.company', 'customer.email',
    'customer.first_name', 'customer.name', 'team.name', 'ticket.category', 'ticket.number',
    'ticket.priority', 'ticket.status', 'ticket.subject']
$$;

-- What is wrong with the variables of a text, as a sentence, or null.
create function private.template_fault(p_text text) returns text
language plpgsql stable security definer set search_path = '' as $$
declare v_name text;
begin
  for v_name in select trim(split_part(m[1], '|', 1)) from regexp_matches(p_text, '\{\{([^{}]*)\}\}', 'g') m loop
    if v_name like 'field.%' then
      if not exists (select 1 from public.custom_field_definitions d where d.active and 'field.' || d.key = v_name) then
        return format('There is no field for {{%s}}: see `autocrm field list`.', v_name);
      end if;
    elsif not v_name = any (private.template_names()) then
      return format('There is no variable {{%s}}: known are %s, field.KEY.', v_name,
        array_to_string(private.template_names(), ', '));
    end if;
  end loop;
  if regexp_replace(p_text, '\{\{[^{}]*\}\}', '', 'g') ~ '\{\{|\}\}' then
    return 'A variable is written {{name}} or {{name|instead}}: there is a {{ or }} alone.';
  end if;
  return null;
end $$;

create function private.check_template(p_text text) returns void
language plpgsql stable set search_path = '' as $$
declare v_fault text := private.template_fault(p_text);
begin
  if v_fault is not null then
    raise exception using errcode = 'PT422', message = v_fault;
  end if;
end $$;

-- Name to value, as texts; what is not known of this ticket is missing or empty.
create function private.template_values(p_ticket public.tickets, p_member_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('ticket.number', p_ticket.number::text, 'ticket.subject', p_ticket.subject,
      'ticket.status', replace(p_ticket.status, '_', ' '),
      'ticket.priority', (array['urgent', 'high', 'normal', 'low'])[p_ticket.priority],
      'ticket.category', (select g.label from public.ticket_categories g where g.key = p_ticket.category),
      'team.name', (select t.name from public.teams t where t.id = p_ticket.team_id))
    || coalesce((
      select jsonb_build_object('customer.name', c.name, 'customer.first_name', split_part(trim(c.name), ' ', 1),
        'customer.email', case when c.email not like '%.invalid' then c.email end, 'customer.company', co.name)
      from public.customers c left join public.companies co on co.id = c.company_id
      where c.id = p_ticket.customer_id), '{}')
    || coalesce((
      select jsonb_build_object('agent.name', m.name, 'agent.first_name', split_part(trim(m.name), ' ', 1),
        'agent.email', m.email)
      from public.members m where m.id = p_member_id), '{}')
    || coalesce((
      select jsonb_object_agg('field.' || f.key, case jsonb_typeof(f.value)
        when 'array' then (select string_agg(v, ', ') from jsonb_array_elements_text(f.value) v)
        else f.value #>> '{}' end)
      from jsonb_each(private.fields(p_ticket.id)) f), '{}')
$$;

-- A text with the values of a ticket: {{name}}, or {{name|instead}} where there is no value. In one
-- pass: what a customer is called is not read for variables.
create function private.render_text(p_text text, p_ticket public.tickets, p_member_id uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_values jsonb := private.template_values(p_ticket, p_member_id);
  v_between text[] := regexp_split_to_array(p_text, '\{\{[^{}]*\}\}');
  v_names text[] := array(select m[1] from regexp_matches(p_text, '\{\{([^{}]*)\}\}', 'g') m);
begin
  return (
    select string_agg(b.text || coalesce(
        nullif(v_values ->> trim(split_part(v_names[b.place], '|', 1)), ''),
        substr(v_names[b.place], nullif(position('|' in v_names[b.place]), 0) + 1), ''), '' order by b.place)
    from unnest(v_between) with ordinality b (text, place));
end $$;
revoke execute on function private.template_names(), private.template_fault(text), private.check_template(text),
  private.template_values(public.tickets, uuid), private.render_text(text, public.tickets, uuid) from public;

-- WHAT IS SHARED: one's own, a team's, everybody's -------------------------------------------------

create function private.sees_shared(p_scope text, p_owner_id uuid, p_team_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.is_service() or private.is_member() and coalesce(
    p_scope = 'all' or p_owner_id = private.member_id() or p_team_id = any (private.team_ids(auth.uid()))
    or p_scope = 'team' and private.is_admin(), false)
$$;

-- May the caller make or change it? Own ones, those of one's teams; an admin all but others' own.
create function private.check_share(p_scope text, p_owner_id uuid, p_team_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only members have macros and canned answers.';
  elsif p_scope is null or p_scope not in ('own', 'team', 'all') then
    raise exception using errcode = 'PT422', message = 'It is for oneself, a team or all: own, team or all.';
  elsif p_scope = 'own' and (private.member_id() is null or p_owner_id is distinct from private.member_id()) then
    raise exception using errcode = 'PT403', message = 'One''s own is made by signing in as a member.';
  elsif p_scope = 'team' and p_team_id is null then
    raise exception using errcode = 'PT422', message = 'Name the team by its key.';
  elsif p_scope = 'team' and not private.sees_shared(p_scope, null, p_team_id) then
    raise exception using errcode = 'PT403', message = 'Only its members and admins may change what a team has.';
  elsif p_scope = 'all' and not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change what all have.';
  end if;
end $$;

create function private.team_of_key(p_key text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare v_id uuid := (select t.id from public.teams t where t.key = p_key);
begin
  if v_id is null and p_key is not null then
    raise exception using errcode = 'PT422', message = format('There is no team %L.', p_key);
  end if;
  return v_id;
end $$;
revoke execute on function private.sees_shared(text, uuid, uuid), private.check_share(text, uuid, uuid),
  private.team_of_key(text) from public;
