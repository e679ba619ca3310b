-- What a desk may set: keys with kind and range, which each domain inserts for itself.

create function private.setting_fits(
  p_kind text, p_value jsonb, p_minimum numeric, p_maximum numeric) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(case p_kind
    when 'integer' then jsonb_typeof(p_value) = 'number' and p_value::numeric = trunc(p_value::numeric)
    when 'number' then jsonb_typeof(p_value) = 'number'
    when 'boolean' then jsonb_typeof(p_value) = 'boolean'
    when 'text' then jsonb_typeof(p_value) = 'string'
    else true end, false)
  and case when jsonb_typeof(p_value) = 'number'
    then p_value::numeric between coalesce(p_minimum, p_value::numeric) and coalesce(p_maximum, p_value::numeric)
    else true end
$$;
revoke execute on function private.setting_fits(text, jsonb, numeric, numeric) from public;

create table public.settings (
  key text primary key constraint settings_key_form check (key ~ '^[a-z][a-z0-9_]{0,59}$'),
  value jsonb not null,
  kind text not null constraint settings_kind_known
    check (kind in ('integer', 'number', 'boolean', 'text', 'json')),
  minimum numeric,
  maximum numeric,
  description text not null default '',
  updated_by uuid,
  updated_at timestamptz not null default now(),
  constraint settings_value_fits check (private.setting_fits(kind, value, minimum, maximum))
);
comment on table public.settings is
  'What a desk may set. Each domain inserts its keys with kind and range; set_setting changes a value.';
insert into public.settings (key, value, kind, minimum, maximum, description) values
  ('reopen_days', '14', 'integer', 0, 3650,
   'For so many days after solving, a reply of the customer reopens the ticket; later it opens a follow-up.');

alter table public.settings enable row level security;
create policy "Members see the settings" on public.settings for select to authenticated
  using ((select private.is_member()));
grant select on public.settings to authenticated;
grant all on public.settings to service_role;

-- A value as it stands; null when nobody has defined the key.
create function private.setting(p_key text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select s.value from public.settings s where s.key = p_key
$$;
revoke execute on function private.setting(text) from public;

create function public.set_setting(p_key text, p_value jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_old public.settings;
  v_new public.settings;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change settings.';
  end if;
  select * into v_old from public.settings s where s.key = p_key for update;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no setting %L.', p_key);
  end if;
  if p_value is null or not private.setting_fits(v_old.kind, p_value, v_old.minimum, v_old.maximum) then
    raise exception using errcode = 'PT422', message = format('%s must be %s%s.', p_key,
      case v_old.kind when 'integer' then 'a whole number' when 'number' then 'a number'
        when 'boolean' then 'true or false' else 'a text' end,
      case when v_old.minimum is not null then format(' from %s to %s', v_old.minimum, v_old.maximum) else '' end);
  end if;
  update public.settings set value = p_value, updated_by = auth.uid(), updated_at = now()
  where key = p_key returning * into v_new;
  perform private.audit('setting.set', null, null,
    jsonb_build_object('key', p_key, 'before', v_old.value, 'after', v_new.value));
  return to_jsonb(v_new);
end $$;

revoke execute on function public.set_setting(text, jsonb) from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.set_setting(text, jsonb) to authenticated, service_role;
