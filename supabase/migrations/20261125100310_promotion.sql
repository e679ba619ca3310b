-- What the AI may do by itself is earned: people's judgements of what would have left, their exact
-- lower bound, and promotion and demotion by it.

alter table public.ai_policies
  add column promote text not null default 'hand' constraint ai_policies_promote_known
    check (promote in ('hand', 'itself')),
  add column bar double precision not null default 0.9 constraint ai_policies_bar_range
    check (bar > 0 and bar < 1),
  add column earned boolean not null default false;
comment on column public.ai_policies.promote is 'Who moves it up when the bar is cleared: an admin by hand, or it moves by itself.';
comment on column public.ai_policies.bar is 'The share of agreement that the lower bound must clear.';
comment on column public.ai_policies.earned is 'Whether its mode was reached by measured agreement; false where an admin set it.';

-- One judgement a decision: would a person have sent it so? Only of what would have left by itself,
-- since a threshold is there to keep the rest back.
create table public.ai_agreements (
  decision_id uuid primary key references public.ai_decisions (id) on delete restrict,
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  category text not null,
  agreed boolean not null,
  way text not null constraint ai_agreements_way_known
    check (way in ('approve', 'edit', 'reject', 'shadow', 'member', 'rating')),
  kept double precision constraint ai_agreements_kept_range check (kept between 0 and 1),
  judged_by uuid,
  at timestamptz not null default clock_timestamp()
);
create index ai_agreements_category on public.ai_agreements (category, at desc, decision_id) include (agreed);
create index ai_agreements_ticket on public.ai_agreements (ticket_id);
comment on column public.ai_agreements.kept is 'How much of the draft stayed, or, of a shadow, how alike the two answers are.';
alter table public.ai_agreements enable row level security;
create policy "Members see the agreement on tickets they see" on public.ai_agreements
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = ai_agreements.ticket_id));
grant select on public.ai_agreements to authenticated, service_role;
revoke insert, update, delete, truncate on public.ai_agreements from service_role;

-- THE BOUND --------------------------------------------------------------------------------------

-- P(at least p_hits of p_n) at p_share each, term by term in logarithms.
create function private.chance_of_at_least(p_hits integer, p_n integer, p_share double precision)
returns double precision language plpgsql immutable set search_path = '' as $$
declare
  v_log double precision := 0;
  v_sum double precision := 0;
begin
  if p_hits <= 0 then return 1; elsif p_share <= 0 then return 0; elsif p_share >= 1 then return 1; end if;
  for k in 1 .. p_n loop
    v_log := v_log + ln((p_n - k + 1)::float8 / k);
    if k >= p_hits then
      v_sum := v_sum + exp(greatest(v_log + k * ln(p_share) + (p_n - k) * ln(1 - p_share), -700));
    end if;
  end loop;
  return least(v_sum, 1);
end $$;

-- Clopper and Pearson's one-sided lower bound of p_hits of p_n, wrong with a chance of 5 %.
create function private.lower_bound(p_hits integer, p_n integer) returns double precision
language plpgsql immutable set search_path = '' as $$
declare
  v_low double precision := 0;
  v_high double precision := 1;
  v_middle double precision;
begin
  if p_hits = 0 then return 0; end if;
  for i in 1 .. 30 loop
    v_middle := (v_low + v_high) / 2;
    if private.chance_of_at_least(p_hits, p_n, v_middle) > 0.05 then v_high := v_middle;
    else v_low := v_middle; end if;
  end loop;
  return v_low;
end $$;

-- The latest 200 judgements of a category: n, how many agreed, and their bounds (95 % each).
create function private.agreement(p_category text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_n integer;
  v_agreed integer;
begin
  select count(*), count(*) filter (where a.agreed) into v_n, v_agreed
  from (select x.agreed from public.ai_agreements x where x.category = p_category
        order by x.at desc, x.decision_id limit 200) a;
  return jsonb_build_object('n', v_n, 'agreed', v_agreed,
    'share', round(v_agreed::numeric / nullif(v_n, 0), 4),
    'low', round(private.lower_bound(v_agreed, v_n)::numeric, 4),
    'high', round((1 - private.lower_bound(v_n - v_agreed, v_n))::numeric, 4));
end $$;
revoke execute on function private.chance_of_at_least(integer, integer, double precision),
  private.lower_bound(integer, integer), private.agreement(text) from public;

-- PROMOTION AND DEMOTION -------------------------------------------------------------------------

create function private.next_mode(p_mode text) returns text
language sql immutable set search_path = '' as $$
  select case p_mode when 'shadow' then 'review' when 'review' then 'auto' end
$$;

create function private.move_policy(p_policy public.ai_policies, p_mode text, p_figures jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.ai_policies set mode = p_mode, earned = p_mode <> 'shadow', version = version + 1,
    updated_by = auth.uid(), updated_at = now()
  where category = p_policy.category;
  perform private.audit(case when p_mode = private.next_mode(p_policy.mode) then 'policy.promote' else 'policy.demote' end,
    null, null, p_figures || jsonb_build_object('category', p_policy.category, 'before', p_policy.mode,
      'after', p_mode, 'bar', p_policy.bar, 'version', p_policy.version + 1));
end $$;

-- What a new judgement means for its category, in its own transaction. Automation that was earned
-- ends as soon as the lower bound is below the bar; what an admin set ends when even the upper one is.
create function private.weigh_policy(p_category text, p_agreed boolean) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_policy public.ai_policies;
  v_figures jsonb;
begin
  select * into v_policy from public.ai_policies p where p.category = p_category for update;
  if not found then return; end if;
  v_figures := private.agreement(p_category);
  if v_policy.mode = 'auto' and not p_agreed
     and (v_figures ->> case when v_policy.earned then 'low' else 'high' end)::float8 < v_policy.bar then
    perform private.move_policy(v_policy, 'review', v_figures);
  elsif v_policy.promote = 'itself' and p_agreed and private.next_mode(v_policy.mode) is not null
     and (v_figures ->> 'low')::float8 >= v_policy.bar then
    perform private.move_policy(v_policy, private.next_mode(v_policy.mode), v_figures);
  end if;
end $$;
revoke execute on function private.next_mode(text), private.move_policy(public.ai_policies, text, jsonb),
  private.weigh_policy(text, boolean) from public;

-- JUDGEMENTS -------------------------------------------------------------------------------------

-- Whether nothing but the mode of its policy kept an answer from leaving by itself.
create function private.would_leave(p_decision public.ai_decisions) returns boolean
language sql stable set search_path = '' as $$
  select coalesce((p_decision.draft ->> 'answerable')::boolean, false)
    and coalesce((p_decision.draft ->> 'answerability')::float8, 0)
        >= coalesce((p_decision.thresholds ->> 'min_answerability')::float8, 1)
    and p_decision.confidence >= coalesce((p_decision.thresholds ->> 'min_confidence')::float8, 1)
    and jsonb_array_length(p_decision.checks) > 0
    and not jsonb_path_exists(p_decision.checks, '$[*] ? (@.passed != true)')
$$;

create function private.judge(
  p_decision_id uuid, p_agreed boolean, p_way text, p_kept double precision default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare v_decision public.ai_decisions;
begin
  select * into v_decision from public.ai_decisions d where d.id = p_decision_id;
  if not found or not private.would_leave(v_decision) then return false; end if;
  insert into public.ai_agreements as a (decision_id, ticket_id, category, agreed, way, kept, judged_by)
  values (p_decision_id, v_decision.ticket_id, v_decision.category, p_agreed, p_way, p_kept, auth.uid())
  on conflict (decision_id) do update set agreed = excluded.agreed, way = excluded.way, kept = excluded.kept,
    judged_by = excluded.judged_by, at = excluded.at;
  perform private.weigh_policy(v_decision.category, p_agreed);
  return true;
end $$;

-- What a decision's answer says, without greeting, closing and sources, which every mail has.
create function private.said_by(p_decision public.ai_decisions) returns text
language sql stable set search_path = '' as $$
  select coalesce(string_agg(s ->> 'text', ' '), '')
  from jsonb_array_elements(case jsonb_typeof(p_decision.draft -> 'sentences') when 'array'
    then p_decision.draft -> 'sentences' else '[]' end) s
$$;

-- Whether the second text names every number of the first.
create function private.names_its_numbers(p_said text, p_sent text) returns boolean
language sql immutable set search_path = '' as $$
  select not exists (
    select 1 from regexp_matches(p_said, '\d+(?:[.,:]\d+)*', 'g') n
    where n[1] not in (select x[1] from regexp_matches(p_sent, '\d+(?:[.,:]\d+)*', 'g') x))
$$;

-- The share of the stems of the first that the second has, 0 without its numbers.
create function private.said_share(p_said text, p_sent text, p_language text) returns double precision
language sql immutable set search_path = '' as $$
  select case when not private.names_its_numbers(p_said, p_sent) then 0
    else count(*) filter (where s = any (tsvector_to_array(
        to_tsvector(private.text_config(p_language), p_sent))))::float8 / greatest(count(*), 1) end
  from unnest(tsvector_to_array(to_tsvector(private.text_config(p_language), p_said))) s
$$;

-- How much two answers have in common: F1 of their stems, 0 when the first names a number that the
-- second does not.
create function private.likeness(p_said text, p_sent text, p_language text) returns double precision
language sql immutable set search_path = '' as $$
  with mine as (select tsvector_to_array(to_tsvector(private.text_config(p_language), p_said)) as stems),
  theirs as (select tsvector_to_array(to_tsvector(private.text_config(p_language), p_sent)) as stems),
  common as (select count(*) as n from mine, unnest(mine.stems) s, theirs where s = any (theirs.stems))
  select case when not private.names_its_numbers(p_said, p_sent) then 0
    else coalesce(2 * common.n::float8
      / nullif(cardinality(mine.stems) + cardinality(theirs.stems), 0), 0) end
  from mine, theirs, common
$$;

-- A draft that was decided on: unchanged, or with what it says still said, all its numbers with it.
create function private.judge_by_feedback() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_decision public.ai_decisions;
  v_kept double precision := case new.kind when 'reject' then 0 else coalesce(new.kept, 0) end;
begin
  select d.* into v_decision from public.drafts r join public.ai_decisions d on d.id = r.decision_id
  where r.id = new.draft_id and r.origin = 'ai';
  if not found then return null; end if;
  if new.kind = 'edit' and private.said_by(v_decision) <> '' then
    v_kept := least(v_kept, private.said_share(private.said_by(v_decision), new.after, v_decision.language));
  end if;
  perform private.judge(v_decision.id, v_kept >= 0.8, new.kind, v_kept);
  return null;
end $$;
create trigger feedback_judges after insert on public.feedback
  for each row when (new.kind in ('approve', 'edit', 'reject') and new.draft_id is not null)
  execute function private.judge_by_feedback();

-- A decision that is taken back has judged nothing.
create function private.unjudge() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.ai_agreements a using public.drafts r
  where r.id = old.draft_id and a.decision_id = r.decision_id and a.way = old.kind;
  return null;
end $$;
create trigger feedback_unjudges after delete on public.feedback
  for each row when (old.kind in ('approve', 'edit', 'reject') and old.draft_id is not null)
  execute function private.unjudge();

-- What a shadow would have said, against what the person then sent: alike from a half on.
create function private.judge_shadow() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_decision public.ai_decisions;
  v_likeness double precision;
begin
  select d.* into v_decision from public.drafts r join public.ai_decisions d on d.id = r.decision_id
  where r.ticket_id = new.ticket_id and r.state = 'shadow'
    and not exists (select 1 from public.ai_agreements a where a.decision_id = d.id)
  order by r.created_at desc limit 1;
  if found then
    v_likeness := private.likeness(private.said_by(v_decision), new.content, v_decision.language);
    perform private.judge(v_decision.id, v_likeness >= 0.5, 'shadow', v_likeness);
  end if;
  return null;
end $$;
create trigger interactions_judge_shadow after insert on public.interactions
  for each row when (new.author = 'agent' and new.automatic = '') execute function private.judge_shadow();

-- A customer rates a ticket that was answered by itself: 1 and 2 speak against the answer, 4 and 5 for it.
create function private.judge_by_rating() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.judge(d.id, new.score >= 4, 'rating')
  from (select x.id, x.outcome from public.ai_decisions x where x.ticket_id = new.ticket_id
        order by x.created_at desc limit 1) d
  where d.outcome = 'auto' and not exists (
    select 1 from public.interactions i where i.ticket_id = new.ticket_id and i.author = 'agent');
  return null;
end $$;
create trigger csat_ratings_judge after insert or update of score on public.csat_ratings
  for each row when (new.score <> 3) execute function private.judge_by_rating();
revoke execute on function private.would_leave(public.ai_decisions), private.judge_by_feedback(),
  private.judge(uuid, boolean, text, double precision), private.unjudge(), private.judge_shadow(),
  private.likeness(text, text, text), private.said_share(text, text, text),
  private.names_its_numbers(text, text), private.said_by(public.ai_decisions),
  private.judge_by_rating() from public;

-- FOR PEOPLE -------------------------------------------------------------------------------------

-- A member says whether an answer was right, also one that has left by itself.
create function public.judge_decision(p_decision_id uuid, p_right boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_ticket uuid;
begin
  select d.ticket_id into v_ticket from public.ai_decisions d join public.tickets t on t.id = d.ticket_id
  where d.id = p_decision_id and (private.is_service() or private.is_member()) and private.member_can_see(t);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such decision in your teams.';
  elsif p_right is null then
    raise exception using errcode = 'PT422', message = 'Say whether the answer was right.';
  end if;
  perform private.audit('decision.judge', v_ticket, p_decision_id, jsonb_build_object('right', p_right));
  return jsonb_build_object('decision_id', p_decision_id, 'right', p_right,
    'counts', private.judge(p_decision_id, p_right, 'member'));
end $$;

-- Agreement, bounds, and what is missing to the next step: how many more judgements, if all agree.
create function public.policy_agreement(p_category text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_policy public.ai_policies;
  v_figures jsonb;
  v_missing integer := 0;
  v_most integer := 512;
  v_middle integer;
begin
  if not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT403', message = 'Only a member may see what the AI has earned.';
  end if;
  select * into v_policy from public.ai_policies p where p.category = p_category;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no policy for %L.', p_category);
  end if;
  v_figures := private.agreement(p_category);
  while v_missing < v_most loop  -- the more agree, the higher the bound: by halves
    v_middle := (v_missing + v_most) / 2;
    if private.lower_bound((v_figures ->> 'agreed')::integer + v_middle,
        (v_figures ->> 'n')::integer + v_middle) >= v_policy.bar then v_most := v_middle;
    else v_missing := v_middle + 1; end if;
  end loop;
  return to_jsonb(v_policy) || v_figures || jsonb_build_object(
    'next', private.next_mode(v_policy.mode),
    'missing', case when private.next_mode(v_policy.mode) is not null then v_missing end);
end $$;

-- One step up, once the bar is cleared.
create function public.promote_policy(p_category text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_policy public.ai_policies;
  v_figures jsonb;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change what the AI may do.';
  end if;
  select * into v_policy from public.ai_policies p where p.category = p_category for update;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no policy for %L.', p_category);
  elsif private.next_mode(v_policy.mode) is null then
    raise exception using errcode = 'PT409', message = format(
      'From %s there is no step up by agreement: set the mode.', v_policy.mode);
  end if;
  v_figures := private.agreement(p_category);
  if (v_figures ->> 'low')::float8 < v_policy.bar then
    raise exception using errcode = 'PT409', message = format(
      'The lower bound of agreement is %s, %s is needed: %s of %s judgements agree.', v_figures ->> 'low',
      v_policy.bar, v_figures ->> 'agreed', v_figures ->> 'n');
  end if;
  perform private.move_policy(v_policy, private.next_mode(v_policy.mode), v_figures);
  return public.policy_agreement(p_category);
end $$;

-- Who moves a policy up ('hand' or 'itself'), and what must be cleared; null keeps what is.
create function public.set_promotion(
  p_category text, p_promote text default null, p_bar double precision default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_row public.ai_policies;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change what the AI may do.';
  elsif coalesce(p_promote, 'hand') not in ('hand', 'itself') or coalesce(p_bar, 0.5) not between 0.01 and 0.99 then
    raise exception using errcode = 'PT422', message = 'Promotion is by hand or itself, with a bar from 0.01 to 0.99.';
  end if;
  update public.ai_policies p set promote = coalesce(p_promote, p.promote), bar = coalesce(p_bar, p.bar),
    version = p.version + 1, updated_by = auth.uid(), updated_at = now()
  where p.category = p_category returning * into v_row;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no policy for %L.', p_category);
  end if;
  perform private.audit('policy.promotion', null, null, to_jsonb(v_row));
  return to_jsonb(v_row);
end $$;

-- As before; what an admin sets was not earned.
create or replace function public.set_policy(
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
    earned = p.earned and p.mode = excluded.mode,
    min_confidence = coalesce(p_min_confidence, p.min_confidence),
    min_answerability = coalesce(p_min_answerability, p.min_answerability),
    version = p.version + 1, updated_by = auth.uid(), updated_at = now()
  returning * into v_row;
  perform private.audit('policy.set', null, null, to_jsonb(v_row));
  return to_jsonb(v_row);
end $$;

revoke execute on function public.judge_decision(uuid, boolean), public.policy_agreement(text),
  public.promote_policy(text), public.set_promotion(text, text, double precision)
  from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.judge_decision(uuid, boolean), public.policy_agreement(text),
  public.promote_policy(text), public.set_promotion(text, text, double precision)
  to authenticated, service_role;
