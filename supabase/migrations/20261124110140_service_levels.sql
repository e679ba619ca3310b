-- Service levels: which policy holds for a ticket, and the clocks that measure it.

create table public.sla_policies (
  id uuid primary key default gen_random_uuid(),
  key text not null unique constraint sla_policies_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name text not null constraint sla_policies_name_length check (length(name) between 1 and 120),
  position integer not null default 100,  -- the first active one that fits holds
  active boolean not null default true,
  -- For whom: null means anybody.
  customer_id uuid references public.customers (id) on delete restrict,
  company_id uuid references public.companies (id) on delete restrict,
  team_id uuid references public.teams (id) on delete restrict,
  category text references public.ticket_categories (key) on update cascade on delete restrict,
  priority integer constraint sla_policies_priority_range check (priority between 1 and 4),
  calendar_id uuid references public.calendars (id) on delete restrict,  -- null: around the clock
  pause_on text[] not null default '{pending,on_hold}'
    constraint sla_policies_pause_on_known check (pause_on <@ array['pending', 'on_hold']),
  warn_share numeric not null default 0.8
    constraint sla_policies_warn_share_range check (warn_share > 0 and warn_share < 1),
  -- Whether the first unanswered message counts, so that writing again wins us no time, or the last.
  next_from text not null default 'first'
    constraint sla_policies_next_from_known check (next_from in ('last', 'first')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sla_policies_customer on public.sla_policies (customer_id);
create index sla_policies_company on public.sla_policies (company_id);
create index sla_policies_team on public.sla_policies (team_id);
create index sla_policies_category on public.sla_policies (category);
create index sla_policies_calendar on public.sla_policies (calendar_id);
create trigger sla_policies_touch before update on public.sla_policies
  for each row execute function private.touch_updated_at();

create table public.sla_targets (
  policy_id uuid not null references public.sla_policies (id) on delete cascade,
  metric text not null constraint sla_targets_metric_known
    check (metric in ('first_response', 'next_response', 'resolution')),
  priority integer not null constraint sla_targets_priority_range check (priority between 1 and 4),
  seconds integer not null constraint sla_targets_seconds_range check (seconds > 0),  -- of the calendar
  primary key (policy_id, metric, priority)
);

create table public.sla_clocks (
  id bigint generated always as identity primary key,
  ticket_id uuid not null references public.tickets (id) on delete cascade,
  metric text not null constraint sla_clocks_metric_known
    check (metric in ('first_response', 'next_response', 'resolution')),
  policy_id uuid references public.sla_policies (id) on delete restrict,
  target_s integer,  -- null: no policy asks for it any more
  started_at timestamptz not null,
  resumed_at timestamptz,  -- since when it runs; null while paused or stopped
  paused_at timestamptz,
  ran tstzmultirange not null default '{}',  -- when it ran before: measured anew when the calendar changes
  elapsed numeric not null default 0,        -- the seconds of `ran` in business time
  warn_at timestamptz,
  due_at timestamptz,  -- null while paused
  warned_at timestamptz,
  breached_at timestamptz,  -- when the time was up, whenever it was noticed
  stopped_at timestamptz,
  void boolean not null default false,  -- ended by something else than what it measures
  constraint sla_clocks_runs_or_rests check (
    case when stopped_at is not null then resumed_at is null and paused_at is null
         else (resumed_at is null) <> (paused_at is null) end)
);
create unique index sla_clocks_open on public.sla_clocks (ticket_id, metric) where stopped_at is null;
create index sla_clocks_ticket on public.sla_clocks (ticket_id, started_at);
create index sla_clocks_policy on public.sla_clocks (policy_id);
create index sla_clocks_stopped on public.sla_clocks (stopped_at) where stopped_at is not null;
comment on table public.sla_clocks is 'One row a measurement: a next response, or a reopened resolution, is a new one.';

alter table public.sla_policies enable row level security;
alter table public.sla_targets enable row level security;
alter table public.sla_clocks enable row level security;
create policy "Members see the service levels" on public.sla_policies for select to authenticated
  using ((select private.is_member()));
create policy "Members see the targets" on public.sla_targets for select to authenticated
  using ((select private.is_member()));
create policy "Members see the clocks of tickets they see" on public.sla_clocks
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = sla_clocks.ticket_id));
grant select on public.sla_policies, public.sla_targets, public.sla_clocks to authenticated;
grant all on public.sla_policies, public.sla_targets, public.sla_clocks to service_role;

alter table public.tickets add column next_due_at timestamptz;
grant select (next_due_at) on public.tickets to authenticated;
create index tickets_next_due on public.tickets (team_id, next_due_at, id) where is_open and next_due_at is not null;
comment on column public.tickets.next_due_at is 'The earliest due time of its running clocks, also when it has passed.';

create function private.sla_policy_of(p_ticket public.tickets) returns public.sla_policies
language sql stable security definer set search_path = '' as $$
  select p.* from public.sla_policies p
  where p.active
    and (p.customer_id is null or p.customer_id = p_ticket.customer_id)
    and (p.company_id is null or p.company_id = (
      select c.company_id from public.customers c where c.id = p_ticket.customer_id))
    and (p.team_id is null or p.team_id = p_ticket.team_id)
    and (p.category is null or p.category = p_ticket.category)
    and (p.priority is null or p.priority = p_ticket.priority)
  order by p.position, p.key limit 1
$$;

create function private.sla_target(p_policy uuid, p_metric text, p_priority integer) returns integer
language sql stable security definer set search_path = '' as $$
  select t.seconds from public.sla_targets t
  where t.policy_id = p_policy and t.metric = p_metric and t.priority = p_priority
$$;

revoke execute on function private.sla_policy_of(public.tickets),
  private.sla_target(uuid, text, integer) from public;
