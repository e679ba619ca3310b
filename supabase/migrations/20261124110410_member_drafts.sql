-- What each member is writing, kept until it is sent or thrown away.

-- One reply and one note a member and ticket. Nobody else sees them, and they are not on record:
-- they are saved every few seconds, and what counts is what is sent.
create table public.member_drafts (
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  member_id uuid not null references public.members (id) on delete cascade,
  mode text not null constraint member_drafts_mode_known check (mode in ('reply', 'note')),
  text text not null constraint member_drafts_text_length check (length(text) <= 100000),
  attachments uuid[] not null default '{}',  -- uploads, in their order
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (ticket_id, member_id, mode)
);
create index member_drafts_member on public.member_drafts (member_id, updated_at desc);

alter table public.member_drafts enable row level security;
create policy "Members see what they are writing" on public.member_drafts for select to authenticated
  using (member_id = (select private.member_id()));
grant select on public.member_drafts to authenticated;
grant all on public.member_drafts to service_role;

create function private.check_mode(p_mode text) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if p_mode is null or p_mode not in ('reply', 'note') then
    raise exception using errcode = 'PT422', message = 'A draft is a reply or a note.';
  end if;
end $$;

-- The calling member's id, for what is a member's own.
create function private.calling_member() returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.member_id() is null then
    raise exception using errcode = 'PT403', message = 'Sign in as a member: this is a member''s own.';
  end if;
  return private.member_id();
end $$;

-- Keep what one is writing. p_version: what this window has; when another one was quicker, or has
-- sent it, PT409. Without it the text is written over.
create function public.save_member_draft(
  p_ticket_id uuid, p_text text, p_mode text default 'reply', p_version integer default null,
  p_attachments uuid[] default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_member uuid := private.calling_member();
  v_draft public.member_drafts;
begin
  perform private.ticket_for_member(p_ticket_id);
  perform private.check_mode(p_mode);
  if length(p_text) > 100000 then
    raise exception using errcode = 'PT422', message = 'A text has 100,000 characters at most.';
  end if;
  if exists (select 1 from unnest(p_attachments) a where not exists (
       select 1 from public.uploads u where u.id = a and u.ticket_id = p_ticket_id and u.uploaded_by = auth.uid())) then
    raise exception using errcode = 'PT422', message = 'Attach files that you have uploaded for this ticket.';
  end if;
  select * into v_draft from public.member_drafts d
  where d.ticket_id = p_ticket_id and d.member_id = v_member and d.mode = p_mode for update;
  if p_version > 0 and v_draft.ticket_id is null then
    raise exception using errcode = 'PT409', message =
      'This draft was sent or thrown away in another window: look at the ticket before you write on.';
  elsif p_version <> v_draft.version then
    raise exception using errcode = 'PT409', message = format(
      'You have written on in another window (it is at version %s, this one has %s): look at it there first.',
      v_draft.version, p_version);
  end if;
  insert into public.member_drafts as d (ticket_id, member_id, mode, text, attachments)
  values (p_ticket_id, v_member, p_mode, coalesce(p_text, ''), coalesce(p_attachments, '{}'))
  on conflict (ticket_id, member_id, mode) do update set text = excluded.text,
    attachments = coalesce(p_attachments, d.attachments), version = d.version + 1, updated_at = now()
  returning * into v_draft;
  return to_jsonb(v_draft);
end $$;

-- Throw it away. Files stay uploaded until they are removed or sent.
create function public.discard_member_draft(p_ticket_id uuid, p_mode text default 'reply') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_member uuid := private.calling_member();
begin
  perform private.check_mode(p_mode);
  delete from public.member_drafts d
  where d.ticket_id = p_ticket_id and d.member_id = v_member and d.mode = p_mode;
  return jsonb_build_object('ticket_id', p_ticket_id, 'mode', p_mode, 'discarded', found);
end $$;

-- A text for the caller's reply in the making: behind what is there, or (a reply that was called
-- back) before it. Null without a member to keep it for.
create function private.add_to_draft(
  p_ticket_id uuid, p_member_id uuid, p_text text, p_attachments uuid[], p_before boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_draft public.member_drafts;
begin
  if p_member_id is null then return null; end if;
  insert into public.member_drafts as d (ticket_id, member_id, mode, text, attachments)
  values (p_ticket_id, p_member_id, 'reply', p_text, p_attachments)
  on conflict (ticket_id, member_id, mode) do update set
    text = left(case when d.text = '' then excluded.text when p_before then excluded.text || E'\n\n' || d.text
                     else d.text || E'\n\n' || excluded.text end, 100000),
    attachments = case when p_before then excluded.attachments || d.attachments
                       else d.attachments || excluded.attachments end,
    version = d.version + 1, updated_at = now()
  returning * into v_draft;
  return to_jsonb(v_draft);
end $$;
revoke execute on function private.check_mode(text), private.calling_member(),
  private.add_to_draft(uuid, uuid, text, uuid[], boolean) from public;

-- A note was written: what was kept of it is done with.
create or replace function public.add_note(p_ticket_id uuid, p_text text)
returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  perform private.ticket_for_member(p_ticket_id);
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'A note needs a text.';
  end if;
  delete from public.member_drafts d
  where d.ticket_id = p_ticket_id and d.member_id = private.member_id() and d.mode = 'note';
  return private.write_note(p_ticket_id, p_text);
end $$;

-- Each checks the caller itself.
revoke execute on function public.save_member_draft(uuid, text, text, integer, uuid[]),
  public.discard_member_draft(uuid, text) from public, anon, authenticated;
grant execute on function public.save_member_draft(uuid, text, text, integer, uuid[]),
  public.discard_member_draft(uuid, text) to authenticated, service_role;
