-- Custom fields: how each is defined, what a ticket's value may be, and who sees it.

create table public.custom_field_definitions (
  key text primary key constraint custom_field_definitions_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label jsonb not null constraint custom_field_definitions_label_object
    check (jsonb_typeof(label) = 'object' and label <> '{}'),  -- locale to text
  type text not null constraint custom_field_definitions_type_known
    check (type in ('text', 'number', 'boolean', 'date', 'choice', 'multi_choice')),
  choices jsonb not null default '[]',  -- [{"value": …, "label": {locale: text}}]
  required_to_solve boolean not null default false,
  visible_to_customer boolean not null default false,
  position integer not null default 0,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint custom_field_definitions_choices_where_chosen check (
    jsonb_typeof(choices) = 'array'
    and (type in ('choice', 'multi_choice')) = (jsonb_array_length(choices) > 0))
);
create trigger custom_field_definitions_touch before update on public.custom_field_definitions
  for each row execute function private.touch_updated_at();

alter table public.custom_field_definitions enable row level security;
create policy "Members see all fields, others those for customers"
  on public.custom_field_definitions for select to authenticated
  using ((select private.is_member()) or (visible_to_customer and active));
grant select on public.custom_field_definitions to authenticated;
grant all on public.custom_field_definitions to service_role;

create function private.choices_in_words(p_choices jsonb) returns text
language sql immutable set search_path = '' as $$
  select string_agg(c.value ->> 'value', ', ' order by c.place)
  from jsonb_array_elements(p_choices) with ordinality c (value, place)
$$;

-- What is wrong with a value of a field, or null.
create function private.field_fault(p_field public.custom_field_definitions, p_value jsonb) returns text
language sql immutable set search_path = '' as $$
  select case p_field.type
    when 'text' then case when jsonb_typeof(p_value) <> 'string' or length(p_value #>> '{}') not between 1 and 10000
      then 'must be a text of 1 to 10000 characters' end
    when 'number' then case when jsonb_typeof(p_value) <> 'number' then 'must be a number' end
    when 'boolean' then case when jsonb_typeof(p_value) <> 'boolean' then 'must be true or false' end
    when 'date' then case when jsonb_typeof(p_value) <> 'string' or (p_value #>> '{}') !~ '^\d{4}-\d{2}-\d{2}$'
        or not pg_input_is_valid(p_value #>> '{}', 'date') then 'must be a date like 2026-01-31' end
    when 'choice' then case when jsonb_typeof(p_value) <> 'string'
        or not jsonb_path_exists(p_field.choices, '$[*].value ? (@ == $chosen)', jsonb_build_object('chosen', p_value))
      then 'must be one of ' || private.choices_in_words(p_field.choices) end
    when 'multi_choice' then case when jsonb_typeof(p_value) <> 'array' or p_value = '[]' or exists (
        select 1 from jsonb_array_elements(
          case when jsonb_typeof(p_value) = 'array' then p_value else '[]' end) v
        group by v having count(*) > 1 or not jsonb_path_exists(p_field.choices, '$[*].value ? (@ == $chosen)',
          jsonb_build_object('chosen', v)))
      then 'must be a list of some of ' || private.choices_in_words(p_field.choices) end
  end
$$;
revoke execute on function private.field_fault(public.custom_field_definitions, jsonb),
  private.choices_in_words(jsonb) from public;

-- The values, a row each: not every field is for the requester, who sees the ticket's own row whole.
create table public.ticket_fields (
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  field text not null references public.custom_field_definitions (key) on delete restrict,
  value jsonb not null,
  primary key (ticket_id, field)
);
create index ticket_fields_value on public.ticket_fields (field, (left(value #>> '{}', 100)), ticket_id);

-- The fields whose values requesters may see.
create function private.customer_fields() returns text[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(d.key), '{}') from public.custom_field_definitions d
  where d.visible_to_customer and d.active
$$;
revoke execute on function private.customer_fields() from public;
grant execute on function private.customer_fields() to anon, authenticated, service_role;

alter table public.ticket_fields enable row level security;
create policy "Members see the fields of tickets they see, requesters those for them"
  on public.ticket_fields for select to authenticated using (
    ((select private.is_member()) or field = any ((select private.customer_fields())::text[]))
    and exists (select 1 from public.tickets t where t.id = ticket_fields.ticket_id));
grant select on public.ticket_fields to authenticated;
grant all on public.ticket_fields to service_role;

create function private.check_ticket_field() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_field public.custom_field_definitions;
  v_fault text;
begin
  select * into v_field from public.custom_field_definitions d where d.key = new.field and d.active;
  if not found then
    raise exception using errcode = 'PT422',
      message = format('There is no field %L: see `autocrm field list`.', new.field);
  end if;
  v_fault := private.field_fault(v_field, new.value);
  if v_fault is not null then
    raise exception using errcode = 'PT422', message = format('The field %L %s.', new.field, v_fault);
  end if;
  return new;
end $$;
revoke execute on function private.check_ticket_field() from public;
create trigger ticket_fields_check before insert or update on public.ticket_fields
  for each row execute function private.check_ticket_field();

create function private.audit_ticket_fields() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    update public.tickets set version = version + 1 where id in (select n.ticket_id from new_rows n);
    perform private.audit_change('ticket.change', n.ticket_id, jsonb_build_object(
      'before', jsonb_object_agg('field.' || n.field, null::jsonb),
      'after', jsonb_object_agg('field.' || n.field, n.value))) from new_rows n group by n.ticket_id;
  elsif tg_op = 'DELETE' then
    update public.tickets set version = version + 1 where id in (select o.ticket_id from old_rows o);
    perform private.audit_change('ticket.change', o.ticket_id, jsonb_build_object(
      'before', jsonb_object_agg('field.' || o.field, o.value),
      'after', jsonb_object_agg('field.' || o.field, null::jsonb))) from old_rows o group by o.ticket_id;
  else
    update public.tickets set version = version + 1 where id in (select n.ticket_id from new_rows n);
    perform private.audit_change('ticket.change', n.ticket_id, jsonb_build_object(
      'before', jsonb_object_agg('field.' || n.field, o.value),
      'after', jsonb_object_agg('field.' || n.field, n.value)))
    from new_rows n join old_rows o on (o.ticket_id, o.field) = (n.ticket_id, n.field) group by n.ticket_id;
  end if;
  return null;
end $$;
revoke execute on function private.audit_ticket_fields() from public;
create trigger ticket_fields_set after insert on public.ticket_fields
  referencing new table as new_rows for each statement execute function private.audit_ticket_fields();
create trigger ticket_fields_changed after update on public.ticket_fields
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.audit_ticket_fields();
create trigger ticket_fields_emptied after delete on public.ticket_fields
  referencing old table as old_rows for each statement execute function private.audit_ticket_fields();

-- A ticket's custom fields, key to value: what rules, macros and search call field.<key>.
create function private.fields(p_ticket_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_object_agg(f.field, f.value), '{}') from public.ticket_fields f where f.ticket_id = p_ticket_id
$$;
revoke execute on function private.fields(uuid) from public;

-- null empties a field. A value that stays is not looked at again: its field may have changed since.
create function private.change_fields(p_ticket_id uuid, p_fields jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_old jsonb := private.fields(p_ticket_id);
  v_new jsonb := (select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(p_fields) e
                  where e.value <> 'null' and v_old -> e.key is distinct from e.value);
  v_gone text[] := array(select e.key from jsonb_each(p_fields) e where e.value = 'null' and v_old ? e.key);
begin
  if v_new <> '{}' then
    insert into public.ticket_fields (ticket_id, field, value)
    select p_ticket_id, e.key, e.value from jsonb_each(v_new) e
    on conflict (ticket_id, field) do update set value = excluded.value;
  end if;
  if cardinality(v_gone) > 0 then
    delete from public.ticket_fields f where f.ticket_id = p_ticket_id and f.field = any (v_gone);
  end if;
end $$;
revoke execute on function private.change_fields(uuid, jsonb) from public;

create function public.set_field(
  p_key text, p_label jsonb default null, p_type text default null, p_choices jsonb default null,
  p_required_to_solve boolean default null, p_visible_to_customer boolean default null,
  p_position integer default null, p_active boolean default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_field public.custom_field_definitions;
  v_known boolean;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may define fields.';
  end if;
  select * into v_field from public.custom_field_definitions d where d.key = p_key for update;
  v_known := found;
  if not v_known and p_type is null then
    raise exception using errcode = 'PT422', message = format('Say of which type the new field %L is.', p_key);
  end if;
  if v_known and p_type <> v_field.type then
    raise exception using errcode = 'PT409', message =
      format('The field %L is of type %s and stays so: make another one.', p_key, v_field.type);
  end if;
  -- A text stands for itself in English: "Size" for {"en": "Size"}, "small" for a choice.
  p_label := case jsonb_typeof(p_label) when 'string' then jsonb_build_object('en', p_label) else p_label end;
  p_choices := (
    select jsonb_agg(case jsonb_typeof(c.value) when 'string'
      then jsonb_build_object('value', c.value, 'label', jsonb_build_object('en', c.value)) else c.value end
      order by c.place)
    from jsonb_array_elements(case jsonb_typeof(p_choices) when 'array' then p_choices end)
      with ordinality c (value, place));
  if exists (select 1 from jsonb_array_elements(p_choices) c
             where coalesce(jsonb_typeof(c -> 'value') <> 'string' or c ->> 'value' = '', true)) then
    raise exception using errcode = 'PT422', message = 'Each choice is a text, or {"value": …, "label": {"en": …}}.';
  end if;
  if coalesce(p_type, v_field.type) in ('choice', 'multi_choice')
     and coalesce(p_choices, v_field.choices, '[]') = '[]' then
    raise exception using errcode = 'PT422', message = format('The field %L needs its choices.', p_key);
  end if;
  if coalesce(p_type, v_field.type) not in ('choice', 'multi_choice') and p_choices is not null then
    raise exception using errcode = 'PT422',
      message = format('The field %L has no choices: only the types choice and multi_choice have.', p_key);
  end if;
  insert into public.custom_field_definitions as d
    (key, label, type, choices, required_to_solve, visible_to_customer, position, active)
  values (p_key, coalesce(p_label, v_field.label, jsonb_build_object('en', p_key)), coalesce(p_type, v_field.type),
    coalesce(p_choices, v_field.choices, '[]'), coalesce(p_required_to_solve, v_field.required_to_solve, false),
    coalesce(p_visible_to_customer, v_field.visible_to_customer, false),
    coalesce(p_position, v_field.position, 0), coalesce(p_active, v_field.active, true))
  on conflict (key) do update set label = excluded.label, choices = excluded.choices,
    required_to_solve = excluded.required_to_solve, visible_to_customer = excluded.visible_to_customer,
    position = excluded.position, active = excluded.active
  returning * into v_field;
  perform private.audit('field.set', null, null, to_jsonb(v_field));
  return to_jsonb(v_field);
end $$;

-- Fields with the values of one ticket, in their order, for who works on it.
create function private.fields_of(p_ticket_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('key', d.key, 'label', d.label, 'type', d.type,
    'choices', d.choices, 'required_to_solve', d.required_to_solve,
    'visible_to_customer', d.visible_to_customer, 'value', f.value) order by d.position, d.key), '[]')
  from public.custom_field_definitions d
  left join public.ticket_fields f on f.field = d.key and f.ticket_id = p_ticket_id
  where d.active or f.value is not null
$$;
revoke execute on function private.fields_of(uuid) from public;

revoke execute on function
  public.set_field(text, jsonb, text, jsonb, boolean, boolean, integer, boolean)
  from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function
  public.set_field(text, jsonb, text, jsonb, boolean, boolean, integer, boolean)
  to authenticated, service_role;
