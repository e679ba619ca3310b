-- Canned answers: texts that a shortcut stands for, in several languages.

create table public.canned_answers (
  id uuid primary key default gen_random_uuid(),
  shortcut text not null constraint canned_answers_shortcut_form
    check (shortcut ~ '^/[[:alnum:]][[:alnum:]_-]{0,39}$' and shortcut = lower(shortcut)),
  language text not null constraint canned_answers_language_form check (language ~ '^[a-z]{2,3}$'),
  title text not null default '' constraint canned_answers_title_length check (length(title) <= 200),
  text text not null constraint canned_answers_text_length check (length(text) between 1 and 100000),
  scope text not null constraint canned_answers_scope_known check (scope in ('own', 'team', 'all')),
  owner_id uuid references public.members (id) on delete cascade,
  team_id uuid references public.teams (id) on delete cascade,
  uses integer not null default 0,
  used_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint canned_answers_scope_named check (
    (scope = 'own') = (owner_id is not null) and (scope = 'team') = (team_id is not null))
);
create unique index canned_answers_once on public.canned_answers
  (shortcut, language, scope, coalesce(owner_id, team_id, '00000000-0000-0000-0000-000000000000'));
create index canned_answers_owner on public.canned_answers (owner_id) where owner_id is not null;
create index canned_answers_team on public.canned_answers (team_id) where team_id is not null;
create trigger canned_answers_touch before update of shortcut, language, title, text on public.canned_answers
  for each row execute function private.touch_updated_at();
comment on table public.canned_answers is 'Texts with variables that a shortcut stands for, one a language.';

alter table public.canned_answers enable row level security;
create policy "Members see their own canned answers, those of their teams and those for all"
  on public.canned_answers for select to authenticated using (
    (select private.is_member()) and (scope = 'all'
      or owner_id = (select private.member_id())
      or team_id = any ((select private.team_ids((select auth.uid())))::uuid[])
      or (scope = 'team' and (select private.is_admin()))));
grant select on public.canned_answers to authenticated;
grant all on public.canned_answers to service_role;

create function private.shortcut_of(p_text text) returns text
language plpgsql immutable set search_path = '' as $$
declare v_shortcut text := '/' || ltrim(lower(trim(coalesce(p_text, ''))), '/');
begin
  if v_shortcut !~ '^/[[:alnum:]][[:alnum:]_-]{0,39}$' then
    raise exception using errcode = 'PT422', message =
      format('%L cannot be a shortcut: use / and up to 40 letters, digits, _ and -, like /refund.', p_text);
  end if;
  return v_shortcut;
end $$;
revoke execute on function private.shortcut_of(text) from public;

-- Make or change the answer that p_shortcut stands for in p_language and scope.
create function public.save_canned_answer(
  p_shortcut text, p_text text, p_language text default 'en', p_title text default null,
  p_scope text default null, p_team text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_scope text := coalesce(p_scope, case when p_team is null then 'own' else 'team' end);
  v_shortcut text := private.shortcut_of(p_shortcut);
  v_owner uuid := case v_scope when 'own' then private.member_id() end;
  v_team uuid := case v_scope when 'team' then private.team_of_key(p_team) end;
  v_old public.canned_answers;
  v_new public.canned_answers;
begin
  perform private.check_share(v_scope, v_owner, v_team);
  if coalesce(p_language !~ '^[a-z]{2,3}$', true) then
    raise exception using errcode = 'PT422', message = 'A language is two or three letters, like en.';
  elsif coalesce(length(trim(p_text)), 0) not between 1 and 100000 then
    raise exception using errcode = 'PT422', message = 'A canned answer has 1 to 100,000 characters.';
  elsif length(p_title) > 200 then
    raise exception using errcode = 'PT422', message = 'A title has 200 characters at most.';
  end if;
  perform private.check_template(p_text);
  select * into v_old from public.canned_answers a
  where a.shortcut = v_shortcut and a.language = p_language and a.scope = v_scope
    and coalesce(a.owner_id, a.team_id) is not distinct from coalesce(v_owner, v_team) for update;
  insert into public.canned_answers as a (shortcut, language, title, text, scope, owner_id, team_id, created_by)
  values (v_shortcut, p_language, coalesce(p_title, ''), p_text, v_scope, v_owner, v_team, auth.uid())
  on conflict (shortcut, language, scope, coalesce(owner_id, team_id, '00000000-0000-0000-0000-000000000000'))
  do update set text = excluded.text, title = coalesce(p_title, a.title)
  returning * into v_new;
  perform private.audit('canned_answer.save', null, v_new.id,
    jsonb_build_object('before', case when v_old.id is not null then to_jsonb(v_old) end, 'after', to_jsonb(v_new)));
  return to_jsonb(v_new);
end $$;

create function public.delete_canned_answer(p_answer_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_answer public.canned_answers;
begin
  select * into v_answer from public.canned_answers a
  where a.id = p_answer_id and private.sees_shared(a.scope, a.owner_id, a.team_id) for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such canned answer, or it is somebody else''s.';
  elsif not private.is_service() then
    perform private.check_share(v_answer.scope, v_answer.owner_id, v_answer.team_id);
  end if;
  delete from public.canned_answers a where a.id = p_answer_id;
  perform private.audit('canned_answer.delete', null, p_answer_id, jsonb_build_object('before', to_jsonb(v_answer)));
  return jsonb_build_object('id', p_answer_id, 'shortcut', v_answer.shortcut, 'language', v_answer.language);
end $$;

-- What a shortcut stands for on a ticket, with its values: one's own before the team's before
-- everybody's, in p_language, else the ticket's, else English, else any. Counted.
create function public.use_canned_answer(p_shortcut text, p_ticket_id uuid, p_language text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_answer public.canned_answers;
begin
  select * into v_ticket from public.tickets t
  where t.id = p_ticket_id and private.member_can_see(t) and (private.is_service() or private.is_member());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  select * into v_answer from public.canned_answers a
  where a.shortcut = private.shortcut_of(p_shortcut) and private.sees_shared(a.scope, a.owner_id, a.team_id)
  order by coalesce(array_position(array[coalesce(p_language, v_ticket.language), 'en'], a.language), 9),
    array_position(array['own', 'team', 'all'], a.scope), a.language, a.id limit 1;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no canned answer %s.', private.shortcut_of(p_shortcut));
  end if;
  update public.canned_answers a set uses = a.uses + 1, used_at = now() where a.id = v_answer.id;
  return jsonb_build_object('id', v_answer.id, 'shortcut', v_answer.shortcut, 'language', v_answer.language,
    'title', v_answer.title, 'text', private.render_text(v_answer.text, v_ticket, private.member_id()));
end $$;

-- Canned answers with all words of p_query, best first: in the shortcut, the title, the text; then
-- what is used most.
create function public.search_canned_answers(p_query text default '', p_language text default null, p_limit integer default 20)
returns table (id uuid, shortcut text, language text, title text, text text, scope text, uses integer)
language sql stable security definer set search_path = '' as $$
  with words as (
    select w from unnest(regexp_split_to_array(trim(private.fold(p_query)), '\s+')) w where w <> ''),
  found as (
    select a.*, (select coalesce(sum(case
        when left(a.shortcut, length(ltrim(w, '/')) + 1) = '/' || ltrim(w, '/') then 4
        when position(w in private.fold(a.title)) > 0 then 2 else 1 end), 0) from words) as rank
    from public.canned_answers a
    where private.sees_shared(a.scope, a.owner_id, a.team_id)
      and (p_language is null or a.language = p_language)
      and not exists (select 1 from words
        where position(w in private.fold(a.shortcut || ' ' || a.title || ' ' || a.text)) = 0))
  select f.id, f.shortcut, f.language, f.title, f.text, f.scope, f.uses from found f
  order by f.rank desc, f.uses desc, f.shortcut, f.language, f.id limit least(greatest(p_limit, 1), 200)
$$;

-- Each checks the caller itself.
revoke execute on function public.save_canned_answer(text, text, text, text, text, text),
  public.delete_canned_answer(uuid), public.use_canned_answer(text, uuid, text),
  public.search_canned_answers(text, text, integer) from public, anon, authenticated;
grant execute on function public.save_canned_answer(text, text, text, text, text, text),
  public.delete_canned_answer(uuid), public.use_canned_answer(text, uuid, text),
  public.search_canned_answers(text, text, integer) to authenticated, service_role;
