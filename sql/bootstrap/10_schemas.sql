-- The schemas of a Supabase project, whose they are, and what the API roles get in them.

do $$
begin
  -- `postgres` owns the database, and with it schema public.
  execute format('alter database %I owner to postgres', current_database());
end
$$;

create schema extensions authorization postgres;
create schema graphql_public authorization supabase_admin;
create schema auth authorization supabase_auth_admin;
create schema storage authorization supabase_storage_admin;
create schema realtime authorization supabase_admin;

grant usage on schema public, extensions, graphql_public, storage, realtime
  to postgres, anon, authenticated, service_role;
grant usage on schema auth to postgres, anon, authenticated, service_role;
grant all on schema public, graphql_public, storage, realtime to postgres with grant option;
grant all on schema public to supabase_admin;
grant create on schema auth to postgres;
grant all on schema extensions, auth, storage to dashboard_user;
grant all on schema realtime to supabase_realtime_admin;
grant usage on schema extensions to supabase_auth_admin, supabase_storage_admin;

-- What is created from now on is open to the API roles; Row Level Security decides the
-- rest. Needed for both creators: migrations run as postgres, the stack as supabase_admin.
alter default privileges for role postgres in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public, graphql_public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public, graphql_public
  grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public, graphql_public
  grant all on functions to postgres, anon, authenticated, service_role;

-- Of the services' own schemas, postgres gets all, the API roles what each service grants.
alter default privileges for role supabase_auth_admin in schema auth
  grant all on tables to postgres, dashboard_user;
alter default privileges for role supabase_auth_admin in schema auth
  grant all on sequences to postgres, dashboard_user;
alter default privileges for role supabase_auth_admin in schema auth
  grant all on functions to postgres, dashboard_user;
alter default privileges for role supabase_storage_admin in schema storage
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_storage_admin in schema storage
  grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_storage_admin in schema storage
  grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema realtime
  grant all on tables to postgres, dashboard_user;
alter default privileges for role supabase_admin in schema realtime
  grant all on sequences to postgres, dashboard_user;
alter default privileges for role supabase_admin in schema realtime
  grant all on functions to postgres, dashboard_user;

-- Tables are added to it by migrations, as on hosted Supabase.
create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
