-- What postgres_changes keeps in the database: who listens to which table. The service
-- (autocrm/stack/realtime/changes) writes the table and reads the log; the types and
-- functions are those that user SQL may know from upstream.

create type realtime.action as enum ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'ERROR');

create type realtime.equality_op as enum (
  'eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in',
  'like', 'ilike', 'is', 'match', 'imatch', 'isdistinct'
);

create type realtime.user_defined_filter as (
  column_name text,
  op realtime.equality_op,
  value text,
  negate boolean
);

create type realtime.wal_column as (
  name text,
  type_name text,
  type_oid oid,
  value jsonb,
  is_pkey boolean,
  is_selectable boolean
);

create type realtime.wal_rls as (
  wal jsonb,
  is_rls_enabled boolean,
  subscription_ids uuid[],
  errors text[]
);

-- A role by its name in a JWT, which is not quoted as regrole's input wants it.
create function realtime.to_regrole(role_name text) returns regrole
  language sql immutable set search_path = ''
as $$
  select pg_catalog.quote_ident(role_name)::pg_catalog.regrole
$$;

-- Text as JSON, the way PostgREST shows a value of the type.
create function realtime.cast(val text, type_ regtype) returns jsonb
  language plpgsql stable
as $$
declare
  v_json jsonb;
begin
  -- format_type with -1: a plain `character` would be character(1), and cut the value
  execute format('select to_jsonb(%L::%s)', val, format_type(type_, -1)) into v_json;
  return v_json;
end
$$;

create function realtime.check_equality_op(
  op realtime.equality_op, type_ regtype, val_1 text, val_2 text, negate boolean
) returns boolean
  language plpgsql stable
as $$
declare
  v_type text := format_type(type_, -1);
  v_symbol text;
  v_result boolean;
begin
  if op = 'is' then
    if val_2 is null or val_2 not in ('null', 'true', 'false', 'unknown') then
      raise exception 'invalid value for is filter: must be null, true, false, or unknown';
    end if;
    execute format('select %L::%s is %s', val_1, v_type, val_2) into v_result;
  else
    v_symbol := case op
      when 'eq' then '=' when 'neq' then '<>'
      when 'lt' then '<' when 'lte' then '<=' when 'gt' then '>' when 'gte' then '>='
      when 'in' then '= any' when 'isdistinct' then 'is distinct from'
      when 'like' then 'like' when 'ilike' then 'ilike'
      when 'match' then '~' when 'imatch' then '~*'
    end;
    execute format(
      'select %L::%s %s (%L::%s)',
      val_1, v_type, v_symbol, val_2, v_type || case op when 'in' then '[]' else '' end
    ) into v_result;
  end if;
  return v_result <> coalesce(negate, false);  -- null stays null: neither it nor its negation
end
$$;

create function realtime.check_equality_op(
  op realtime.equality_op, type_ regtype, val_1 text, val_2 text
) returns boolean
  language sql stable
as $$
  select realtime.check_equality_op(op, type_, val_1, val_2, false)
$$;

-- All filters hold, and each for a column that is there: what cannot be told is not shown.
create function realtime.is_visible_through_filters(
  columns realtime.wal_column[], filters realtime.user_defined_filter[]
) returns boolean
  language sql stable
as $$
  select coalesce(bool_and(
    c.name is not null and coalesce(
      realtime.check_equality_op(
        f.op, coalesce(c.type_oid::regtype, c.type_name::regtype),
        c.value #>> '{}', f.value, f.negate
      ), false)
  ), true)
  from unnest(filters) as f
  left join unnest(columns) as c on c.name = f.column_name
$$;

-- Of fixed width: an `in` list may be longer than a btree entry of 2704 bytes.
create function realtime.filters_hash(filters realtime.user_defined_filter[]) returns bytea
  language sql immutable strict parallel safe set search_path = ''
as $$
  select pg_catalog.sha256(pg_catalog.convert_to(filters::text, 'UTF8'))
$$;

create table realtime.subscription (
  id bigint generated always as identity primary key,
  subscription_id uuid not null,
  entity regclass not null,
  filters realtime.user_defined_filter[] not null default '{}',
  claims jsonb not null,
  claims_role regrole not null generated always as (realtime.to_regrole(claims ->> 'role')) stored,
  created_at timestamp not null default timezone('utc', now()),
  action_filter text not null default '*'
    check (action_filter in ('*', 'INSERT', 'UPDATE', 'DELETE')),
  selected_columns text[]
);

create index ix_realtime_subscription_entity on realtime.subscription (entity);
create unique index subscription_subscription_id_entity_filters_hash_key
  on realtime.subscription (
    subscription_id, entity, realtime.filters_hash(filters), action_filter,
    coalesce(selected_columns, '{}')
  );

-- No policies: the claims in it are nobody's business but the service's and the owner's.
alter table realtime.subscription enable row level security;
grant select on realtime.subscription to anon, authenticated, service_role;

-- What a subscriber may ask: readable columns, operators that their types have, values that
-- fit. Refused here, so that no change of the table fails on it later.
create function realtime.subscription_check_filters() returns trigger
  language plpgsql
as $$
declare
  v_filter realtime.user_defined_filter;
  v_type regtype;
  v_column text;
  v_readable text[];
begin
  select coalesce(array_agg(a.attname::text), '{}') into v_readable
  from pg_catalog.pg_attribute as a
  where a.attrelid = new.entity and a.attnum > 0 and not a.attisdropped
    and pg_catalog.has_column_privilege(new.claims ->> 'role', a.attrelid, a.attnum, 'select');

  foreach v_filter in array new.filters loop
    if v_filter.column_name <> all (v_readable) then
      raise exception 'invalid column for filter %', v_filter.column_name;
    end if;
    select a.atttypid into strict v_type from pg_catalog.pg_attribute as a
    where a.attrelid = new.entity and a.attname = v_filter.column_name;
    perform realtime.check_filter(v_filter, v_type);
  end loop;

  foreach v_column in array coalesce(new.selected_columns, '{}') loop
    if v_column <> all (v_readable) then
      raise exception 'invalid column for select %', v_column;
    end if;
  end loop;

  -- In one order, so that equal wishes are equal rows.
  new.filters := coalesce(
    (select array_agg(f order by f.column_name, f.op, f.value, f.negate)
     from unnest(new.filters) as f), '{}');
  new.selected_columns := (select array_agg(c order by c) from unnest(new.selected_columns) as c);
  return new;
end
$$;

create function realtime.check_filter(filter realtime.user_defined_filter, type_ regtype)
  returns void
  language plpgsql stable
as $$
begin
  if filter.op = 'is' then
    if filter.value in ('true', 'false', 'unknown') and type_ <> 'boolean'::regtype then
      raise exception 'is % filter requires a boolean column, got %', filter.value, type_;
    end if;
    perform realtime.check_equality_op('is', type_, null, filter.value, false);
    return;
  end if;
  if filter.op in ('match', 'imatch') then
    begin
      perform '' ~ filter.value;
    exception when invalid_regular_expression then
      raise exception 'invalid regular expression for % filter: %', filter.op, sqlerrm;
    end;
  end if;
  if filter.op = 'in' then
    if jsonb_array_length(realtime.cast(filter.value, (type_::text || '[]')::regtype)) > 100 then
      raise exception 'too many values for `in` filter. Maximum 100';
    end if;
  elsif filter.op not in ('like', 'ilike', 'match', 'imatch') then
    perform realtime.cast(filter.value, type_);
  end if;
  -- Tried rather than looked up: varchar has no ~~ of its own, yet resolves one.
  begin
    perform realtime.check_equality_op(
      filter.op, type_, case when filter.op <> 'in' then filter.value end, filter.value, false);
  exception when undefined_function or invalid_text_representation then
    raise exception 'operator % is not supported on column % of type %: %',
      filter.op, filter.column_name, type_, sqlerrm;
  end;
end
$$;

create trigger tr_check_filters before insert or update on realtime.subscription
  for each row execute function realtime.subscription_check_filters();

alter type realtime.action owner to supabase_realtime_admin;
alter type realtime.equality_op owner to supabase_realtime_admin;
alter type realtime.user_defined_filter owner to supabase_realtime_admin;
alter type realtime.wal_column owner to supabase_realtime_admin;
alter type realtime.wal_rls owner to supabase_realtime_admin;
alter table realtime.subscription owner to supabase_realtime_admin;
alter function realtime.to_regrole(text) owner to supabase_realtime_admin;
alter function realtime.cast(text, regtype) owner to supabase_realtime_admin;
alter function realtime.check_equality_op(realtime.equality_op, regtype, text, text)
  owner to supabase_realtime_admin;
alter function realtime.check_equality_op(realtime.equality_op, regtype, text, text, boolean)
  owner to supabase_realtime_admin;
alter function realtime.is_visible_through_filters(
  realtime.wal_column[], realtime.user_defined_filter[]) owner to supabase_realtime_admin;
alter function realtime.filters_hash(realtime.user_defined_filter[])
  owner to supabase_realtime_admin;
alter function realtime.subscription_check_filters() owner to supabase_realtime_admin;
alter function realtime.check_filter(realtime.user_defined_filter, regtype)
  owner to supabase_realtime_admin;

-- Which of the rows each viewer sees. Called by the service as `authenticator`, who may be
-- no other than the API roles, so a policy's function that resets the role gains nothing.
-- `query` takes $1, the keys ([["1"], ...]), and $2, the numbers (from 1) of those to look
-- at, and returns the numbers that are seen. A policy that fails, fails for its viewer only.
-- One plan serves all viewers of a role: 0.05 ms each, where planning anew takes 0.2.
create function _stack.rows_seen(query text, keys jsonb, viewers jsonb)
  returns table (viewer int, seen int[], failure text)
  language plpgsql set plan_cache_mode = force_generic_plan set search_path = public, extensions
as $$
declare
  v_viewer jsonb;
  v_prepared boolean := false;
begin
  -- A cancelled call leaves it behind: prepared statements know no transactions.
  if exists (select from pg_prepared_statements where name = 'rows_seen') then
    deallocate rows_seen;
  end if;
  viewer := 0;
  foreach v_viewer in array array(select jsonb_array_elements(viewers)) loop
    viewer := viewer + 1;
    failure := null;
    begin
      perform set_config('role', v_viewer ->> 'role', true),
        set_config('request.jwt.claims', v_viewer ->> 'claims', true);
      if not v_prepared then  -- as the viewer, who may use the table's schema
        execute 'prepare rows_seen (jsonb, int[]) as ' || query;
        v_prepared := true;
      end if;
      execute format(
        'execute rows_seen (%L, %L)', keys, translate(v_viewer ->> 'rows', '[]', '{}')
      ) into seen;
    exception when others then
      seen := null;
      failure := sqlerrm;
    end;
    perform set_config('role', 'none', true);
    return next;
  end loop;
  if v_prepared then
    deallocate rows_seen;
  end if;
end
$$;

revoke all on function _stack.rows_seen(text, jsonb, jsonb) from public;
grant usage on schema _stack to authenticator;
grant execute on function _stack.rows_seen(text, jsonb, jsonb) to authenticator;

do $$
begin
  -- Upstream's log reader shows stored generated columns; pgoutput can since 18.
  if current_setting('server_version_num')::int >= 180000 then
    alter publication supabase_realtime set (publish_generated_columns = stored);
  end if;
end
$$;
