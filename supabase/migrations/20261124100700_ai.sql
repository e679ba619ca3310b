-- The AI's policies, its append-only ledger, the drafts it makes, and what became of them.

create table public.ai_policies (
  category text primary key references public.ticket_categories (key) on update cascade on delete cascade,
  mode text not null default 'review' constraint ai_policies_mode_known
    check (mode in ('off', 'shadow', 'review', 'auto')),
  min_confidence double precision not null default 0.6 constraint ai_policies_confidence_range
    check (min_confidence between 0 and 1),
  min_answerability double precision not null default 0.6 constraint ai_policies_answerability_range
    check (min_answerability between 0 and 1),
  version integer not null default 1,
  updated_by uuid,
  updated_at timestamptz not null default now()
);

create table public.ai_models (
  id uuid primary key default gen_random_uuid(),
  kind text not null constraint ai_models_kind_known check (kind in ('triage_head')),
  version text not null,  -- hash of the weights
  embedding_model text not null,
  weights text not null,  -- base64
  metrics jsonb not null default '{}',
  active boolean not null default false,
  created_at timestamptz not null default now(),
  constraint ai_models_once unique (kind, version)
);
create unique index ai_models_one_active on public.ai_models (kind, embedding_model) where active;

create table public.ai_decisions (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  interaction_id uuid not null references public.interactions (id) on delete restrict,
  job_id uuid unique references public.jobs (id) on delete restrict,  -- one decision a job, whoever repeats it
  category text not null,
  confidence double precision not null,
  priority integer not null,
  language text not null,
  outcome text not null constraint ai_decisions_outcome_known
    check (outcome in ('auto', 'review', 'shadow', 'none')),
  reason text not null,
  triage jsonb not null,
  evidence jsonb not null,  -- chunk, article version and scores of what was found
  draft jsonb,
  checks jsonb not null,
  thresholds jsonb not null,
  policy jsonb not null,
  question_hash text not null,
  embedding_model text not null,
  model text not null,
  prompt_hash text not null,
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  cost_usd numeric(12, 6) not null default 0,
  timings_ms jsonb not null default '{}',
  waited_ms double precision,  -- from the commit of the job to its start
  created_at timestamptz not null default now()
);
create index ai_decisions_ticket on public.ai_decisions (ticket_id, created_at);
create index ai_decisions_interaction on public.ai_decisions (interaction_id);
create index ai_decisions_category on public.ai_decisions (category, created_at);
create trigger ai_decisions_append_only before update or delete on public.ai_decisions
  for each row execute function private.forbid_change();

create table public.drafts (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  interaction_id uuid references public.interactions (id) on delete restrict,  -- what it answers
  decision_id uuid unique references public.ai_decisions (id) on delete restrict,
  origin text not null constraint drafts_origin_known check (origin in ('ai', 'agent')),
  state text not null constraint drafts_state_known
    check (state in ('pending', 'approved', 'rejected', 'sent', 'shadow', 'superseded')),
  text text not null constraint drafts_text_length check (length(text) between 1 and 100000),
  final_text text,  -- what a person made of it; null: as it is
  decided_by uuid references public.members (id) on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now()
);
create index drafts_pending on public.drafts (created_at, id) where state = 'pending';
create index drafts_ticket on public.drafts (ticket_id, created_at);
create index drafts_interaction on public.drafts (interaction_id);
create index drafts_decided_by on public.drafts (decided_by) where decided_by is not null;

create table public.deliveries (
  id uuid primary key default gen_random_uuid(),
  draft_id uuid not null unique references public.drafts (id) on delete restrict,
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  to_address text not null,
  message_id text not null unique,
  state text not null constraint deliveries_state_known
    check (state in ('sending', 'sent', 'failed', 'unknown')),
  detail text not null default '',
  attempts integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index deliveries_ticket on public.deliveries (ticket_id);
create index deliveries_unknown on public.deliveries (created_at) where state = 'unknown';
create trigger deliveries_touch before update on public.deliveries
  for each row execute function private.touch_updated_at();

create table public.feedback (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  draft_id uuid references public.drafts (id) on delete restrict,
  kind text not null constraint feedback_kind_known check (kind in ('approve', 'edit', 'reject')),
  before text,
  after text,
  comment text not null default '',
  created_by uuid,
  created_at timestamptz not null default now()
);
create index feedback_ticket on public.feedback (ticket_id);
create index feedback_draft on public.feedback (draft_id);

alter table public.ai_policies enable row level security;
alter table public.ai_models enable row level security;
alter table public.ai_decisions enable row level security;
alter table public.drafts enable row level security;
alter table public.deliveries enable row level security;
alter table public.feedback enable row level security;

create policy "Members see the policies" on public.ai_policies for select to authenticated
  using ((select private.is_member()));
create policy "Admins see the models" on public.ai_models for select to authenticated
  using ((select private.is_admin()));
-- Behind a ticket: (select is_member()) first, since requesters see tickets too but none of this.
create policy "Members see the decisions on tickets they see" on public.ai_decisions
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = ai_decisions.ticket_id));
create policy "Members see the drafts of tickets they see" on public.drafts
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = drafts.ticket_id));
create policy "Members see the deliveries of tickets they see" on public.deliveries
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = deliveries.ticket_id));
create policy "Members see the feedback on tickets they see" on public.feedback
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = feedback.ticket_id));

grant select on public.ai_policies, public.ai_models, public.ai_decisions, public.drafts,
  public.deliveries, public.feedback to authenticated;
grant all on public.ai_policies, public.ai_models, public.ai_decisions, public.drafts,
  public.deliveries, public.feedback to service_role;
revoke update, delete, truncate on public.ai_decisions from service_role;

create function public.set_policy(
  p_category text, p_mode text, p_min_confidence double precision default null,
  p_min_answerability double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_row public.ai_policies;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change what the AI may do.';
  end if;
  if not exists (select 1 from public.ticket_categories c where c.key = p_category) then
    raise exception using errcode = 'PT404', message = format('There is no category %L.', p_category);
  end if;
  insert into public.ai_policies as p (category, mode, min_confidence, min_answerability, updated_by)
  values (p_category, p_mode, coalesce(p_min_confidence, 0.6), coalesce(p_min_answerability, 0.6), auth.uid())
  on conflict (category) do update set mode = excluded.mode,
    min_confidence = coalesce(p_min_confidence, p.min_confidence),
    min_answerability = coalesce(p_min_answerability, p.min_answerability),
    version = p.version + 1, updated_by = auth.uid(), updated_at = now()
  returning * into v_row;
  perform private.audit('policy.set', null, null, to_jsonb(v_row));
  return to_jsonb(v_row);
end $$;

create function public.save_model(
  p_kind text, p_version text, p_embedding_model text, p_weights text, p_metrics jsonb)
returns boolean language plpgsql security definer set search_path = '' as $$
begin
  update public.ai_models set active = false
  where kind = p_kind and embedding_model = p_embedding_model and active and version <> p_version;
  insert into public.ai_models (kind, version, embedding_model, weights, metrics, active)
  values (p_kind, p_version, p_embedding_model, p_weights, p_metrics, true)
  on conflict (kind, version) do update set active = true;
  return true;
end $$;

revoke execute on function public.set_policy(text, text, double precision, double precision),
  public.save_model(text, text, text, text, jsonb) from public, anon, authenticated;
grant execute on function public.set_policy(text, text, double precision, double precision)
  to authenticated, service_role;
grant execute on function public.save_model(text, text, text, text, jsonb) to service_role;
