-- PostgREST keeps a copy of the catalogue: tell it after every change, so that DDL from
-- psql or `supabase migration up` is seen at once. One NOTIFY a transaction is delivered.

create function extensions.reload_api_on_ddl() returns event_trigger
  language plpgsql set search_path = ''
as $$
begin
  if exists (
    select from pg_catalog.pg_event_trigger_ddl_commands() as command
    where command.schema_name is distinct from 'pg_temp'
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create function extensions.reload_api_on_drop() returns event_trigger
  language plpgsql set search_path = ''
as $$
begin
  if exists (
    select from pg_catalog.pg_event_trigger_dropped_objects() as dropped
    where not dropped.is_temporary
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create event trigger reload_api_on_ddl on ddl_command_end
  execute function extensions.reload_api_on_ddl();
create event trigger reload_api_on_drop on sql_drop
  execute function extensions.reload_api_on_drop();
