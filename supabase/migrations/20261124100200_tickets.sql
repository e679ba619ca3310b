-- Tickets, their categories, and which status may follow which.

create table public.ticket_categories (
  key text primary key constraint ticket_categories_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label text not null,
  description text not null default '',
  team_id uuid references public.teams (id) on delete set null,  -- where triage sends it
  created_at timestamptz not null default now()
);
create index ticket_categories_team on public.ticket_categories (team_id);

create table public.ticket_status_transitions (
  from_status text not null,
  to_status text not null,
  primary key (from_status, to_status)
);
comment on table public.ticket_status_transitions is 'The legal status changes; a pair that is not here is refused.';
insert into public.ticket_status_transitions (from_status, to_status) values
  ('new', 'open'), ('new', 'pending'), ('new', 'on_hold'), ('new', 'solved'), ('new', 'closed'),
  ('open', 'pending'), ('open', 'on_hold'), ('open', 'solved'), ('open', 'closed'),
  ('pending', 'open'), ('pending', 'on_hold'), ('pending', 'solved'), ('pending', 'closed'),
  ('on_hold', 'open'), ('on_hold', 'pending'), ('on_hold', 'solved'), ('on_hold', 'closed'),
  ('solved', 'open'), ('solved', 'closed');

create sequence public.ticket_numbers;

create table public.tickets (
  id uuid primary key default gen_random_uuid(),
  number bigint not null unique default nextval('public.ticket_numbers'),
  customer_id uuid not null references public.customers (id) on delete restrict,
  subject text not null default '' constraint tickets_subject_length check (length(subject) <= 998),
  status text not null default 'new' constraint tickets_status_known
    check (status in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed')),
  priority integer not null default 3 constraint tickets_priority_range check (priority between 1 and 4),
  category text references public.ticket_categories (key) on update cascade,
  channel text not null default 'email' constraint tickets_channel_known
    check (channel in ('email', 'portal', 'chat', 'api')),
  language text constraint tickets_language_form check (language ~ '^[a-z]{2,3}$'),
  team_id uuid references public.teams (id) on delete set null,
  assignee_id uuid references public.members (id) on delete set null,
  follows_ticket_id uuid references public.tickets (id) on delete set null,
  first_response_at timestamptz,
  solved_at timestamptz,
  closed_at timestamptz,
  reopen_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  metadata jsonb not null default '{}',
  is_open boolean generated always as (status in ('new', 'open')) stored,
  constraint tickets_id_customer unique (id, customer_id)
);
comment on column public.tickets.metadata is 'Shown to the requester: nothing internal belongs here.';
comment on column public.tickets.priority is '1 urgent, 2 high, 3 normal, 4 low';
create index tickets_queue on public.tickets (team_id, priority, created_at, id) where is_open;
create index tickets_customer on public.tickets (customer_id, team_id, created_at desc);
create index tickets_assignee on public.tickets (assignee_id, status) where assignee_id is not null;
create index tickets_category on public.tickets (category);
create index tickets_follows on public.tickets (follows_ticket_id) where follows_ticket_id is not null;
create index tickets_created on public.tickets (created_at desc, id);
create trigger tickets_touch before update on public.tickets
  for each row execute function private.touch_updated_at();

create function private.check_ticket_status() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (
    select 1 from public.ticket_status_transitions t
    where t.from_status = old.status and t.to_status = new.status) then
    raise exception using errcode = 'PT409',
      message = format('Ticket #%s cannot go from %s to %s.', new.number, old.status, new.status);
  end if;
  new.solved_at := case when new.status = 'solved' then now()
                        when new.status = 'closed' then new.solved_at end;
  new.closed_at := case when new.status = 'closed' then now() end;
  if old.status in ('solved') and new.status = 'open' then
    new.reopen_count := old.reopen_count + 1;
  end if;
  return new;
end $$;
create trigger tickets_status before update of status on public.tickets
  for each row when (old.status is distinct from new.status)
  execute function private.check_ticket_status();

alter table public.ticket_categories enable row level security;
alter table public.ticket_status_transitions enable row level security;
alter table public.tickets enable row level security;

create policy "Members see the categories" on public.ticket_categories for select to authenticated
  using ((select private.is_member()));
create policy "Members see the legal status changes" on public.ticket_status_transitions
  for select to authenticated using ((select private.is_member()));
create policy "Requesters see theirs, agents their teams', admins all"
  on public.tickets for select to authenticated using (
    customer_id = any ((select private.customer_ids())::uuid[])
    or team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
    or assignee_id = (select private.member_id())
    or (select private.is_admin()));

grant select on public.ticket_categories, public.ticket_status_transitions, public.tickets to authenticated;
grant all on public.ticket_categories, public.ticket_status_transitions, public.tickets to service_role;
grant usage on sequence public.ticket_numbers to service_role;

-- A ticket the caller may act on as a member (or with the secret key).
create function private.member_can_see(p_ticket public.tickets) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.is_service() or private.is_admin()
    or coalesce(p_ticket.team_id = any (private.team_ids(auth.uid())), false)
    or coalesce(p_ticket.assignee_id = private.member_id(), false)
$$;
revoke execute on function private.member_can_see(public.tickets) from public;

create policy "Customers see themselves, agents their requesters"
  on public.customers for select to authenticated using (
    auth_user_id = (select auth.uid())
    or (select private.is_admin())
    or ((select private.is_member()) and exists (
      select 1 from public.tickets t
      where t.customer_id = customers.id
        and (t.team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
             or t.assignee_id = (select private.member_id())))));
create policy "An identity is seen by whoever sees the customer"
  on public.customer_identities for select to authenticated using (
    exists (select 1 from public.customers c where c.id = customer_identities.customer_id));
create policy "A company is seen by whoever sees one of its people"
  on public.companies for select to authenticated using (
    exists (select 1 from public.customers c where c.company_id = companies.id));
