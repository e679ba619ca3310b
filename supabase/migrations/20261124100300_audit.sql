-- Who changed what, and who read whose words. Both only grow.

create table public.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor uuid,  -- auth user; null for the worker or the secret key
  actor_role text not null,
  action text not null,
  ticket_id uuid references public.tickets (id) on delete restrict,
  subject_id uuid,
  details jsonb not null default '{}'
);
create index audit_log_ticket on public.audit_log (ticket_id, at);
create index audit_log_at on public.audit_log (at desc);
create trigger audit_log_append_only before update or delete on public.audit_log
  for each row execute function private.forbid_change();

create table public.access_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  member_id uuid references public.members (id) on delete restrict,
  actor_role text not null,
  customer_id uuid not null references public.customers (id) on delete restrict,
  ticket_id uuid not null references public.tickets (id) on delete restrict
);
create index access_log_member on public.access_log (member_id, at desc) include (ticket_id);
create index access_log_customer on public.access_log (customer_id, at desc);
create index access_log_ticket on public.access_log (ticket_id);
create trigger access_log_append_only before update or delete on public.access_log
  for each row execute function private.forbid_change();

create function private.audit(
  p_action text, p_ticket_id uuid default null, p_subject_id uuid default null,
  p_details jsonb default '{}') returns void
language sql security definer set search_path = '' as $$
  insert into public.audit_log (actor, actor_role, action, ticket_id, subject_id, details)
  values (auth.uid(), coalesce(auth.role(), session_user), p_action, p_ticket_id, p_subject_id, p_details)
$$;
revoke execute on function private.audit(text, uuid, uuid, jsonb) from public;

-- Threads the calling member has opened within the last day and may still see.
create function private.opened_ticket_ids() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct a.ticket_id), '{}')
  from public.access_log a join public.tickets t on t.id = a.ticket_id
  where a.member_id = private.member_id()
    and a.at > now() - interval '1 day'
    and private.member_can_see(t)
$$;
revoke execute on function private.opened_ticket_ids() from public;
grant execute on function private.opened_ticket_ids() to anon, authenticated, service_role;

alter table public.audit_log enable row level security;
alter table public.access_log enable row level security;
create policy "Admins read the audit log" on public.audit_log for select to authenticated
  using ((select private.is_admin()));
create policy "Admins read the access log" on public.access_log for select to authenticated
  using ((select private.is_admin()));
grant select on public.audit_log, public.access_log to authenticated;
grant select, insert on public.audit_log, public.access_log to service_role;
-- The default privileges of Supabase would give it all; truncate fires no row trigger.
revoke update, delete, truncate on public.audit_log, public.access_log from service_role;
