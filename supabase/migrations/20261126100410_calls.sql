-- Calls to customers: half hours within the desk's own calendar, one at a time a team.

create table public.calls (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null references public.tickets (id) on delete cascade,  -- and so the customer
  team_id uuid references public.teams (id) on delete set null,
  draft_id uuid references public.drafts (id) on delete set null,  -- the answer that booked it
  starts_at timestamptz not null,
  phone text not null default '' constraint calls_phone_form check (phone ~ '^(\+?[0-9][0-9 ()/.-]{4,30})?$'),
  state text not null default 'booked' constraint calls_state_known check (state in ('booked', 'cancelled')),
  booked_by uuid references public.members (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index calls_one_at_a_time on public.calls
  (coalesce(team_id, '00000000-0000-0000-0000-000000000000'::uuid), starts_at) where state = 'booked';
create unique index calls_one_a_ticket on public.calls (ticket_id) where state = 'booked';
create index calls_ticket on public.calls (ticket_id);
create index calls_draft on public.calls (draft_id);
create index calls_team on public.calls (team_id);
create index calls_booked_by on public.calls (booked_by);
create index calls_starts_at on public.calls (starts_at);
comment on table public.calls is 'Calls that customers were promised, half an hour each; a ticket has one at most.';

alter table public.calls enable row level security;
create policy "Members see the calls of tickets they see" on public.calls for select to authenticated
  using ((select private.is_member())
    and exists (select 1 from public.tickets t where t.id = calls.ticket_id));
grant select on public.calls to authenticated, service_role;
revoke insert, update, delete, truncate on public.calls from service_role;

-- Who books a call holds this until the end of the transaction, after the ticket: two that want one
-- half hour come one after the other.
create function private.hold_calls() returns void
language sql volatile set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('autocrm calls', 0))
$$;

-- Half hours that are open and free for a team from p_from on, within two weeks.
create function private.free_half_hours(p_team_id uuid, p_from timestamptz)
returns setof timestamptz language sql volatile security definer set search_path = '' as $$
  select s.at from public.calendars c
  cross join lateral unnest(private.open_spans(c.id, p_from, p_from + interval '14 days')) o (span)
  cross join lateral generate_series(
    date_trunc('hour', lower(o.span)), upper(o.span) - interval '30 minutes', interval '30 minutes') s (at)
  where c.is_default and s.at >= lower(o.span) and s.at >= p_from and not exists (
    select 1 from public.calls x
    where x.state = 'booked' and x.starts_at = s.at and x.team_id is not distinct from p_team_id)
  order by s.at
$$;

create function private.half_hour_is_free(p_team_id uuid, p_at timestamptz) returns boolean
language sql volatile security definer set search_path = '' as $$
  select p_at > private.clock() and exists (
    select 1 from private.free_half_hours(p_team_id, p_at - interval '1 minute') f where f = p_at)
$$;

-- Books it; the ticket is locked and hold_calls was called. An earlier call of the ticket goes.
create function private.put_call(
  p_ticket public.tickets, p_at timestamptz, p_phone text, p_draft_id uuid default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  if not private.half_hour_is_free(p_ticket.team_id, p_at) then
    raise exception using errcode = 'PT409', message = 'That time is taken or outside of our hours: choose another one.';
  end if;
  update public.calls set state = 'cancelled', updated_at = clock_timestamp()
  where ticket_id = p_ticket.id and state = 'booked';
  insert into public.calls (ticket_id, team_id, draft_id, starts_at, phone, booked_by)
  values (p_ticket.id, p_ticket.team_id, p_draft_id, p_at, coalesce(p_phone, ''), private.member_id())
  returning id into v_id;
  perform private.audit('call.book', p_ticket.id, v_id, jsonb_build_object('starts_at', p_at));
  return v_id;
end $$;
revoke execute on function private.hold_calls(), private.free_half_hours(uuid, timestamptz),
  private.half_hour_is_free(uuid, timestamptz), private.put_call(public.tickets, timestamptz, text, uuid) from public;

-- A time as the tool tells it: p_at, and as the clock on the wall shows it.
create function private.told_time(p_at timestamptz, p_zone text) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('starts_at', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'local', to_char(p_at at time zone p_zone, 'YYYY-MM-DD"T"HH24:MI'))
$$;
revoke execute on function private.told_time(timestamptz, text) from public;

-- {"zone", "free": [the first free half hour of each of the next three open days, from two hours on],
-- "offered": [those of the last answer that offered some, with "free"]}; times as told_time has them.
create function public.call_slots(p_ticket_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_zone text := (select c.time_zone from public.calendars c where c.is_default);
  v_offered jsonb;
begin
  select t.* into v_ticket from public.tickets t
  where t.id = p_ticket_id and (private.is_service() or private.is_member()) and private.member_can_see(t);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  select w.arguments -> 'starts' into v_offered
  from public.drafts d join public.draft_wishes w on w.draft_id = d.id and w.tool = 'book_call'
  where d.ticket_id = p_ticket_id and d.state in ('approved', 'sent') and w.arguments ->> 'step' = 'offer'
  order by d.created_at desc limit 1;
  return jsonb_build_object('zone', v_zone,
    'free', (
      select coalesce(jsonb_agg(private.told_time(n.at, v_zone) order by n.at), '[]') from (
        select min(f.at) as at
        from private.free_half_hours(v_ticket.team_id, private.clock() + interval '2 hours') f (at)
        group by (f.at at time zone v_zone)::date order by 1 limit 3) n),
    'offered', (
      select coalesce(jsonb_agg(private.told_time(o.at, v_zone)
        || jsonb_build_object('free', private.half_hour_is_free(v_ticket.team_id, o.at)) order by o.n), '[]')
      from (select s::timestamptz as at, n from jsonb_array_elements_text(v_offered) with ordinality x (s, n)) o));
end $$;

-- A member books a call by hand. A ticket has one at most: an earlier one goes.
create function public.book_call(p_ticket_id uuid, p_starts_at timestamptz, p_phone text default '') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_id uuid;
begin
  select t.* into v_ticket from public.tickets t
  where t.id = p_ticket_id and (private.is_service() or private.is_member()) and private.member_can_see(t)
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  perform private.hold_calls();
  v_id := private.put_call(v_ticket, p_starts_at, p_phone);
  return jsonb_build_object('id', v_id, 'ticket_id', p_ticket_id, 'starts_at', p_starts_at, 'state', 'booked');
end $$;

create function public.cancel_call(p_call_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_call public.calls;
begin
  perform 1 from public.calls c join public.tickets t on t.id = c.ticket_id
  where c.id = p_call_id and (private.is_service() or private.is_member()) and private.member_can_see(t)
  for no key update of t;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such call on the tickets of your teams.';
  end if;
  update public.calls set state = 'cancelled', updated_at = clock_timestamp()
  where id = p_call_id and state = 'booked' returning * into v_call;
  if not found then
    raise exception using errcode = 'PT409', message = 'This call is cancelled already.';
  end if;
  perform private.audit('call.cancel', v_call.ticket_id, p_call_id, jsonb_build_object('starts_at', v_call.starts_at));
  return jsonb_build_object('id', p_call_id, 'state', 'cancelled');
end $$;

-- Each checks the caller itself.
revoke execute on function public.call_slots(uuid), public.book_call(uuid, timestamptz, text), public.cancel_call(uuid)
  from public, anon, authenticated;
grant execute on function public.call_slots(uuid), public.book_call(uuid, timestamptz, text), public.cancel_call(uuid)
  to authenticated, service_role;
