-- Notifications for members: made, merged, put into a digest, read.

create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  member_id uuid not null references public.members (id) on delete cascade,
  kind text not null constraint notifications_kind_form check (kind ~ '^[a-z][a-z_]{0,39}$'),
  ticket_id uuid references public.tickets (id) on delete cascade,
  data jsonb not null default '{}',
  times integer not null default 1,  -- how often it happened since it was last read
  merges boolean not null default false,
  by_mail boolean not null default false,  -- for the digest, if it stays unread
  created_at timestamptz not null,
  read_at timestamptz,
  mailed_at timestamptz
);
create index notifications_latest on public.notifications (member_id, created_at desc, id);
create index notifications_unread on public.notifications (member_id, ticket_id) where read_at is null;
create unique index notifications_one_unread on public.notifications (member_id, kind, ticket_id)
  where merges and read_at is null;
create index notifications_to_mail on public.notifications (member_id, created_at)
  where by_mail and read_at is null and mailed_at is null;
create index notifications_ticket on public.notifications (ticket_id) where ticket_id is not null;
comment on column public.notifications.data is 'Ids and plain facts, never a customer''s words: rights may change after it was made.';

alter table public.notifications enable row level security;
create policy "Members see their own notifications" on public.notifications for select to authenticated
  using (member_id = (select private.member_id()));
grant select on public.notifications to authenticated;
grant all on public.notifications to service_role;

-- How a member wants to be told of a kind.
create function private.notification_way(p_member_id uuid, p_kind text) returns text
language sql stable security definer set search_path = '' as $$
  select coalesce(
    (select p.way from public.notification_preferences p where p.member_id = p_member_id and p.kind = p_kind),
    (select k.way from public.notification_kinds k where k.key = p_kind), 'app')
$$;

-- The first time after p_after at which a member gets a digest; null: never.
create function private.next_digest(p_member_id uuid, p_after timestamptz) returns timestamptz
language plpgsql stable security definer set search_path = '' as $$
declare
  v_own public.digest_settings;
  v_local timestamp;
  v_at timestamptz;
begin
  select * into v_own from public.digest_settings d where d.member_id = p_member_id;
  case coalesce(v_own.every, 'daily')
    when 'never' then return null;
    when 'hourly' then return date_trunc('hour', p_after, 'UTC') + interval '1 hour';
    else
      v_own.time_zone := coalesce(v_own.time_zone, 'UTC');
      v_local := date_trunc('day', p_after at time zone v_own.time_zone) + make_interval(hours => coalesce(v_own.hour, 8));
      v_at := v_local at time zone v_own.time_zone;
      if v_at <= p_after then v_at := (v_local + interval '1 day') at time zone v_own.time_zone; end if;
      return v_at;
  end case;
end $$;

-- One job a time, for all members whose digest is due then. This must not wait for another
-- transaction, which may in turn wait for a ticket that we have locked: so who finds somebody else
-- planning leaves it to them. Half a minute later than due, for who has not committed yet.
create function private.plan_digest(p_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare v_key text := to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI');
begin
  if p_at is null or exists (select 1 from public.jobs j where j.kind = 'digest.send' and j.key = v_key) then
    return;
  end if;
  if pg_try_advisory_xact_lock(hashtextextended('digest.send ' || v_key, 0)) then
    perform private.enqueue('digest.send', v_key, jsonb_build_object('at', p_at), p_at + interval '30 seconds');
  end if;
end $$;

create function private.unread_of(p_member_id uuid) returns integer
language sql stable security definer set search_path = '' as $$
  select count(*)::integer from (
    select 1 from public.notifications n where n.member_id = p_member_id and n.read_at is null limit 1000) counted
$$;

-- Tell a member something, by the way they have chosen. Not told: who does it themselves, who is
-- inactive, and who may not see the ticket. The notification's id, or null.
create function private.notify(
  p_member_id uuid, p_kind text, p_ticket_id uuid, p_data jsonb default '{}') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_way text := private.notification_way(p_member_id, p_kind);
  v_ticket public.tickets;
  v_row public.notifications;
begin
  if v_way = 'off' or p_member_id is null or p_member_id = private.member_id()
     or not exists (select 1 from public.members m where m.id = p_member_id and m.active) then
    return null;
  end if;
  if p_ticket_id is not null then
    select * into v_ticket from public.tickets t where t.id = p_ticket_id;
    if not private.member_may_see(p_member_id, v_ticket) then return null; end if;
  end if;
  insert into public.notifications as n (member_id, kind, ticket_id, data, merges, by_mail, created_at)
  values (p_member_id, p_kind, p_ticket_id, jsonb_strip_nulls(coalesce(p_data, '{}')),
    coalesce((select k.merges from public.notification_kinds k where k.key = p_kind), false),
    v_way = 'mail', private.clock())
  on conflict (member_id, kind, ticket_id) where merges and read_at is null do update set
    times = n.times + 1, data = n.data || excluded.data, by_mail = excluded.by_mail,
    created_at = excluded.created_at, mailed_at = null
  returning * into v_row;
  if v_row.by_mail then
    perform private.plan_digest(private.next_digest(p_member_id, v_row.created_at));
  end if;
  perform realtime.send(jsonb_build_object('id', v_row.id, 'kind', p_kind, 'ticket_id', p_ticket_id,
    'number', v_ticket.number, 'times', v_row.times, 'created_at', v_row.created_at),
    'notification', 'member:' || p_member_id, true);
  return v_row.id;
end $$;

-- Mark as read what is among p_ids, and tell the member's other windows.
create function private.mark_read(p_member_id uuid, p_ids uuid[]) returns integer
language plpgsql security definer set search_path = '' as $$
declare v_read uuid[];
begin
  with done as (
    update public.notifications n set read_at = private.clock()
    where n.id = any (p_ids) and n.member_id = p_member_id and n.read_at is null returning n.id)
  select coalesce(array_agg(d.id), '{}') into v_read from done d;
  if cardinality(v_read) > 0 then
    perform realtime.send(jsonb_build_object('ids', to_jsonb(v_read[1:100]), 'count', cardinality(v_read),
      'unread', private.unread_of(p_member_id)), 'read', 'member:' || p_member_id, true);
  end if;
  return cardinality(v_read);
end $$;

revoke execute on function private.notification_way(uuid, text), private.next_digest(uuid, timestamptz),
  private.plan_digest(timestamptz), private.unread_of(uuid), private.notify(uuid, text, uuid, jsonb),
  private.mark_read(uuid, uuid[]) from public;

-- What a member does with them --------------------------------------------------------------------

create function private.must_be_member() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare v_member uuid := private.member_id();
begin
  if v_member is null then
    raise exception using errcode = 'PT403', message = 'Only members have notifications: sign in as one.';
  end if;
  return v_member;
end $$;
revoke execute on function private.must_be_member() from public;

-- Mark as read: some by their ids, those about a ticket, or all (until a time, if one is given: what
-- came after the list was fetched stays unread). {"read", "unread"}, the latter 1000 at most.
create function public.read_notifications(
  p_ids uuid[] default null, p_ticket_id uuid default null, p_all boolean default false,
  p_until timestamptz default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_member uuid := private.must_be_member();
  v_ids uuid[] := p_ids;
  v_read integer;
begin
  if num_nonnulls(p_ids, p_ticket_id, nullif(p_all, false)) <> 1 then
    raise exception using errcode = 'PT422', message = 'Say which to mark as read: some by their ids, those about one ticket, or all.';
  end if;
  if p_ids is null then
    v_ids := array(
      select n.id from public.notifications n
      where n.member_id = v_member and n.read_at is null and (p_all or n.ticket_id = p_ticket_id)
        and (p_until is null or n.created_at <= p_until)
      order by n.id for update);
  end if;
  v_read := private.mark_read(v_member, v_ids);  -- a statement of its own, so that the count is the one after it
  return jsonb_build_object('read', v_read, 'unread', private.unread_of(v_member));
end $$;

-- How many the caller has not read: {"unread", "more"}; counted to 1000, then "more" is true.
create function public.unread_notifications() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('unread', u, 'more', u = 1000) from private.unread_of(private.must_be_member()) u
$$;

-- How the caller is told: {"kinds": [{"kind", "label", "way", "usual"}], "digest": {"every", "hour", "time_zone"}}.
create function public.notification_settings() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare v_member uuid := private.must_be_member();
begin
  return jsonb_build_object(
    'kinds', (select jsonb_agg(jsonb_build_object('kind', k.key, 'label', k.label,
        'way', private.notification_way(v_member, k.key), 'usual', k.way) order by k.position, k.key)
      from public.notification_kinds k),
    'digest', (select jsonb_build_object('every', coalesce(d.every, 'daily'), 'hour', coalesce(d.hour, 8),
        'time_zone', coalesce(d.time_zone, 'UTC'))
      from (values (v_member)) as own (id) left join public.digest_settings d on d.member_id = own.id));
end $$;

-- Choose the way for a kind; null: the usual one again.
create function public.set_notification(p_kind text, p_way text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_member uuid := private.must_be_member();
begin
  if not exists (select 1 from public.notification_kinds k where k.key = p_kind) then
    raise exception using errcode = 'PT422', message = format('There is no kind of notification %L: choose among %s.',
      p_kind, (select string_agg(k.key, ', ' order by k.position) from public.notification_kinds k));
  end if;
  if p_way not in ('app', 'mail', 'off') then
    raise exception using errcode = 'PT422', message = 'A way is app, mail (in the app, and by digest what stays unread) or off.';
  end if;
  if p_way is null then
    delete from public.notification_preferences p where p.member_id = v_member and p.kind = p_kind;
  else
    insert into public.notification_preferences as p (member_id, kind, way) values (v_member, p_kind, p_way)
    on conflict (member_id, kind) do update set way = excluded.way;
  end if;
  return public.notification_settings();
end $$;

-- When the digest comes; what is null stays.
create function public.set_digest(
  p_every text default null, p_hour integer default null, p_time_zone text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_member uuid := private.must_be_member();
begin
  if p_every not in ('hourly', 'daily', 'never') then
    raise exception using errcode = 'PT422', message = 'A digest comes hourly, daily or never.';
  end if;
  if p_hour not between 0 and 23 then
    raise exception using errcode = 'PT422', message = 'The hour of a daily digest is from 0 to 23.';
  end if;
  if p_time_zone is not null and not exists (select 1 from pg_timezone_names z where z.name = p_time_zone) then
    raise exception using errcode = 'PT422',
      message = format('There is no time zone %L: name one like Europe/Zurich.', left(p_time_zone, 60));
  end if;
  insert into public.digest_settings as d (member_id, every, hour, time_zone)
  values (v_member, coalesce(p_every, 'daily'), coalesce(p_hour, 8), coalesce(p_time_zone, 'UTC'))
  on conflict (member_id) do update set every = coalesce(p_every, d.every), hour = coalesce(p_hour, d.hour),
    time_zone = coalesce(p_time_zone, d.time_zone);
  return public.notification_settings();
end $$;

revoke execute on function public.read_notifications(uuid[], uuid, boolean, timestamptz),
  public.unread_notifications(), public.notification_settings(),
  public.set_notification(text, text), public.set_digest(text, integer, text)
  from public, anon, authenticated;
grant execute on function public.read_notifications(uuid[], uuid, boolean, timestamptz),
  public.unread_notifications(), public.notification_settings(),
  public.set_notification(text, text), public.set_digest(text, integer, text)
  to authenticated, service_role;
