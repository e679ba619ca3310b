-- The review of the AI's drafts: approved, with what was changed word by word, or rejected.

alter table public.feedback
  add column difference jsonb not null default '[]',
  add column kept double precision constraint feedback_kept_range check (kept between 0 and 1);
comment on column public.feedback.difference is
  'Of an edit, word by word: [["=" stayed | "-" taken out | "+" put in, text], …]; joined without "-" it is the new text.';
comment on column public.feedback.kept is 'The share of the draft''s words that stayed; null: nothing of it was sent.';

-- Append to a difference; neighbours of one kind are one.
create function private.differs(p_ops jsonb, p_op text, p_words text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select case
    when coalesce(cardinality(p_words), 0) = 0 then p_ops
    when p_ops -> -1 ->> 0 = p_op then jsonb_set(p_ops, array['-1', '1'],
      to_jsonb((p_ops -> -1 ->> 1) || array_to_string(p_words, '')))
    else p_ops || jsonb_build_array(jsonb_build_array(p_op, array_to_string(p_words, ''))) end
$$;

-- The lengths of the longest common sequences of all ends of two lists, row by row: of
-- p_old[i+1:] and p_new[j+1:] at 1 + i * (m + 1) + j.
create function private.common_lengths(p_old text[], p_new text[]) returns integer[]
language plpgsql immutable set search_path = '' as $$
declare
  n integer := cardinality(p_old);
  m integer := cardinality(p_new);
  v_lengths integer[] := array_fill(0, array[(n + 1) * (m + 1)]);
  v_at integer;
  v_word text;
begin
  for i in reverse n - 1 .. 0 loop
    v_word := p_old[i + 1];
    for j in reverse m - 1 .. 0 loop
      v_at := 1 + i * (m + 1) + j;
      v_lengths[v_at] := case when v_word = p_new[j + 1] then v_lengths[v_at + m + 2] + 1
        else greatest(v_lengths[v_at + m + 1], v_lengths[v_at + 1]) end;
    end loop;
  end loop;
  return v_lengths;
end $$;

-- What became of p_before in p_after. Where too much was rewritten to compare word by word
-- (quadratic), what is between the common beginning and end counts as replaced.
create function private.word_difference(p_before text, p_after text) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  v_old text[] := array(select m[1] from regexp_matches(p_before, '(\s*\S+|\s+$)', 'g') m);
  v_new text[] := array(select m[1] from regexp_matches(p_after, '(\s*\S+|\s+$)', 'g') m);
  v_start integer := 0;
  v_end integer := 0;
  v_middle_old text[];
  v_middle_new text[];
  v_lengths integer[];
  v_ops jsonb := '[]';
  i integer := 0;
  j integer := 0;
  m integer;
begin
  while v_start < least(cardinality(v_old), cardinality(v_new)) and v_old[v_start + 1] = v_new[v_start + 1] loop
    v_start := v_start + 1;
  end loop;
  while v_end < least(cardinality(v_old), cardinality(v_new)) - v_start
        and v_old[cardinality(v_old) - v_end] = v_new[cardinality(v_new) - v_end] loop
    v_end := v_end + 1;
  end loop;
  v_middle_old := v_old[v_start + 1 : cardinality(v_old) - v_end];
  v_middle_new := v_new[v_start + 1 : cardinality(v_new) - v_end];
  m := cardinality(v_middle_new);
  v_ops := private.differs(v_ops, '=', v_old[1 : v_start]);
  if cardinality(v_middle_old)::bigint * m between 1 and 250000 then
    v_lengths := private.common_lengths(v_middle_old, v_middle_new);
    while i < cardinality(v_middle_old) and j < m loop
      if v_middle_old[i + 1] = v_middle_new[j + 1] then
        v_ops := private.differs(v_ops, '=', v_middle_old[i + 1 : i + 1]);
        i := i + 1;
        j := j + 1;
      elsif v_lengths[1 + (i + 1) * (m + 1) + j] >= v_lengths[1 + i * (m + 1) + j + 1] then
        v_ops := private.differs(v_ops, '-', v_middle_old[i + 1 : i + 1]);
        i := i + 1;
      else
        v_ops := private.differs(v_ops, '+', v_middle_new[j + 1 : j + 1]);
        j := j + 1;
      end if;
    end loop;
  end if;
  v_ops := private.differs(v_ops, '-', v_middle_old[i + 1 :]);
  v_ops := private.differs(v_ops, '+', v_middle_new[j + 1 :]);
  return private.differs(v_ops, '=', v_old[cardinality(v_old) - v_end + 1 :]);
end $$;

create function private.count_words(p_text text) returns integer
language sql immutable set search_path = '' as $$
  select count(*)::integer from regexp_matches(p_text, '\S+', 'g')
$$;

-- The share of the words before that stayed, 0 to 1.
create function private.share_kept(p_difference jsonb) returns double precision
language sql immutable set search_path = '' as $$
  select coalesce(sum(private.count_words(d ->> 1)) filter (where d ->> 0 = '='), 0)::float8
    / greatest(coalesce(sum(private.count_words(d ->> 1)) filter (where d ->> 0 <> '+'), 0), 1)
  from jsonb_array_elements(p_difference) d
$$;

-- The draft, locked, if the caller sees its ticket as a member. Locks are taken in one order
-- everywhere, ticket, draft, delivery, job: else a decision and a mail that arrives meanwhile end in
-- a deadlock.
create function private.lock_draft(p_draft_id uuid) returns public.drafts
language plpgsql security definer set search_path = '' as $$
declare v_draft public.drafts;
begin
  perform 1 from public.drafts d
  join public.tickets t on t.id = d.ticket_id
  where d.id = p_draft_id and private.member_can_see(t)
    and (private.is_service() or private.is_member())
  for no key update of t;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such draft in your teams.';
  end if;
  select * into strict v_draft from public.drafts d where d.id = p_draft_id for update;
  return v_draft;
end $$;

-- The same, if it can be decided on. Who was quicker is named to the second of two.
drop function private.draft_to_decide(uuid);
create function private.draft_to_decide(p_draft_id uuid, p_states text[]) returns public.drafts
language plpgsql security definer set search_path = '' as $$
declare
  v_draft public.drafts := private.lock_draft(p_draft_id);
  v_who text := (select m.name from public.members m where m.id = v_draft.decided_by);
begin
  if v_draft.state = any (p_states) then return v_draft; end if;
  raise exception using errcode = 'PT409', message = case
    when v_who is not null and v_draft.state in ('approved', 'sent') then format('%s has approved this draft already.', v_who)
    when v_who is not null and v_draft.state = 'rejected' then format('%s has rejected this draft already.', v_who)
    else format('This draft is %s: only a pending one can be decided on.', v_draft.state) end;
end $$;

-- A decision is taken back: the draft waits again, what was changed in it stays, and what was
-- learned from it is forgotten.
create function private.review_again(p_draft_id uuid) returns void
language sql security definer set search_path = '' as $$
  delete from public.feedback f where f.draft_id = p_draft_id and f.kind in ('approve', 'edit');
  update public.drafts set state = 'pending', decided_by = null, decided_at = null, then_status = null
  where id = p_draft_id;
$$;
revoke execute on function private.differs(jsonb, text, text[]), private.common_lengths(text[], text[]),
  private.word_difference(text, text), private.count_words(text), private.share_kept(jsonb),
  private.lock_draft(uuid), private.draft_to_decide(uuid, text[]), private.review_again(uuid) from public;

-- Send a draft, or p_text instead of it. When the customer has written since, or somebody has
-- answered, the caller is asked (PT409) and may do it with p_anyway. p_status and p_version as in
-- reply_to_ticket.
drop function public.approve_draft(uuid, text);
create function public.approve_draft(
  p_draft_id uuid, p_text text default null, p_anyway boolean default false, p_status text default null,
  p_version integer default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_draft public.drafts := private.draft_to_decide(p_draft_id, '{pending,superseded}');
  v_ticket public.tickets;
  v_overtaken text := private.overtaken(v_draft.ticket_id, v_draft.interaction_id);
  v_text text := coalesce(p_text, v_draft.final_text, v_draft.text);
  v_edited boolean := v_text <> v_draft.text;
  v_difference jsonb := '[]';
  v_send_at timestamptz;
begin
  if length(trim(v_text)) = 0 then
    raise exception using errcode = 'PT422', message = 'An empty answer cannot be sent.';
  elsif not p_anyway and (v_overtaken is not null or v_draft.state = 'superseded') then
    raise exception using errcode = 'PT409', message =
      coalesce(v_overtaken, 'This draft was set aside.') || ' Look at the ticket again, then approve it anyway or write anew.';
  end if;
  select * into strict v_ticket from public.tickets t where t.id = v_draft.ticket_id;
  if v_ticket.merged_into is not null then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is merged into another one: answer there.', v_ticket.number);
  end if;
  perform private.check_version(v_ticket, p_version), private.check_then_status(v_ticket, p_status);
  update public.drafts set state = 'approved', decided_by = private.member_id(), decided_at = clock_timestamp(),
    final_text = case when v_edited then v_text end, then_status = p_status, anyway = p_anyway, superseded_by = null
  where id = p_draft_id;
  update public.drafts set state = 'superseded', superseded_by = p_draft_id
  where ticket_id = v_draft.ticket_id and state = 'pending';
  if v_edited then v_difference := private.word_difference(v_draft.text, v_text); end if;
  insert into public.feedback (ticket_id, draft_id, kind, before, after, difference, kept, created_by)
  values (v_draft.ticket_id, p_draft_id, case when v_edited then 'edit' else 'approve' end,
    case when v_edited then v_draft.text end, case when v_edited then v_text end, v_difference,
    case when v_edited then private.share_kept(v_difference) else 1 end, auth.uid());
  update public.tickets set version = version + 1 where id = v_draft.ticket_id;
  v_send_at := private.queue_send(v_draft);
  perform private.audit('draft.approve', v_draft.ticket_id, p_draft_id,
    jsonb_build_object('edited', v_edited, 'anyway', p_anyway));
  return jsonb_build_object('draft_id', p_draft_id, 'state', 'approved', 'edited', v_edited,
    'difference', v_difference, 'send_at', v_send_at);
end $$;

create or replace function public.reject_draft(p_draft_id uuid, p_reason text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_draft public.drafts := private.draft_to_decide(p_draft_id, '{pending}');
begin
  if length(p_reason) > 10000 then
    raise exception using errcode = 'PT422', message = 'A reason has 10,000 characters at most.';
  end if;
  update public.drafts set state = 'rejected', decided_by = private.member_id(), decided_at = clock_timestamp()
  where id = p_draft_id;
  insert into public.feedback (ticket_id, draft_id, kind, before, comment, created_by)
  values (v_draft.ticket_id, p_draft_id, 'reject', v_draft.text, coalesce(p_reason, ''), auth.uid());
  perform private.audit('draft.reject', v_draft.ticket_id, p_draft_id, jsonb_build_object('reason', coalesce(p_reason, '')));
  return jsonb_build_object('draft_id', p_draft_id, 'state', 'rejected');
end $$;

-- Each checks the caller itself.
revoke execute on function public.approve_draft(uuid, text, boolean, text, integer)
  from public, anon, authenticated;
grant execute on function public.approve_draft(uuid, text, boolean, text, integer)
  to authenticated, service_role;
