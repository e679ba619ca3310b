-- What the desk did not know: drafts that people changed or rejected, questions without an answer,
-- bad ratings, reopenings. Clustered they are gaps; each gap gets a suggested article, made of what
-- people replied, which a person approves, changes or rejects. Nothing reaches the live table before.

create table public.knowledge_gaps (
  id uuid primary key default gen_random_uuid(),
  title text not null constraint knowledge_gaps_title_length check (length(title) between 1 and 300),
  language text not null constraint knowledge_gaps_language_form check (language ~ '^[a-z]{2,3}$'),
  category text references public.ticket_categories (key) on update cascade on delete set null,
  state text not null default 'open' constraint knowledge_gaps_state_known
    check (state in ('open', 'closed', 'dismissed')),
  embedding extensions.halfvec(1536) not null,
  embedding_model text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index knowledge_gaps_open on public.knowledge_gaps (updated_at desc) where state = 'open';
create index knowledge_gaps_category on public.knowledge_gaps (category);

-- One a message and kind. Question and answer are kept redacted, once the gap is found.
create table public.gap_signals (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null references public.tickets (id) on delete cascade,
  interaction_id uuid not null references public.interactions (id) on delete cascade,
  kind text not null constraint gap_signals_kind_known
    check (kind in ('edited', 'rejected', 'unanswered', 'bad_rating', 'reopened', 'reported')),
  note text not null default '' constraint gap_signals_note_length check (length(note) <= 2000),
  at timestamptz not null default clock_timestamp(),
  gap_id uuid references public.knowledge_gaps (id) on delete set null,
  question text constraint gap_signals_question_length check (length(question) <= 20000),
  answer text constraint gap_signals_answer_length check (length(answer) <= 20000),
  constraint gap_signals_once unique (interaction_id, kind)
);
create index gap_signals_new on public.gap_signals (at) where gap_id is null;
create index gap_signals_gap on public.gap_signals (gap_id);
create index gap_signals_ticket on public.gap_signals (ticket_id);

create table public.kb_suggestions (
  id uuid primary key default gen_random_uuid(),
  gap_id uuid not null references public.knowledge_gaps (id) on delete cascade,
  title text not null constraint kb_suggestions_title_length check (length(title) between 1 and 300),
  content text not null constraint kb_suggestions_content_length check (length(content) between 1 and 100000),
  language text not null constraint kb_suggestions_language_form check (language ~ '^[a-z]{2}$'),
  -- What is asked, and the sentences of the content that answer it: as an article's.
  questions jsonb not null default '[]' constraint kb_suggestions_questions_list
    check (jsonb_typeof(questions) = 'array'),
  state text not null default 'pending' constraint kb_suggestions_state_known
    check (state in ('pending', 'approved', 'rejected')),
  reason text not null default '' constraint kb_suggestions_reason_length check (length(reason) <= 2000),
  -- What it became: a new article, or a version of one that was there.
  article_id uuid references public.knowledge_base (id) on delete set null,
  article_version integer,
  edited boolean not null default false,
  decided_by uuid references public.members (id) on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint kb_suggestions_decided check ((state = 'pending') = (decided_at is null))
);
create unique index kb_suggestions_pending on public.kb_suggestions (gap_id) where state = 'pending';
create index kb_suggestions_gap on public.kb_suggestions (gap_id);
create index kb_suggestions_article on public.kb_suggestions (article_id);
create index kb_suggestions_decided_by on public.kb_suggestions (decided_by);
comment on table public.kb_suggestions is 'Articles that wait for a person; approved, they are in knowledge_base.';

alter table public.gap_signals enable row level security;
alter table public.knowledge_gaps enable row level security;
alter table public.kb_suggestions enable row level security;
create policy "Members see the signals of tickets they see" on public.gap_signals
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = gap_signals.ticket_id));
-- A gap is made of many tickets' words: who sees one of them sees it, an admin all.
create policy "Members see the gaps of tickets they see" on public.knowledge_gaps
  for select to authenticated using (
    (select private.is_admin()) or ((select private.is_member())
      and exists (select 1 from public.gap_signals s where s.gap_id = knowledge_gaps.id)));
create policy "Members see the suggestions of gaps they see" on public.kb_suggestions
  for select to authenticated using (
    (select private.is_admin()) or ((select private.is_member())
      and exists (select 1 from public.gap_signals s where s.gap_id = kb_suggestions.gap_id)));
grant select on public.gap_signals, public.knowledge_gaps, public.kb_suggestions to authenticated, service_role;
revoke insert, update, delete, truncate on public.gap_signals, public.knowledge_gaps, public.kb_suggestions
  from service_role;

-- SIGNALS ----------------------------------------------------------------------------------------

-- A look for gaps at most every ten minutes, at the end of them: what may be undone has been by then.
create function private.look_for_gaps() returns void
language plpgsql security definer set search_path = '' as $$
declare v_slot text := floor(extract(epoch from clock_timestamp()) / 600)::bigint::text;
begin
  if not exists (select 1 from public.jobs j where j.kind = 'gaps.find' and j.key = v_slot) then
    perform private.enqueue('gaps.find', v_slot, '{}', clock_timestamp() + interval '10 minutes');
  end if;
end $$;

create function private.signal_gap(p_ticket_id uuid, p_kind text, p_note text default '') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_message uuid := private.labelled_message(p_ticket_id);
  v_id uuid;
begin
  if v_message is null then return null; end if;
  insert into public.gap_signals as s (ticket_id, interaction_id, kind, note)
  values (p_ticket_id, v_message, p_kind, left(coalesce(p_note, ''), 2000))
  on conflict (interaction_id, kind) do update set note = excluded.note
  returning s.id into v_id;
  perform private.look_for_gaps();
  return v_id;
end $$;

-- An edit that keeps nine tenths is wording, unless it adds a quarter.
create function private.signal_by_feedback() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select 1 from public.drafts d where d.id = new.draft_id and d.origin = 'ai') then
    perform private.signal_gap(new.ticket_id, case new.kind when 'edit' then 'edited' else 'rejected' end, new.comment);
  end if;
  return null;
end $$;
create trigger feedback_signals after insert on public.feedback for each row
  when (new.kind = 'reject' or (new.kind = 'edit'
    and (coalesce(new.kept, 0) < 0.9 or length(new.after) > 1.25 * length(new.before))))
  execute function private.signal_by_feedback();

-- A decision that is taken back has said nothing.
create function private.unsignal() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.gap_signals s using public.drafts d
  where d.id = old.draft_id and s.interaction_id = d.interaction_id and s.gap_id is null
    and s.kind = case old.kind when 'edit' then 'edited' else 'rejected' end;
  return null;
end $$;
create trigger feedback_unsignals after delete on public.feedback for each row
  when (old.kind in ('edit', 'reject') and old.draft_id is not null) execute function private.unsignal();

-- A person answers what the AI could not, or a signal that had no answer yet.
create function private.signal_by_reply() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.author = 'agent' and (select d.draft ->> 'answerable' from public.ai_decisions d where d.ticket_id = new.ticket_id
      order by d.created_at desc, d.id limit 1) = 'false' then
    perform private.signal_gap(new.ticket_id, 'unanswered');
  elsif exists (select 1 from public.gap_signals s where s.ticket_id = new.ticket_id and s.gap_id is null) then
    perform private.look_for_gaps();
  end if;
  return null;
end $$;
create trigger interactions_signal after insert on public.interactions for each row
  when (new.author in ('agent', 'ai') and new.type = 'reply' and new.automatic = '') execute function private.signal_by_reply();

-- Customers say so: a bad rating, or a ticket that the AI answered is opened again.
create function private.signal_by_outcome() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'tickets' then
    if exists (
      select 1 from public.interactions i
      where i.ticket_id = (to_jsonb(new) ->> 'id')::uuid and i.author = 'ai' and i.type = 'reply') then
      perform private.signal_gap((to_jsonb(new) ->> 'id')::uuid, 'reopened');
    end if;
  elsif (to_jsonb(new) ->> 'score')::integer <= (private.setting('csat_bad_score'))::integer then
    perform private.signal_gap((to_jsonb(new) ->> 'ticket_id')::uuid, 'bad_rating');
  end if;
  return null;
end $$;
create trigger tickets_signal after update of reopen_count on public.tickets for each row
  when (new.reopen_count > old.reopen_count) execute function private.signal_by_outcome();
create trigger csat_ratings_signal after insert or update of score on public.csat_ratings
  for each row execute function private.signal_by_outcome();

-- A member says that the desk did not know, or knew it wrong.
create function public.record_feedback(p_ticket_id uuid, p_note text default '') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets := private.ticket_for_member(p_ticket_id);
  v_id uuid := private.signal_gap(p_ticket_id, 'reported', p_note);
begin
  if v_id is null then
    raise exception using errcode = 'PT409', message = 'There is no message on this ticket to say it of.';
  end if;
  perform private.audit('gap.report', v_ticket.id, v_id);
  return jsonb_build_object('signal_id', v_id);
end $$;

-- FOR THE WORKER ---------------------------------------------------------------------------------

-- What is in no gap yet and was answered by a person, with what the customer is called.
create function public.new_signals(p_limit integer default 500) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (
    select s.id, coalesce(substring(t.language for 2), 'en') as language, t.category, concat_ws(E'\n', nullif(t.subject, ''), i.content) as question,
      r.content as answer, array_remove(array[nullif(c.name, ''), c.email::text], null) as names
    from public.gap_signals s
    join public.tickets t on t.id = s.ticket_id
    join public.interactions i on i.id = s.interaction_id
    join public.customers c on c.id = t.customer_id
    cross join lateral (
      select a.content from public.interactions a
      where a.ticket_id = s.ticket_id and a.type = 'reply' and a.automatic = '' and a.created_at >= i.created_at
        -- A draft that was changed goes out as the AI's, with what a person made of it.
        and (a.author = 'agent' or exists (
          select 1 from public.deliveries d join public.drafts w on w.id = d.draft_id
          where d.message_id = a.message_id and d.ticket_id = a.ticket_id and w.final_text is not null))
      order by a.created_at desc, a.id limit 1) r
    where s.gap_id is null and length(trim(r.content)) > 0 and length(trim(i.content)) > 0
    order by s.at, s.id limit least(greatest(p_limit, 1), 1000)) x
$$;

-- The gaps that are open, with what people replied, for new signals to join.
create function public.open_gaps(p_model text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'language', g.language, 'embedding', g.embedding::text,
    'questions', s.questions, 'answers', s.answers) order by g.created_at, g.id), '[]')
  from public.knowledge_gaps g
  cross join lateral (
    select coalesce(jsonb_agg(s.question order by s.at, s.id), '[]') as questions,
      coalesce(jsonb_agg(s.answer order by s.at, s.id), '[]') as answers
    from public.gap_signals s where s.gap_id = g.id and s.question is not null and s.answer is not null) s
  where g.state = 'open' and g.embedding_model = p_model
$$;

-- Keep a gap that was found or has grown, its redacted signals and the article suggested for it, in
-- place of one that still waits. What another has put into a gap meanwhile stays there; the gap's id,
-- null when nothing was left for it.
create function public.save_gap(p_model text, p_gap jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := coalesce((p_gap ->> 'id')::uuid, gen_random_uuid());
  v_new boolean := p_gap ->> 'id' is null;
  v_signals integer;
begin
  if v_new then
    insert into public.knowledge_gaps (id, title, language, category, embedding, embedding_model)
    values (v_id, p_gap ->> 'title', p_gap ->> 'language',
      (select c.key from public.ticket_categories c where c.key = p_gap ->> 'category'),
      (p_gap ->> 'embedding')::extensions.halfvec, p_model);
  else
    update public.knowledge_gaps g set updated_at = clock_timestamp() where g.id = v_id and g.state = 'open';
    if not found then return null; end if;
  end if;
  update public.gap_signals s set gap_id = v_id, question = x.question, answer = x.answer
  from jsonb_to_recordset(p_gap -> 'signals') as x (id uuid, question text, answer text)
  where s.id = x.id and s.gap_id is null;
  get diagnostics v_signals = row_count;
  if v_signals = 0 then
    if v_new then delete from public.knowledge_gaps g where g.id = v_id; end if;
    return null;
  end if;
  if coalesce(p_gap #>> '{suggestion,content}', '') <> '' then
    insert into public.kb_suggestions as k (gap_id, title, content, language, questions)
    values (v_id, p_gap #>> '{suggestion,title}', p_gap #>> '{suggestion,content}', p_gap ->> 'language',
      coalesce(p_gap #> '{suggestion,questions}', '[]'))
    on conflict (gap_id) where state = 'pending' do update set title = excluded.title, content = excluded.content,
      questions = excluded.questions;
  end if;
  perform private.audit('gap.find', null, v_id, jsonb_build_object('signals', v_signals, 'new', v_new));
  return v_id;
end $$;

-- REVIEW -----------------------------------------------------------------------------------------

create function private.suggestion_to_decide(p_suggestion_id uuid) returns public.kb_suggestions
language plpgsql security definer set search_path = '' as $$
declare v_suggestion public.kb_suggestions;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may decide on a suggested article.';
  end if;
  select * into v_suggestion from public.kb_suggestions k where k.id = p_suggestion_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such suggestion.';
  elsif v_suggestion.state <> 'pending' then
    raise exception using errcode = 'PT409', message = format('This suggestion is %s already.', v_suggestion.state);
  end if;
  return v_suggestion;
end $$;

-- Make it an article, perhaps changed: a new one (public unless said otherwise), or with p_slug of one
-- that is there its next version: then what is suggested is put behind what it says.
create function public.approve_suggestion(
  p_suggestion_id uuid, p_title text default null, p_content text default null, p_slug text default null,
  p_visibility text default 'public', p_reason text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_suggestion public.kb_suggestions := private.suggestion_to_decide(p_suggestion_id);
  v_gap public.knowledge_gaps;
  v_old public.knowledge_base;
  v_title text := coalesce(nullif(trim(p_title), ''), v_suggestion.title);
  v_content text := coalesce(nullif(trim(p_content), ''), v_suggestion.content);
  v_questions jsonb;
  v_saved jsonb;
begin
  -- Of what was changed, the answers that stand still.
  select coalesce(jsonb_agg(jsonb_build_object('ask', q -> 'ask', 'answer', a.answers)), '[]') into v_questions
  from jsonb_array_elements(v_suggestion.questions) q
  cross join lateral (
    select jsonb_agg(x order by n) as answers from jsonb_array_elements_text(q -> 'answer') with ordinality as y (x, n)
    where position(x in v_content) > 0) a
  where a.answers is not null;
  select * into strict v_gap from public.knowledge_gaps g where g.id = v_suggestion.gap_id;
  select * into v_old from public.knowledge_base a where a.slug = p_slug for update;
  if found then
    v_saved := public.save_article(v_old.slug, v_old.title, v_old.content || E'\n\n## ' || v_title || E'\n\n' || v_content,
      v_old.language, v_old.category, v_old.visibility, v_old.status,
      (select t.key from public.teams t where t.id = v_old.team_id), v_old.source, v_old.questions || v_questions);
  else
    v_saved := public.save_article(
      coalesce(p_slug, 'gap-' || left(v_suggestion.gap_id::text, 8) || '-' || left(p_suggestion_id::text, 4)),
      v_title, v_content, v_suggestion.language, v_gap.category, p_visibility, p_questions => v_questions);
  end if;
  update public.kb_suggestions set state = 'approved', reason = coalesce(p_reason, ''), decided_by = private.member_id(),
    decided_at = clock_timestamp(), article_id = (v_saved ->> 'id')::uuid, article_version = (v_saved ->> 'version')::integer,
    edited = (v_title, v_content) is distinct from (v_suggestion.title, v_suggestion.content)
  where id = p_suggestion_id;
  update public.knowledge_gaps set state = 'closed', updated_at = clock_timestamp() where id = v_gap.id;
  perform private.audit('suggestion.approve', null, p_suggestion_id, jsonb_build_object('slug', v_saved ->> 'slug',
    'version', v_saved -> 'version'));
  return v_saved || jsonb_build_object('suggestion_id', p_suggestion_id, 'state', 'approved');
end $$;

create function public.reject_suggestion(p_suggestion_id uuid, p_reason text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_suggestion public.kb_suggestions := private.suggestion_to_decide(p_suggestion_id);
begin
  if coalesce(trim(p_reason), '') = '' then
    raise exception using errcode = 'PT422', message = 'Say why it is rejected.';
  end if;
  update public.kb_suggestions set state = 'rejected', reason = trim(p_reason), decided_by = private.member_id(),
    decided_at = clock_timestamp()
  where id = p_suggestion_id;
  update public.knowledge_gaps set state = 'dismissed', updated_at = clock_timestamp() where id = v_suggestion.gap_id;
  perform private.audit('suggestion.reject', null, p_suggestion_id, jsonb_build_object('reason', trim(p_reason)));
  return jsonb_build_object('suggestion_id', p_suggestion_id, 'state', 'rejected');
end $$;

-- What came of an approved one: tickets like its gap (cosine of 0.6 and more) of p_days before and
-- after: how many, the share with an answer, sent by itself, and reopened. An admin sees all.
create function public.suggestion_effect(p_suggestion_id uuid, p_days integer default 30) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_suggestion public.kb_suggestions;
  v_gap public.knowledge_gaps;
  v_found jsonb;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may see what an article has changed.';
  end if;
  select * into v_suggestion from public.kb_suggestions k where k.id = p_suggestion_id;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such suggestion.';
  elsif v_suggestion.state <> 'approved' then
    raise exception using errcode = 'PT409', message = format('This suggestion is %s: it has changed nothing.', v_suggestion.state);
  end if;
  select * into strict v_gap from public.knowledge_gaps g where g.id = v_suggestion.gap_id;
  with alike as (
    select t.created_at >= v_suggestion.decided_at as later, t.reopen_count > 0 as reopened, d.outcome,
      coalesce((d.draft ->> 'answerable')::boolean, false) as answered
    from public.tickets t join public.ticket_vectors v on v.ticket_id = t.id and v.embedding_model = v_gap.embedding_model
    cross join lateral (
      select x.outcome, x.draft from public.ai_decisions x where x.ticket_id = t.id
      order by x.created_at, x.id limit 1) d
    where t.created_at between v_suggestion.decided_at - make_interval(days => p_days)
        and v_suggestion.decided_at + make_interval(days => p_days)
      and (v.embedding operator(extensions.<=>) v_gap.embedding) <= 0.4)
  select jsonb_object_agg(case when l.later then 'after' else 'before' end, f.figures) into v_found
  from (values (false), (true)) l (later) cross join lateral (
    select jsonb_build_object('tickets', count(*),
      'answered', round(avg(a.answered::integer), 4), 'sent', round(avg((a.outcome = 'auto')::integer), 4),
      'reopened', round(avg(a.reopened::integer), 4)) as figures
    from alike a where a.later = l.later) f;
  return v_found || jsonb_build_object('suggestion_id', p_suggestion_id, 'approved_at', v_suggestion.decided_at, 'days', p_days);
end $$;

revoke execute on function private.look_for_gaps(), private.signal_gap(uuid, text, text), private.signal_by_feedback(), private.unsignal(),
  private.signal_by_reply(), private.signal_by_outcome(), private.suggestion_to_decide(uuid) from public;
revoke execute on function public.record_feedback(uuid, text), public.new_signals(integer), public.open_gaps(text),
  public.save_gap(text, jsonb), public.approve_suggestion(uuid, text, text, text, text, text),
  public.reject_suggestion(uuid, text), public.suggestion_effect(uuid, integer) from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.record_feedback(uuid, text),
  public.approve_suggestion(uuid, text, text, text, text, text), public.reject_suggestion(uuid, text),
  public.suggestion_effect(uuid, integer) to authenticated, service_role;
grant execute on function public.new_signals(integer), public.open_gaps(text), public.save_gap(text, jsonb)
  to service_role;
