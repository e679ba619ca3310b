-- realtime.messages: broadcasts that are sent from SQL, and the table whose policies say who
-- may use a private channel. Names, columns and signatures are upstream's; partitions by day.

-- Policies on realtime.messages are written by the project's migrations, that is as postgres.
grant supabase_realtime_admin to postgres;

create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  constraint messages_pkey primary key (id, inserted_at)
) partition by range (inserted_at);
alter table realtime.messages enable row level security;
alter table realtime.messages owner to supabase_realtime_admin;

-- Takes what comes before the service has made the partition of the day.
create table realtime.messages_default partition of realtime.messages default;
alter table realtime.messages_default enable row level security;
alter table realtime.messages_default owner to supabase_realtime_admin;

-- For the replay of what a private channel has missed.
create index messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private is true;

revoke all on realtime.messages from anon, authenticated, service_role;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
grant all on realtime.messages to postgres, dashboard_user;

create publication supabase_realtime_messages_publication for table realtime.messages;
alter publication supabase_realtime_messages_publication owner to postgres;

-- The channel a policy is asked about; null outside of Realtime.
create function realtime.topic() returns text
  language sql stable
as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;

-- The senders run with the caller's rights: row level security on realtime.messages decides.
-- A message that cannot be sent is a warning, so that it never undoes what it tells of.

create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
  returns void
  language plpgsql
as $$
declare
  v_id uuid := gen_random_uuid();
  v_payload jsonb := payload;
begin
  if jsonb_typeof(payload) = 'object' and not payload ? 'id' then
    v_payload := payload || jsonb_build_object('id', v_id);
  end if;
  perform set_config('realtime.topic', send.topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (v_id, v_payload, send.event, send.topic, send.private, 'broadcast');
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end
$$;

create function realtime.send_binary(
  payload bytea, event text, topic text, private boolean default true
) returns void
  language plpgsql
as $$
begin
  perform set_config('realtime.topic', send_binary.topic, true);
  insert into realtime.messages (binary_payload, event, topic, private, extension)
  values (
    payload, send_binary.event, send_binary.topic, send_binary.private, 'broadcast'
  );
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- For row triggers: tells a topic what became of a row.
create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
  language plpgsql
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object(
      'schema', table_schema, 'table', table_name, 'operation', operation,
      'record', new, 'old_record', old
    ),
    event_name, topic_name
  );
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

alter function realtime.topic() owner to supabase_realtime_admin;
alter function realtime.send(jsonb, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.send_binary(bytea, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.broadcast_changes(text, text, text, text, text, record, record, text)
  owner to supabase_realtime_admin;

-- Called by the service at its start and every hour: a partition for today and each of the
-- next three days, and away with what is older than three days.
create function _stack.maintain_realtime_messages(p_now timestamp default now()::timestamp)
  returns void
  language plpgsql set search_path = ''
as $$
declare
  v_day date;
  v_name text;
begin
  -- Inserting waits while a partition is made or dropped: better tried again.
  perform set_config('lock_timeout', '2s', true);
  for v_day in
    select day::date
    from generate_series(p_now::date, p_now::date + 3, interval '1 day') as day
  loop
    v_name := 'messages_' || to_char(v_day, 'YYYY_MM_DD');
    -- A day that has rows in the default partition stays there: rows that moved would be
    -- decoded, and so broadcast, a second time.
    continue when to_regclass('realtime.' || v_name) is not null or exists (
      select from realtime.messages_default
      where inserted_at >= v_day and inserted_at < v_day + 1
    );
    execute format(
      'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
      v_name, v_day, v_day + 1
    );
    execute format('alter table realtime.%I enable row level security', v_name);
    execute format('alter table realtime.%I owner to supabase_realtime_admin', v_name);
  end loop;

  for v_name in
    select child.relname
    from pg_inherits as i
    join pg_class as child on child.oid = i.inhrelid
    where i.inhparent = 'realtime.messages'::regclass
      and child.relname ~ '^messages_\d{4}_\d\d_\d\d$'
      and to_date(right(child.relname, 10), 'YYYY_MM_DD') < p_now::date - 3
  loop
    execute format('drop table realtime.%I', v_name);
  end loop;
  delete from realtime.messages_default where inserted_at < p_now::date - 3;
end
$$;
revoke execute on function _stack.maintain_realtime_messages(timestamp) from public;
