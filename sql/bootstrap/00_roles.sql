-- The roles of a Supabase project. Roles belong to the whole server, so each is made
-- only once, however many databases are bootstrapped on it.

do $$
declare
  v_role record;
begin
  for v_role in
    select * from (values
      ('postgres',                'login createrole createdb replication bypassrls'),
      ('anon',                    'nologin noinherit'),
      ('authenticated',           'nologin noinherit'),
      ('service_role',            'nologin noinherit bypassrls'),
      ('authenticator',           'login noinherit'),
      ('supabase_auth_admin',     'login noinherit createrole'),
      ('supabase_storage_admin',  'login noinherit createrole'),
      ('supabase_realtime_admin', 'nologin noinherit'),
      ('supabase_replication_admin', 'login replication'),
      ('supabase_read_only_user', 'login bypassrls'),
      ('dashboard_user',          'nologin createrole createdb replication')
    ) as wanted (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = v_role.name) then
      execute format('create role %I %s', v_role.name, v_role.attributes);
    end if;
  end loop;

  -- Loopback only, and the password every local Supabase has.
  for v_role in
    select rolname as name from pg_roles
    where rolcanlogin
      and rolname in ('postgres', 'authenticator', 'supabase_auth_admin',
                      'supabase_storage_admin', 'supabase_replication_admin',
                      'supabase_read_only_user')
  loop
    execute format('alter role %I password %L', v_role.name, 'postgres');
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant anon, authenticated, service_role to supabase_storage_admin;
grant authenticator to supabase_storage_admin;
grant pg_monitor, pg_signal_backend, pg_read_all_data, pg_create_subscription to postgres;
grant pg_monitor, pg_read_all_data to supabase_read_only_user;

-- Where unqualified names are looked up, and how long a request may take.
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60s';
alter role supabase_storage_admin set search_path = storage;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
