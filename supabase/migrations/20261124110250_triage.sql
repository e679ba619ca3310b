-- The AI's triage and the routing together: what a person or a rule has placed stays there.

-- A person or a rule has put the ticket where it is, or somebody works on it: triage leaves it there.
create function private.is_placed(p_ticket public.tickets) returns boolean
language sql stable security definer set search_path = '' as $$
  select p_ticket.assignee_id is not null or exists (
    select 1 from public.assignments a
    where a.ticket_id = p_ticket.id and a.source in ('member', 'rule') and a.team_id is distinct from a.from_team_id)
$$;
revoke execute on function private.is_placed(public.tickets) from public;

-- As before; but what a person or a rule has placed stays there, and whoever is needed is found.
create or replace function public.record_answer(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid default null, p_job_token uuid default null,
  p_waited_ms double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_interaction public.interactions;
  v_ticket public.tickets;
  v_decision public.ai_decisions;
  v_draft public.drafts;
  v_outcome text := p_answer #>> '{decision,outcome}';
  v_reason text := p_answer #>> '{decision,reason}';
  v_overtaken text;
  v_reason_before text := private.change_reason();
begin
  select * into v_interaction from public.interactions i where i.id = p_interaction_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such interaction.';
  end if;
  select * into strict v_ticket from public.tickets t where t.id = v_interaction.ticket_id for update;
  if p_job_id is not null then
    select * into v_decision from public.ai_decisions d where d.job_id = p_job_id;
    if found then
      return jsonb_build_object('decision_id', v_decision.id, 'outcome', v_decision.outcome,
        'reason', v_decision.reason, 'repeated', true);
    end if;
    if not exists (select 1 from public.jobs j where j.id = p_job_id and j.lease_token = p_job_token) then
      raise exception using errcode = 'PT409', message = 'The lease of this job has passed to another worker.';
    end if;
  end if;

  if v_outcome = 'auto' and coalesce(p_answer #>> '{draft,text}', '') = '' then
    raise exception using errcode = 'PT422', message = 'An automatic answer needs a text.';
  end if;
  v_overtaken := private.overtaken(v_ticket.id, p_interaction_id);
  if v_outcome = 'auto' and v_overtaken is not null then
    v_outcome := 'review';
    v_reason := v_overtaken;
  end if;

  insert into public.ai_decisions
    (ticket_id, interaction_id, job_id, category, confidence, priority, language, outcome, reason, triage,
     evidence, draft, checks, thresholds, policy, question_hash, embedding_model, model, prompt_hash,
     tokens_in, tokens_out, cost_usd, timings_ms, waited_ms)
  values (v_ticket.id, p_interaction_id, p_job_id, p_answer #>> '{triage,category}',
    (p_answer #>> '{decision,confidence}')::float8, (p_answer #>> '{triage,priority}')::integer,
    p_answer #>> '{triage,language}', v_outcome, v_reason, p_answer -> 'triage', p_answer -> 'evidence',
    nullif(p_answer -> 'draft', 'null'), p_answer -> 'checks', p_answer #> '{decision,thresholds}',
    p_answer -> 'policy', encode(sha256(convert_to(v_interaction.content, 'UTF8')), 'hex'),
    p_answer ->> 'embedding_model', p_answer ->> 'model', p_answer ->> 'prompt_hash',
    coalesce((p_answer ->> 'tokens_in')::integer, 0), coalesce((p_answer ->> 'tokens_out')::integer, 0),
    coalesce((p_answer ->> 'cost_usd')::numeric, 0), coalesce(p_answer -> 'timings_ms', '{}'), p_waited_ms)
  returning * into v_decision;

  if not coalesce(p_answer #> '{triage,flags}' ? 'automatic', false) then
    perform set_config('autocrm.reason', format('Triage: it is about %s.', v_decision.category), true);
    update public.tickets t set
      category = coalesce((select c.key from public.ticket_categories c where c.key = v_decision.category), t.category),
      priority = v_decision.priority,
      language = case when v_decision.language ~ '^[a-z]{2,3}$' then v_decision.language else t.language end,
      team_id = case when private.is_placed(t) then t.team_id else coalesce(
        (select c.team_id from public.ticket_categories c where c.key = v_decision.category), t.team_id) end,
      status = case when t.status = 'new' then 'open' else t.status end
    where t.id = v_ticket.id;
    perform set_config('autocrm.reason', v_reason_before, true);
    perform private.auto_route(v_ticket.id);  -- also when triage has changed nothing
  end if;

  if v_decision.draft is not null and coalesce(v_decision.draft ->> 'text', '') <> '' and v_outcome <> 'none' then
    insert into public.drafts (ticket_id, interaction_id, decision_id, origin, state, text, decided_at)
    values (v_ticket.id, p_interaction_id, v_decision.id, 'ai',
      case when v_outcome = 'auto' then 'approved'
           when v_outcome = 'shadow' then 'shadow'
           when v_overtaken is not null then 'superseded'
           else 'pending' end,
      v_decision.draft ->> 'text', case when v_outcome = 'auto' then now() end)
    returning * into v_draft;
  end if;
  if v_outcome = 'auto' then
    perform private.enqueue('reply.send', v_draft.id::text,
      jsonb_build_object('draft_id', v_draft.id, 'ticket_id', v_ticket.id));
  end if;
  perform private.audit('ticket.decide', v_ticket.id, v_decision.id,
    jsonb_build_object('outcome', v_outcome, 'reason', v_reason));
  return jsonb_build_object('decision_id', v_decision.id, 'outcome', v_outcome, 'reason', v_reason,
    'draft_id', v_draft.id, 'repeated', false);
end $$;
