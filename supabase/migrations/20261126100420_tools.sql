-- Which tools the AI may use for messages of which category. None, until an admin says so: a tool
-- reads what belongs to the customer who asks, and some do something for them.

create table public.category_tools (
  category text not null references public.ai_policies (category) on delete cascade,
  tool text not null constraint category_tools_tool_form check (tool ~ '^[a-z][a-z0-9_]{0,39}$'),
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  primary key (category, tool)
);
create index category_tools_created_by on public.category_tools (created_by);
comment on table public.category_tools is 'The tools that answers of a category may use; written by set_category_tools.';

alter table public.category_tools enable row level security;
create policy "Members see which tools are used" on public.category_tools for select to authenticated
  using ((select private.is_member()));
grant select on public.category_tools to authenticated, service_role;
revoke insert, update, delete, truncate on public.category_tools from service_role;

-- p_tools: all that the category may use from now on, by name. A new version of its policy.
create function public.set_category_tools(p_category text, p_tools text[]) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_before text[];
  v_after text[];
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may change what the AI may do.';
  end if;
  perform 1 from public.ai_policies p where p.category = p_category for update;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no policy for %L.', p_category);
  end if;
  v_after := (select coalesce(array_agg(distinct t order by t), '{}') from unnest(p_tools) t);
  if exists (select 1 from unnest(v_after) t where t is null or t !~ '^[a-z][a-z0-9_]{0,39}$') then
    raise exception using errcode = 'PT422', message = 'A tool is named like order_status.';
  end if;
  v_before := (select coalesce(array_agg(c.tool order by c.tool), '{}') from public.category_tools c
               where c.category = p_category);
  if v_before <> v_after then
    delete from public.category_tools c where c.category = p_category and c.tool <> all (v_after);
    insert into public.category_tools (category, tool, created_by)
    select p_category, t, auth.uid() from unnest(v_after) t on conflict do nothing;
    update public.ai_policies set version = version + 1, updated_by = auth.uid(), updated_at = now()
    where category = p_category;
    perform private.audit('policy.tools', null, null, jsonb_build_object('category', p_category,
      'before', to_jsonb(v_before), 'after', to_jsonb(v_after)));
  end if;
  return jsonb_build_object('category', p_category, 'tools', to_jsonb(v_after));
end $$;

revoke execute on function public.set_category_tools(text, text[]) from public, anon, authenticated;
-- Checks the caller itself.
grant execute on function public.set_category_tools(text, text[]) to authenticated, service_role;

-- WHAT IS DONE WHEN AN ANSWER IS RELEASED --------------------------------------------------------

-- What a draft wishes to be done: nothing of it happens before the draft is approved, by a person or
-- by record_answer, and then in that transaction. A draft in shadow never is.
create table public.draft_wishes (
  draft_id uuid not null references public.drafts (id) on delete cascade,
  tool text not null constraint draft_wishes_tool_form check (tool ~ '^[a-z][a-z0-9_]{0,39}$'),
  arguments jsonb not null constraint draft_wishes_arguments_form check (
    jsonb_typeof(arguments) = 'object' and length(arguments::text) <= 4000),
  primary key (draft_id, tool)
);
comment on table public.draft_wishes is
  'What a tool does once the draft is released: {"step": "offer", "starts"} or {"step": "book", "starts_at", "phone", "says"}.';
alter table public.draft_wishes enable row level security;
create policy "Members see the wishes of drafts they see" on public.draft_wishes for select to authenticated
  using ((select private.is_member())
    and exists (select 1 from public.drafts d where d.id = draft_wishes.draft_id));
grant select on public.draft_wishes to authenticated, service_role;
revoke insert, update, delete, truncate on public.draft_wishes from service_role;

-- The first tool that an answer wishes to use and its category may not, or null.
create function private.forbidden_wish(p_answer jsonb) returns text
language sql stable security definer set search_path = '' as $$
  select w ->> 'tool' from jsonb_array_elements(nullif(p_answer -> 'wishes', 'null')) w
  where not exists (
    select 1 from public.category_tools c
    where c.category = p_answer #>> '{policy,category}' and c.tool = w ->> 'tool')
  limit 1
$$;

-- Does what the draft wishes. Once a person has changed the words, only what they still say.
create function private.carry_out(p_draft public.drafts) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_wish public.draft_wishes;
  v_ticket public.tickets;
begin
  select * into v_wish from public.draft_wishes w
  where w.draft_id = p_draft.id and w.tool = 'book_call' and w.arguments ->> 'step' = 'book';
  if not found or strpos(coalesce(p_draft.final_text, p_draft.text), v_wish.arguments ->> 'says') = 0 then
    return;
  end if;
  select t.* into strict v_ticket from public.tickets t where t.id = p_draft.ticket_id for no key update;
  perform private.hold_calls();
  if not private.half_hour_is_free(v_ticket.team_id, (v_wish.arguments ->> 'starts_at')::timestamptz) then
    raise exception using errcode = 'PT409',
      message = 'The time of the call was taken meanwhile: offer the customer another one.';
  end if;
  perform private.put_call(v_ticket, (v_wish.arguments ->> 'starts_at')::timestamptz,
    coalesce(v_wish.arguments ->> 'phone', ''), p_draft.id);
end $$;

-- An approval does it, and taking the approval back undoes it.
create function private.draft_was_decided() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.state = 'approved' then
    perform private.carry_out(new);
  elsif old.state = 'approved' and new.state <> 'sent' then
    update public.calls set state = 'cancelled', updated_at = clock_timestamp()
    where draft_id = new.id and state = 'booked';
    if found then perform private.audit('call.cancel', new.ticket_id, new.id); end if;
  end if;
  return null;
end $$;
create trigger wishes_follow_the_decision after update of state on public.drafts
  for each row when (new.state is distinct from old.state) execute function private.draft_was_decided();
revoke execute on function private.forbidden_wish(jsonb), private.carry_out(public.drafts),
  private.draft_was_decided() from public;

-- The answer with its wishes; what is to be done at once is done.
create function private.keep_with_wishes(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid, p_job_token uuid, p_waited_ms double precision)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_said jsonb := private.keep_answer(p_interaction_id, p_answer, p_job_id, p_job_token, p_waited_ms);
  v_draft public.drafts;
begin
  if coalesce((v_said ->> 'repeated')::boolean, false) or v_said ->> 'draft_id' is null then
    return v_said;
  end if;
  insert into public.draft_wishes (draft_id, tool, arguments)
  select (v_said ->> 'draft_id')::uuid, w ->> 'tool', w -> 'arguments'
  from jsonb_array_elements(nullif(p_answer -> 'wishes', 'null')) w;
  select * into strict v_draft from public.drafts d where d.id = (v_said ->> 'draft_id')::uuid;
  if v_draft.state = 'approved' then perform private.carry_out(v_draft); end if;
  return v_said;
end $$;
revoke execute on function private.keep_with_wishes(uuid, jsonb, uuid, uuid, double precision) from public;

-- As before, and p_answer's "wishes" ([{"tool", "arguments"}]) are kept with the draft and, where it
-- leaves by itself, carried out. What cannot be done leaves the draft to a person.
create or replace function public.record_answer(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid default null, p_job_token uuid default null,
  p_waited_ms double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_said jsonb;
  v_review jsonb := '{"outcome": "review"}';
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
  if p_answer #>> '{decision,outcome}' = 'auto' and private.forbidden_wish(p_answer) is not null then
    p_answer := jsonb_set(p_answer, '{decision}', p_answer -> 'decision' || v_review || jsonb_build_object('reason',
      format('The tool %s is not allowed here any more: a person decides.', private.forbidden_wish(p_answer))));
  end if;
  begin
    v_said := private.keep_with_wishes(p_interaction_id, p_answer, p_job_id, p_job_token, p_waited_ms);
  exception when sqlstate 'PT409' then
    if sqlerrm not like 'The time of the call was taken%' then raise; end if;
    p_answer := jsonb_set(p_answer, '{decision}', p_answer -> 'decision' || v_review
      || jsonb_build_object('reason', sqlerrm));
    v_said := private.keep_with_wishes(p_interaction_id, p_answer, p_job_id, p_job_token, p_waited_ms);
  end;
  if not coalesce((v_said ->> 'repeated')::boolean, false) then
    perform private.keep_recordings((v_said ->> 'decision_id')::uuid, p_answer -> 'recordings');
    perform private.keep_vector(p_interaction_id, p_answer ->> 'vector',
      coalesce(p_answer ->> 'vector_model', p_answer ->> 'embedding_model'));
  end if;
  return v_said;
end $$;
revoke execute on function public.record_answer(uuid, jsonb, uuid, uuid, double precision)
  from public, anon, authenticated;
grant execute on function public.record_answer(uuid, jsonb, uuid, uuid, double precision) to service_role;
