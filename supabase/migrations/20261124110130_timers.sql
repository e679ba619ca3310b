-- Timers: what has to happen to a ticket at some time. A handler private.timer_<kind>(uuid, jsonb)
-- does it, in the transaction of the run; it must be harmless when there is nothing to do any more.

create table public.timers (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid references public.tickets (id) on delete cascade,  -- null: the desk's own
  kind text not null constraint timers_kind_form check (kind ~ '^[a-z][a-z_]{0,39}$'),
  key text not null default '',  -- to have several of a kind: payload's "key"
  payload jsonb not null default '{}',
  due_at timestamptz not null,
  state text not null default 'waiting' constraint timers_state_known
    check (state in ('waiting', 'done', 'failed')),
  attempts integer not null default 0,
  last_error text,
  ran_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint timers_once unique nulls not distinct (ticket_id, kind, key)
);
create index timers_due on public.timers (due_at, id) where state = 'waiting';
create index timers_failed on public.timers (ran_at desc) where state = 'failed';

alter table public.timers enable row level security;
create policy "Members see the timers of tickets they see, admins all" on public.timers
  for select to authenticated using (
    (select private.is_admin())
    or ((select private.is_member())
        and exists (select 1 from public.tickets t where t.id = timers.ticket_id)));
grant select on public.timers to authenticated;
grant all on public.timers to service_role;

-- Set or move a timer; without p_due_at take it back. The ticket is locked first, here and in
-- run_timers: with one order nobody ends in a deadlock.
create function private.set_timer(
  p_ticket_id uuid, p_kind text, p_due_at timestamptz, p_payload jsonb default '{}') returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from public.tickets t where t.id = p_ticket_id for no key update;
  if p_due_at is null then
    delete from public.timers t
    where (t.ticket_id = p_ticket_id or p_ticket_id is null and t.ticket_id is null)
      and t.kind = p_kind and t.key = coalesce(p_payload ->> 'key', '') and t.state = 'waiting';
  else
    insert into public.timers (ticket_id, kind, key, payload, due_at)
    values (p_ticket_id, p_kind, coalesce(p_payload ->> 'key', ''), coalesce(p_payload, '{}'), p_due_at)
    on conflict (ticket_id, kind, key) do update set due_at = excluded.due_at,
      payload = excluded.payload, state = 'waiting', attempts = 0, last_error = null;
  end if;
end $$;
revoke execute on function private.set_timer(uuid, text, timestamptz, jsonb) from public;

-- One timer, in a sub-transaction of its own. Marked done before its handler runs, which may set
-- it again. What somebody else works on is left for the next run: this waits for nobody.
create function private.run_timer(p_timer public.timers, p_now timestamptz) returns text
language plpgsql security definer set search_path = '' as $$
declare v_error text;
begin
  if p_timer.ticket_id is not null then
    perform 1 from public.tickets t where t.id = p_timer.ticket_id for no key update skip locked;
    if not found then return 'busy'; end if;
  end if;
  select * into p_timer from public.timers t
  where t.id = p_timer.id and t.state = 'waiting' and t.due_at <= p_now for update skip locked;
  if not found then return 'busy'; end if;
  begin
    update public.timers set state = 'done', attempts = attempts + 1, last_error = null, ran_at = p_now
    where id = p_timer.id;
    execute format('select private.%I($1, $2)', 'timer_' || p_timer.kind)
    using p_timer.ticket_id, p_timer.payload;
    return 'done';
  exception when others then  -- the boundary: whatever a handler does, the other timers run
    get stacked diagnostics v_error = message_text;
    update public.timers set attempts = attempts + 1, last_error = left(v_error, 2000), ran_at = p_now,
      state = case when attempts < 4 then 'waiting' else 'failed' end,
      due_at = p_now + power(4, attempts) * interval '30 seconds'  -- 0.5, 2, 8, 32 minutes
    where id = p_timer.id;
    return 'failed';
  end;
end $$;
revoke execute on function private.run_timer(public.timers, timestamptz) from public;

-- Run what is due, at most p_limit. p_now is the time to go by, for tests. "wait_s": seconds until
-- the next timer is due, null when none is set.
create function public.run_timers(p_limit integer default 50, p_now timestamptz default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := coalesce(p_now, private.clock());
  v_held text := coalesce(current_setting('autocrm.now', true), '');
  v_timer public.timers;
  v_results text[] := '{}';
  v_next timestamptz;
begin
  if p_now is not null then perform set_config('autocrm.now', p_now::text, true); end if;
  perform private.cover_calendars(v_now);
  for v_timer in
    select * from public.timers t where t.state = 'waiting' and t.due_at <= v_now
    order by t.due_at, t.id limit least(greatest(p_limit, 1), 500)
  loop
    v_results := v_results || private.run_timer(v_timer, v_now);
  end loop;
  select min(t.due_at) into v_next from public.timers t where t.state = 'waiting';
  perform set_config('autocrm.now', v_held, true);
  return jsonb_build_object(
    'ran', cardinality(array_positions(v_results, 'done')),
    'failed', cardinality(array_positions(v_results, 'failed')),
    'busy', cardinality(array_positions(v_results, 'busy')),
    'next_due_at', v_next, 'wait_s', case when v_next > v_now then extract(epoch from v_next - v_now)
      when v_next is not null then 0 end);
end $$;

-- Calendars whose hours changed behind our back, or whose years run out.
create function private.cover_calendars(p_now timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  for v_id in
    select c.id from public.calendars c where not c.covered @> p_now + interval '1 year'
    for update skip locked
  loop
    perform private.calendar_changed(v_id);
  end loop;
end $$;
revoke execute on function private.cover_calendars(timestamptz) from public;

revoke execute on function public.run_timers(integer, timestamptz) from public, anon, authenticated;
grant execute on function public.run_timers(integer, timestamptz) to service_role;
