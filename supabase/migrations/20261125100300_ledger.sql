-- What a replay needs beside the ledger's row: what went in, what the search gave, what models said.

create table public.ai_recordings (
  decision_id uuid not null references public.ai_decisions (id) on delete restrict,
  step text not null constraint ai_recordings_step_form check (step ~ '^[a-z_]{1,40}$'),
  output jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (decision_id, step)
);
comment on table public.ai_recordings is
  'A step of a decision as it came from outside (inputs, search, a model''s raw answer), fed in again by a replay.';
create trigger ai_recordings_append_only before update or delete on public.ai_recordings
  for each row execute function private.forbid_change();
alter table public.ai_recordings enable row level security;
create policy "Admins see what was recorded" on public.ai_recordings for select to authenticated
  using ((select private.is_admin()));
-- Written by record_answer alone.
grant select on public.ai_recordings to authenticated, service_role;
revoke insert, update, delete, truncate on public.ai_recordings from service_role;

-- History is read by time.
create index ai_decisions_created on public.ai_decisions (created_at, id);

create function private.keep_recordings(p_decision_id uuid, p_recordings jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.ai_recordings (decision_id, step, output)
  select p_decision_id, r.key, r.value
  from jsonb_each(case jsonb_typeof(p_recordings) when 'object' then p_recordings else '{}' end) r
$$;
revoke execute on function private.keep_recordings(uuid, jsonb) from public;

-- As before, and p_answer's "recordings" ({step: output}) are kept with the decision.
create or replace function public.record_answer(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid default null, p_job_token uuid default null,
  p_waited_ms double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_said jsonb;
begin
  if private.split_is_undone(p_job_id) then
    return jsonb_build_object('decision_id', null, 'outcome', 'none', 'reason', 'The split was undone.',
      'draft_id', null, 'repeated', true);
  end if;
  if p_answer #>> '{decision,outcome}' = 'auto' and coalesce(private.setting('reopened_needs_person')::boolean, false)
     and exists (select 1 from public.interactions i join public.tickets t on t.id = i.ticket_id
                 where i.id = p_interaction_id and t.reopen_count > 0) then
    p_answer := jsonb_set(p_answer, '{decision}', p_answer -> 'decision'
      || '{"outcome": "review", "reason": "The ticket was opened again: a person decides."}');
  end if;
  p_answer := p_answer || jsonb_build_object(
    'decision', private.decided_for_split(p_interaction_id, p_answer -> 'decision'));
  v_said := private.keep_answer(p_interaction_id, p_answer, p_job_id, p_job_token, p_waited_ms);
  if not coalesce((v_said ->> 'repeated')::boolean, false) then
    perform private.keep_recordings((v_said ->> 'decision_id')::uuid, p_answer -> 'recordings');
  end if;
  return v_said;
end $$;

-- What a person says a ticket is about: the category they gave it, or left as it was when they
-- decided on a draft of it; null while nobody has looked.
create function private.judged_category(p_ticket public.tickets) returns text
language sql stable security definer set search_path = '' as $$
  select p_ticket.category where exists (
      select 1 from public.audit_log l
      where l.ticket_id = p_ticket.id and l.action = 'ticket.change' and l.details -> 'after' ? 'category'
        and (l.actor is not null or not l.details ? 'reason'))
    or exists (select 1 from public.feedback f where f.ticket_id = p_ticket.id
                 and f.kind in ('approve', 'edit', 'reject'))
$$;
revoke execute on function private.judged_category(public.tickets) from public;

-- The first thing that a person wrote to the customer after a message; null for nothing.
create function private.answered_with(p_interaction_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select i.content from public.interactions asked
  join public.interactions i on i.ticket_id = asked.ticket_id and i.created_at > asked.created_at
  where asked.id = p_interaction_id and i.author = 'agent' and i.automatic = ''
  order by i.created_at, i.id limit 1
$$;
revoke execute on function private.answered_with(uuid) from public;

-- History for a backtest: the latest decisions since p_since, the oldest first, each with what people
-- made of it. Reads only.
create function public.judged_decisions(p_since timestamptz, p_limit integer default 1000)
returns jsonb language sql stable security definer set search_path = '' as $$
  with chosen as (
    select d.* from public.ai_decisions d where d.created_at >= p_since
    order by d.created_at desc, d.id limit least(greatest(p_limit, 0), 100000))
  select coalesce(jsonb_agg(jsonb_build_object(
    'row', to_jsonb(d) - 'timings_ms',
    'category', coalesce(private.judged_category(t), ''),
    'verdict', coalesce(f.kind, ''),
    'sent', coalesce(case when f.kind in ('approve', 'edit') then coalesce(r.final_text, r.text)
      when r.state is distinct from 'approved' and d.outcome <> 'auto'
        then private.answered_with(d.interaction_id) end, '')) order by d.created_at, d.id), '[]')
  from chosen d
  join public.tickets t on t.id = d.ticket_id
  left join public.drafts r on r.decision_id = d.id
  left join lateral (
    select x.kind from public.feedback x where x.draft_id = r.id and x.kind in ('approve', 'edit', 'reject')
    order by x.created_at desc, x.id limit 1) f on true
$$;
revoke execute on function public.judged_decisions(timestamptz, integer) from public, anon, authenticated;
grant execute on function public.judged_decisions(timestamptz, integer) to service_role;
