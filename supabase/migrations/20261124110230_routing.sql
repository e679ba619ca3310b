-- Who may get which ticket: how teams share out, absences, working hours, the skills something
-- needs; and every assignment on record with its reason.

-- How a team shares out its tickets. The row is also its counter: whoever assigns holds it, so that
-- of many at once each sees what those before it did.
create table public.team_routing (
  team_id uuid primary key references public.teams (id) on delete cascade,
  strategy text not null default 'manual' constraint team_routing_strategy_known
    check (strategy in ('manual', 'round_robin', 'least_loaded')),
  fallback_team_id uuid references public.teams (id) on delete set null,
  last_member_id uuid references public.members (id) on delete set null,
  assigned bigint not null default 0,
  updated_at timestamptz not null default now(),
  constraint team_routing_fallback_is_another check (fallback_team_id <> team_id)
);
create index team_routing_fallback on public.team_routing (fallback_team_id);
create index team_routing_last_member on public.team_routing (last_member_id);
comment on column public.team_routing.strategy is
  'manual: people take tickets; round_robin: in turn; least_loaded: the smallest share of the capacity in use.';

create function private.add_team_routing() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.team_routing (team_id) values (new.id) on conflict (team_id) do nothing;
  return null;
end $$;
revoke execute on function private.add_team_routing() from public;
create trigger teams_routing after insert on public.teams
  for each row execute function private.add_team_routing();
insert into public.team_routing (team_id) select t.id from public.teams t;

create table public.member_absences (
  id uuid primary key default gen_random_uuid(),
  member_id uuid not null references public.members (id) on delete cascade,
  starts_at timestamptz not null default now(),
  ends_at timestamptz,  -- null: until further notice
  note text not null default '' constraint member_absences_note_length check (length(note) <= 500),
  created_by uuid,
  created_at timestamptz not null default now(),
  constraint member_absences_order check (ends_at > starts_at)
);
create index member_absences_member on public.member_absences (member_id, starts_at);
comment on column public.member_absences.note is 'Colleagues read it.';

create table public.member_schedules (
  member_id uuid primary key references public.members (id) on delete cascade,
  calendar_id uuid not null references public.calendars (id) on delete restrict
);
create index member_schedules_calendar on public.member_schedules (calendar_id);
comment on table public.member_schedules is 'When a member works; without one, always.';

create table public.skill_requirements (
  fact text not null constraint skill_requirements_fact_known check (fact in ('category', 'tag', 'language')),
  value text not null constraint skill_requirements_value_length check (length(value) between 1 and 60),
  skill text not null constraint skill_requirements_skill_form check (skill ~ '^[[:alnum:]][[:alnum:]_-]{0,39}$'),
  primary key (fact, value, skill)
);
comment on table public.skill_requirements is
  'A ticket of this category, tag or language goes to members who have the skill (members.skills).';

create table public.assignments (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  -- Who and which team has it now and had it before; null: nobody. As in every ledger, these outlive
  -- what they name.
  member_id uuid,
  team_id uuid,
  from_member_id uuid,
  from_team_id uuid,
  source text not null constraint assignments_source_known
    check (source in ('routing', 'rule', 'member', 'desk')),
  reason text not null,
  details jsonb not null default '{}',  -- strategy, and of each candidate: load, capacity, what speaks against
  actor uuid
);
create index assignments_ticket on public.assignments (ticket_id, id);
create index assignments_member on public.assignments (member_id, at desc);
create trigger assignments_append_only before update or delete on public.assignments
  for each row execute function private.forbid_change();

alter table public.team_routing enable row level security;
alter table public.member_absences enable row level security;
alter table public.member_schedules enable row level security;
alter table public.skill_requirements enable row level security;
alter table public.assignments enable row level security;
create policy "Members see how teams share out tickets" on public.team_routing for select to authenticated
  using ((select private.is_member()));
create policy "Members see who is away" on public.member_absences for select to authenticated
  using ((select private.is_member()));
create policy "Members see who works when" on public.member_schedules for select to authenticated
  using ((select private.is_member()));
create policy "Members see what needs which skill" on public.skill_requirements for select to authenticated
  using ((select private.is_member()));
create policy "Members see the assignments of tickets they see" on public.assignments
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = assignments.ticket_id));
grant select on public.team_routing, public.member_absences, public.member_schedules,
  public.skill_requirements, public.assignments to authenticated;
grant all on public.team_routing, public.member_absences, public.member_schedules,
  public.skill_requirements to service_role;
grant select, insert on public.assignments to service_role;
revoke update, delete, truncate on public.assignments from service_role;

-- ON RECORD ----------------------------------------------------------------------------------------

-- Every way by which a ticket comes to a member or a team. routing says what it weighed in
-- autocrm.assignment; all others have the reason of the change, or who made it.
create function private.record_assignment() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_routing jsonb := nullif(current_setting('autocrm.assignment', true), '')::jsonb;
  v_by text := (select m.name from public.members m where m.id = private.member_id());
  v_before public.tickets := case when tg_op = 'UPDATE' then old end;
begin
  insert into public.assignments
    (ticket_id, member_id, team_id, from_member_id, from_team_id, source, reason, details, actor)
  values (new.id, new.assignee_id, new.team_id, v_before.assignee_id, v_before.team_id,
    case when v_routing is not null then 'routing'
         when private.change_reason() ~ '^Rule "' then 'rule'
         when v_by is not null then 'member' else 'desk' end,
    coalesce(v_routing ->> 'reason', nullif(private.change_reason(), ''), format('%s by %s.',
      case when new.assignee_id is distinct from v_before.assignee_id
           then case when new.assignee_id is null then 'Unassigned' else 'Assigned' end
           else 'Moved to another team' end, coalesce(v_by, 'the desk'))),
    coalesce(v_routing -> 'details', '{}'), auth.uid());
  return null;
end $$;
revoke execute on function private.record_assignment() from public;
create trigger tickets_assigned after update on public.tickets
  for each row when (old.assignee_id is distinct from new.assignee_id or old.team_id is distinct from new.team_id)
  execute function private.record_assignment();
create trigger tickets_born_assigned after insert on public.tickets
  for each row when (new.assignee_id is not null) execute function private.record_assignment();
