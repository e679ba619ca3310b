-- What every later file stands on: a closed default, a private schema, small helpers.

create extension if not exists vector with schema extensions;

-- Supabase's default privileges open every new table and function to anon and
-- authenticated. Here a thing is closed until a grant below it says otherwise.
alter default privileges for role postgres revoke execute on functions from public;
alter default privileges for role postgres in schema public
  revoke all on tables from anon, authenticated;
alter default privileges for role postgres in schema public
  revoke all on functions from anon, authenticated;
alter default privileges for role postgres in schema public
  revoke all on sequences from anon, authenticated;

-- Functions that policies and RPCs use; not exposed over HTTP.
create schema private;
revoke all on schema private from public;
grant usage on schema private to anon, authenticated, service_role;

create function private.touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;

create function private.forbid_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = 'PT409',
    message = format('%I is append-only: rows are neither changed nor deleted.', tg_table_name);
end $$;

-- The secret key, or the owner on a direct connection (psql, the CLI), which carries no claims.
create function private.is_service() returns boolean
language sql stable set search_path = '' as $$
  select case
    when auth.role() is not null then auth.role() = 'service_role'
    else session_user in ('postgres', 'supabase_admin')
  end
$$;
grant execute on function private.is_service() to anon, authenticated, service_role;
