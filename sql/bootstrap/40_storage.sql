-- The storage schema: buckets, objects, and the helper functions that policies use.
-- Columns, names and indexes are upstream's, so that migrations and dumps meet what they
-- expect. The bytes lie on disk, named by `version`; see autocrm/stack/storage/files.py.

set role supabase_storage_admin;

create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');

create table storage.migrations (
  id integer primary key,
  name varchar(100) unique not null,
  hash varchar(40) not null,
  executed_at timestamp default current_timestamp
);

create table storage.buckets (
  id text primary key,
  name text not null,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype not null default 'STANDARD'
);
create unique index bname on storage.buckets (name);

create table storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text constraint "objects_bucketId_fkey" references storage.buckets (id),
  name text,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb
);
create unique index bucketid_objname on storage.objects (bucket_id, name);
create index name_prefix_search on storage.objects (name text_pattern_ops);
-- Listing walks this one: byte order, and comparisons that RLS lets an index answer.
create index idx_objects_bucket_id_name on storage.objects (bucket_id, name collate "C");
create index idx_objects_bucket_id_name_lower
  on storage.objects (bucket_id, lower(name) collate "C");

comment on column storage.buckets.owner is 'Field is deprecated, use owner_id instead';
comment on column storage.objects.owner is 'Field is deprecated, use owner_id instead';

alter table storage.migrations enable row level security;
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;

revoke all on storage.migrations from anon, authenticated, service_role, postgres;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
grant all on storage.buckets, storage.objects to postgres with grant option;

-- ---------------------------------------------------------------- names in parts

create function storage.foldername(name text) returns text[]
  language sql immutable set search_path = ''
as $$
  select tokens[1:array_length(tokens, 1) - 1]
  from (select string_to_array(name, '/')) as parts (tokens)
$$;

create function storage.filename(name text) returns text
  language sql immutable set search_path = ''
as $$
  select tokens[array_length(tokens, 1)]
  from (select string_to_array(name, '/')) as parts (tokens)
$$;

create function storage.extension(name text) returns text
  language sql immutable set search_path = ''
as $$
  select reverse(split_part(reverse(storage.filename(name)), '.', 1))
$$;

-- ------------------------------------------------------ what the request is about

-- 'storage.object.upload' and the like: set by the service for each request.
create function storage.operation() returns text
  language sql stable set search_path = ''
as $$
  select current_setting('storage.operation', true)
$$;

create function storage.allow_any_operation(expected_operations text[]) returns boolean
  language sql stable set search_path = ''
as $$
  select exists (
    select from unnest(expected_operations) as expected (operation)
    where nullif(expected.operation, '') is not null
      and regexp_replace(expected.operation, '^storage\.', '')
        = regexp_replace(storage.operation(), '^storage\.', '')
  )
$$;

create function storage.allow_only_operation(expected_operation text) returns boolean
  language sql stable set search_path = ''
as $$
  select storage.allow_any_operation(array[expected_operation])
$$;

create function storage.get_size_by_bucket() returns table (size bigint, bucket_id text)
  language sql stable set search_path = ''
as $$
  select coalesce(sum((o.metadata ->> 'size')::bigint), 0)::bigint, o.bucket_id
  from storage.objects as o
  group by o.bucket_id
$$;

-- Would the caller be allowed to insert this object? Raises when not; leaves nothing behind.
create function storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb)
  returns void
  language plpgsql set search_path = ''
as $$
begin
  insert into storage.objects (bucket_id, name, owner, metadata)
  values (bucketid, name, owner, metadata);
  raise sqlstate 'PT200' using message = 'ROLLBACK', detail = 'rollback successful insert';
end
$$;

-- -------------------------------------------------------------------- listing

-- One level below a prefix, in byte order: objects under their full name, and what lies
-- deeper as one entry a folder (`id` null). It hops over the index from folder to folder, so
-- that a folder with a million objects costs one step.
create function storage.list_objects_with_delimiter(
  _bucket_id text,
  prefix_param text,
  delimiter_param text,
  max_keys integer default 100,
  start_after text default '',
  next_token text default '',
  sort_order text default 'asc'
)
  returns table (
    name text, id uuid, metadata jsonb,
    updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz
  )
  language plpgsql stable set search_path = ''
as $$
declare
  v_end constant text := chr(1114111);  -- sorts behind every character of a name
  v_prefix constant text := coalesce(prefix_param, '');
  v_descending constant boolean := lower(sort_order) = 'desc';
  v_next constant text := format(
    'select * from storage.objects where bucket_id = $1 and name collate "C" >= $2
       and name collate "C" < $3 and name collate "C" %s $4 order by name collate "C" %s limit $5',
    case when v_descending then '<' else '>' end,
    case when v_descending then 'desc' else 'asc' end
  );
  v_seek text := coalesce(nullif(next_token, ''), start_after, '');
  v_left integer := coalesce(max_keys, 100);
  v_object storage.objects;
  v_length integer;  -- of the folder's name in full; 0 for an object of this level
begin
  if v_descending and v_seek = '' then
    v_seek := v_prefix || v_end;
  elsif not v_descending and right(v_seek, length(delimiter_param)) = delimiter_param then
    v_seek := v_seek || v_end;  -- that folder was listed on the page before
  end if;
  loop
    v_length := 0;
    for v_object in execute v_next using _bucket_id, v_prefix, v_prefix || v_end, v_seek, v_left loop
      v_length := position(delimiter_param in substr(v_object.name, length(v_prefix) + 1));
      if v_length > 0 then
        v_length := length(v_prefix) + v_length + length(delimiter_param) - 1;
        name := left(v_object.name, v_length);
        id := null;
        metadata := null;
        v_seek := name || case when v_descending then '' else v_end end;
      else
        name := v_object.name;
        id := v_object.id;
        metadata := v_object.metadata;
        v_seek := name;
      end if;
      updated_at := v_object.updated_at;
      created_at := v_object.created_at;
      last_accessed_at := v_object.last_accessed_at;
      return next;
      v_left := v_left - 1;
      exit when v_length > 0;
    end loop;
    exit when v_length = 0 or v_left <= 0;
  end loop;
end
$$;

-- The same by a time: a folder is as old as the youngest object in it. `start_after` and
-- `sort_column_after` are name and time of the last entry of the page before.
create function storage.search_by_timestamp(
  p_prefix text, p_bucket_id text, p_limit integer, p_level integer, p_start_after text,
  p_sort_order text, p_sort_column text, p_sort_column_after text
)
  returns table (
    key text, name text, id uuid, updated_at timestamptz, created_at timestamptz,
    last_accessed_at timestamptz, metadata jsonb
  )
  language plpgsql stable set search_path = ''
as $$
declare
  v_column constant text := case p_sort_column when 'created_at' then 'created_at' else 'updated_at' end;
  v_descending constant boolean := lower(p_sort_order) = 'desc';
  v_prefix constant text := coalesce(p_prefix, '');
begin
  return query execute format(
    $query$
      with below as (
        select o.*, position('/' in substr(o.name, length($1) + 1)) as cut
        from storage.objects as o
        where o.bucket_id = $2
          and o.name collate "C" >= $1 and o.name collate "C" < $1 || chr(1114111)
      ), entries as (
        select b.name, b.id, b.updated_at, b.created_at, b.last_accessed_at, b.metadata
        from below as b where b.cut = 0
        union all
        select left(b.name, length($1) + b.cut), null, max(b.updated_at), max(b.created_at),
          max(b.last_accessed_at), null
        from below as b where b.cut > 0
        group by 1
      )
      select split_part(e.name, '/', $3), e.name, e.id, e.updated_at, e.created_at,
        e.last_accessed_at, e.metadata
      from entries as e
      where $4 = ''
        or (date_trunc('milliseconds', e.%1$I), e.name collate "C") %2$s ($5::timestamptz, $4)
      order by date_trunc('milliseconds', e.%1$I) %3$s, e.name collate "C" %3$s
      limit $6
    $query$,
    v_column,
    case when v_descending then '<' else '>' end,
    case when v_descending then 'desc' else 'asc' end
  ) using v_prefix, p_bucket_id, p_level, coalesce(p_start_after, ''),
    coalesce(nullif(p_sort_column_after, ''), '-infinity'), p_limit;
end
$$;

create function storage.search_v2(
  prefix text,
  bucket_name text,
  limits integer default 100,
  levels integer default 1,
  start_after text default '',
  sort_order text default 'asc',
  sort_column text default 'name',
  sort_column_after text default ''
)
  returns table (
    key text, name text, id uuid, updated_at timestamptz, created_at timestamptz,
    last_accessed_at timestamptz, metadata jsonb
  )
  language plpgsql stable set search_path = ''
as $$
begin
  if coalesce(sort_column, 'name') in ('created_at', 'updated_at') then
    return query select * from storage.search_by_timestamp(
      prefix, bucket_name, limits, levels, start_after, sort_order, sort_column, sort_column_after
    );
  else
    return query select split_part(l.name, '/', levels), l.name, l.id, l.updated_at, l.created_at,
      l.last_accessed_at, l.metadata
    from storage.list_objects_with_delimiter(
      bucket_name, prefix, '/', limits, start_after, '', coalesce(sort_order, 'asc')
    ) as l;
  end if;
end
$$;

-- One level by page number, whatever the case of letters; names are relative to the prefix.
-- `levels` is how many parts the prefix has, the empty one after its last slash included.
create function storage.search(
  prefix text,
  bucketname text,
  limits integer default 100,
  levels integer default 1,
  offsets integer default 0,
  search text default '',
  sortcolumn text default 'name',
  sortorder text default 'asc'
)
  returns table (
    name text, id uuid, updated_at timestamptz, created_at timestamptz,
    last_accessed_at timestamptz, metadata jsonb
  )
  language plpgsql stable set search_path = ''
as $$
declare
  v_column constant text := case
    when sortcolumn in ('created_at', 'updated_at', 'last_accessed_at') then sortcolumn
    else 'name' end;
  v_pattern constant text := lower(
    regexp_replace(coalesce(prefix, '') || coalesce(search, ''), '([\\%_])', '\\\1', 'g')
  ) || '%';
begin
  return query execute format(
    $query$
      with entries as (
        select o.path_tokens[$3] as name, o.id, o.updated_at, o.created_at, o.last_accessed_at,
          o.metadata
        from storage.objects as o
        where o.bucket_id = $1 and lower(o.name) like $2 and array_length(o.path_tokens, 1) = $3
        union all
        select distinct o.path_tokens[$3], null::uuid, null::timestamptz, null::timestamptz,
          null::timestamptz, null::jsonb
        from storage.objects as o
        where o.bucket_id = $1 and lower(o.name) like $2 and array_length(o.path_tokens, 1) > $3
      )
      select e.name, e.id, e.updated_at, e.created_at, e.last_accessed_at, e.metadata
      from entries as e
      order by %1$s %2$s nulls first, e.name collate "C" %2$s
      limit $4 offset $5
    $query$,
    case when v_column = 'name' then 'lower(e.name) collate "C"'
      else format('e.id is not null, e.%I', v_column) end,
    case when lower(sortorder) = 'desc' then 'desc' else 'asc' end
  ) using bucketname, v_pattern, levels, limits, offsets;
end
$$;

-- ------------------------------------------------------------------- triggers

create function storage.update_updated_at_column() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
create trigger update_objects_updated_at before update on storage.objects
  for each row execute function storage.update_updated_at_column();

create function storage.enforce_bucket_name_length() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  if length(new.name) > 100 then
    raise exception 'bucket name "%" is too long (% characters). Max is 100.',
      new.name, length(new.name);
  end if;
  return new;
end
$$;
create trigger enforce_bucket_name_length_trigger before insert or update of name
  on storage.buckets for each row execute function storage.enforce_bucket_name_length();

-- A row deleted by hand would leave its file behind, so that has to be asked for.
create function storage.protect_delete() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), '') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501',
        hint = 'Within a transaction: set local storage.allow_delete_query = ''true''.';
  end if;
  return null;
end
$$;
create trigger protect_buckets_delete before delete on storage.buckets
  for each statement execute function storage.protect_delete();
create trigger protect_objects_delete before delete on storage.objects
  for each statement execute function storage.protect_delete();

reset role;

-- ------------------------------------------------- policies made by migrations

-- Hosted, `postgres` may make policies on these tables without owning them, by an extension
-- that is not here. It gets the owner's rights instead, and the trigger below takes those
-- away again that it has not got there: a migration that works here works there.
grant supabase_storage_admin to postgres with inherit true, set false;

create function extensions.guard_storage_tables() returns event_trigger
  language plpgsql set search_path = ''
as $$
declare
  v_name text;
begin
  if current_user <> 'postgres' then
    return;
  end if;
  foreach v_name in array array['buckets', 'objects', 'migrations'] loop
    -- gone: it was renamed, moved or dropped just now
    if to_regclass('storage.' || v_name) is null or tg_event = 'ddl_command_end' and exists (
      select from pg_catalog.pg_event_trigger_ddl_commands() as command
      left join pg_catalog.pg_index as i on i.indexrelid = command.objid
      where command.classid = 'pg_catalog.pg_class'::regclass
        and command.command_tag in ('ALTER TABLE', 'CREATE INDEX', 'ALTER INDEX')
        and coalesce(i.indrelid, command.objid) = to_regclass('storage.' || v_name)
    ) then
      raise exception 'must be owner of table %', v_name using errcode = '42501';
    end if;
  end loop;
end
$$;

create event trigger guard_storage_tables on ddl_command_end
  execute function extensions.guard_storage_tables();
create event trigger guard_storage_drops on sql_drop
  execute function extensions.guard_storage_tables();
