-- Macros: a text and a set of changes to the ticket in one step.

create table public.macros (
  id uuid primary key default gen_random_uuid(),
  name text not null constraint macros_name_length check (length(name) between 1 and 120),
  description text not null default '' constraint macros_description_length check (length(description) <= 500),
  scope text not null constraint macros_scope_known check (scope in ('own', 'team', 'all')),
  owner_id uuid references public.members (id) on delete cascade,
  team_id uuid references public.teams (id) on delete cascade,
  text text not null default '' constraint macros_text_length check (length(text) <= 100000),
  actions jsonb not null default '{}' constraint macros_actions_object check (jsonb_typeof(actions) = 'object'),
  position integer not null default 0,
  active boolean not null default true,
  uses integer not null default 0,
  used_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint macros_scope_named check ((scope = 'own') = (owner_id is not null) and (scope = 'team') = (team_id is not null)),
  constraint macros_does_something check (text <> '' or actions <> '{}')
);
create unique index macros_name on public.macros
  (scope, coalesce(owner_id, team_id, '00000000-0000-0000-0000-000000000000'), lower(name));
create index macros_owner on public.macros (owner_id) where owner_id is not null;
create index macros_team on public.macros (team_id) where team_id is not null;
create trigger macros_touch before update of name, description, scope, owner_id, team_id, text, actions, position, active
  on public.macros for each row execute function private.touch_updated_at();
comment on table public.macros is 'A text with variables and changes (in their language), applied together.';

alter table public.macros enable row level security;
create policy "Members see their own macros, those of their teams and those for all"
  on public.macros for select to authenticated using (
    (select private.is_member()) and (scope = 'all'
      or owner_id = (select private.member_id())
      or team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
      or (scope = 'team' and (select private.is_admin()))));
grant select on public.macros to authenticated;
grant all on public.macros to service_role;

-- Raises PT422 with a sentence that names the wrong part.
create function private.check_macro(p_text text, p_actions jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  v_key text;
  v_fault text;
begin
  perform private.check_template(p_text);
  if p_actions = '{}' then
    if length(trim(p_text)) = 0 then
      raise exception using errcode = 'PT422', message = 'A macro has a text, or changes, or both.';
    end if;
    return;
  end if;
  perform private.check_changes(p_actions), private.check_template(p_actions ->> 'note'),
    private.check_template(p_actions ->> 'subject');
  if p_actions ->> 'snoozed_until' !~ '^(\+|reply$)' then
    raise exception using errcode = 'PT422', message =
      'A macro puts aside for a while ("+3 days") or until the customer writes ("reply"), not until a day.';
  end if;
  select e.key, case when d.key is null then 'is not defined'
      when e.value <> 'null' then private.field_fault(d, e.value) end into v_key, v_fault
  from jsonb_each(coalesce(p_actions -> 'fields', '{}')) e
  left join public.custom_field_definitions d on d.key = e.key and d.active
  where d.key is null or e.value <> 'null' and private.field_fault(d, e.value) is not null
  order by e.key limit 1;
  if v_fault is not null then
    raise exception using errcode = 'PT422', message = format('The field %L %s.', v_key, v_fault);
  end if;
end $$;

-- The macro, if the caller may use it.
create function private.macro_for(p_macro_id uuid) returns public.macros
language plpgsql stable security definer set search_path = '' as $$
declare v_macro public.macros;
begin
  select * into v_macro from public.macros m
  where m.id = p_macro_id and private.sees_shared(m.scope, m.owner_id, m.team_id);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such macro, or it is somebody else''s.';
  end if;
  return v_macro;
end $$;
revoke execute on function private.check_macro(text, jsonb), private.macro_for(uuid) from public;

-- Make a macro, or change the one with p_macro_id; what is null stays as it is.
create function public.save_macro(
  p_name text default null, p_text text default null, p_actions jsonb default null, p_scope text default null,
  p_team text default null, p_description text default null, p_position integer default null,
  p_active boolean default null, p_macro_id uuid default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.macros;
  v_new public.macros;
begin
  if p_macro_id is not null then
    v_old := private.macro_for(p_macro_id);
    perform private.check_share(v_old.scope, v_old.owner_id, v_old.team_id);
    select * into strict v_old from public.macros m where m.id = p_macro_id for update;
  end if;
  v_new := v_old;
  v_new.name := trim(coalesce(p_name, v_old.name, ''));
  v_new.text := coalesce(p_text, v_old.text, '');
  v_new.actions := coalesce(p_actions, v_old.actions, '{}');
  v_new.scope := coalesce(p_scope, case when p_team is not null then 'team' end, v_old.scope, 'own');
  v_new.owner_id := case v_new.scope when 'own' then private.member_id() end;
  v_new.team_id := case v_new.scope when 'team' then coalesce(private.team_of_key(p_team), v_old.team_id) end;
  perform private.check_share(v_new.scope, v_new.owner_id, v_new.team_id);
  if length(v_new.name) not between 1 and 120 then
    raise exception using errcode = 'PT422', message = 'A macro''s name has 1 to 120 characters.';
  end if;
  perform private.check_macro(v_new.text, v_new.actions);
  begin
    if v_old.id is null then
      insert into public.macros (name, description, scope, owner_id, team_id, text, actions, position, active, created_by)
      values (v_new.name, coalesce(p_description, ''), v_new.scope, v_new.owner_id, v_new.team_id, v_new.text,
        v_new.actions, coalesce(p_position, 0), coalesce(p_active, true), auth.uid())
      returning * into v_new;
    else
      update public.macros m set name = v_new.name, description = coalesce(p_description, m.description),
        scope = v_new.scope, owner_id = v_new.owner_id, team_id = v_new.team_id, text = v_new.text,
        actions = v_new.actions, position = coalesce(p_position, m.position), active = coalesce(p_active, m.active)
      where m.id = p_macro_id returning * into v_new;
    end if;
  exception when unique_violation then
    raise exception using errcode = 'PT409', message = format('There is a macro %L already: choose another name.', v_new.name);
  end;
  perform private.audit('macro.save', null, v_new.id,
    jsonb_build_object('before', case when v_old.id is not null then to_jsonb(v_old) end, 'after', to_jsonb(v_new)));
  return to_jsonb(v_new);
end $$;

create function public.delete_macro(p_macro_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_macro public.macros := private.macro_for(p_macro_id);
begin
  if not private.is_service() then
    perform private.check_share(v_macro.scope, v_macro.owner_id, v_macro.team_id);
  end if;
  delete from public.macros m where m.id = p_macro_id;
  perform private.audit('macro.delete', null, p_macro_id, jsonb_build_object('before', to_jsonb(v_macro)));
  return jsonb_build_object('id', p_macro_id, 'name', v_macro.name);
end $$;

-- A macro as it would be on this ticket: {text, actions}. Changes nothing.
create function private.macro_on(p_macro public.macros, p_ticket public.tickets) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('text', private.render_text(p_macro.text, p_ticket, private.member_id()),
    'actions', p_macro.actions || coalesce((
      select jsonb_object_agg(e.key, private.render_text(e.value #>> '{}', p_ticket, private.member_id()))
      from jsonb_each(p_macro.actions) e where e.key in ('note', 'subject')), '{}'))
$$;
revoke execute on function private.macro_on(public.macros, public.tickets) from public;

create function public.preview_macro(p_ticket_id uuid, p_macro_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_macro public.macros := private.macro_for(p_macro_id);
  v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and private.member_can_see(t);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  return private.macro_on(v_macro, v_ticket);
end $$;

-- Text and changes in one transaction. The text goes behind what the member is writing, or with
-- p_send to the customer: then the status, if the macro sets one, is the ticket's once it is sent.
create function public.apply_macro(
  p_ticket_id uuid, p_macro_id uuid, p_send boolean default false, p_version integer default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_macro public.macros := private.macro_for(p_macro_id);
  v_ticket public.tickets := private.ticket_for_member(p_ticket_id);
  v_made jsonb := private.macro_on(v_macro, v_ticket);
  v_text text := v_made ->> 'text';
  v_actions jsonb := v_made -> 'actions';
  v_reply jsonb;
  v_draft jsonb;
begin
  if not v_macro.active then
    raise exception using errcode = 'PT409', message = format('The macro %L is not in use any more.', v_macro.name);
  end if;
  perform private.check_version(v_ticket, p_version);
  -- First the text: after the changes the ticket may be another team's.
  if v_text <> '' and p_send then
    v_reply := public.reply_to_ticket(p_ticket_id, v_text, v_actions ->> 'status');
    v_actions := v_actions - 'status';
  elsif v_text <> '' then
    v_draft := private.add_to_draft(p_ticket_id, private.member_id(), v_text, '{}', false);
  end if;
  if v_actions <> '{}' then
    perform private.apply_changes(p_ticket_id, v_actions, format('Macro "%s".', v_macro.name));
  end if;
  update public.macros m set uses = m.uses + 1, used_at = now() where m.id = p_macro_id;
  perform private.audit('macro.apply', p_ticket_id, p_macro_id, jsonb_build_object('name', v_macro.name, 'sent', v_reply is not null));
  select * into strict v_ticket from public.tickets t where t.id = p_ticket_id;
  return jsonb_build_object('macro_id', p_macro_id, 'text', v_text, 'reply', v_reply, 'draft', v_draft,
    'ticket', private.whole_ticket(v_ticket));
end $$;

-- Each checks the caller itself.
revoke execute on function
  public.save_macro(text, text, jsonb, text, text, text, integer, boolean, uuid),
  public.delete_macro(uuid), public.preview_macro(uuid, uuid),
  public.apply_macro(uuid, uuid, boolean, integer) from public, anon, authenticated;
grant execute on function
  public.save_macro(text, text, jsonb, text, text, text, integer, boolean, uuid),
  public.delete_macro(uuid), public.preview_macro(uuid, uuid),
  public.apply_macro(uuid, uuid, boolean, integer) to authenticated, service_role;
