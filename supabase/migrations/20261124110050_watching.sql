-- Notes that name members by @, and who watches a ticket.

alter table public.notes add column mentions uuid[] not null default '{}';
comment on column public.notes.mentions is 'The members named by @ who may see the ticket; they were told.';

create table public.ticket_watchers (
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  member_id uuid not null references public.members (id) on delete cascade,
  why text not null constraint ticket_watchers_why_known check (why in ('self', 'added', 'mention')),
  created_at timestamptz not null default now(),
  primary key (ticket_id, member_id)
);
create index ticket_watchers_member on public.ticket_watchers (member_id, ticket_id);
alter table public.ticket_watchers enable row level security;
create policy "Members see who watches the tickets they see" on public.ticket_watchers
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = ticket_watchers.ticket_id));
grant select on public.ticket_watchers to authenticated;
grant all on public.ticket_watchers to service_role;

-- May this member see the ticket? member_can_see asks the same of the caller.
create function private.member_may_see(p_member_id uuid, p_ticket public.tickets) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.members m
    where m.id = p_member_id and m.active and (m.role = 'admin' or m.id = p_ticket.assignee_id
      or exists (select 1 from public.team_members tm
                 where tm.member_id = m.id and tm.team_id = p_ticket.team_id)))
$$;
revoke execute on function private.member_may_see(uuid, public.tickets) from public;

-- Whom a text names: @ and the part of the mail address before its @, or the name without spaces
-- (@mia.keller, @MiaKeller), or a first name that only one member has.
create function private.mentioned(p_text text) returns uuid[]
language sql stable security definer set search_path = '' as $$
  with words as (
    select distinct lower(rtrim(w[1], '.-')) as word
    from regexp_matches(p_text, '(?<![[:alnum:]_.@])@([[:alnum:]_][[:alnum:]_.-]*)', 'g') w),
  named as (
    select w.word, m.id, (w.word in (lower(split_part(m.email, '@', 1)), lower(replace(m.name, ' ', '')),
      lower(replace(m.name, ' ', '.')))) as whole
    from words w join public.members m on m.active and w.word in (lower(split_part(m.email, '@', 1)),
      lower(replace(m.name, ' ', '')), lower(replace(m.name, ' ', '.')), lower(split_part(m.name, ' ', 1)))),
  counted as (
    select n.*, count(*) over (partition by n.word) as several,
      count(*) filter (where n.whole) over (partition by n.word) as wholes
    from named n)
  select coalesce(array_agg(distinct c.id), '{}') from counted c
  where c.several = 1 or c.whole and c.wholes = 1
$$;
revoke execute on function private.mentioned(text) from public;

-- A note; who is named in it is told and watches from now on. Those who may not see the ticket are
-- neither: their names are returned as `unseen`, so that the author can see to it.
create function private.write_note(p_ticket_id uuid, p_text text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_note public.notes;
  v_named uuid[] := private.mentioned(p_text);
  v_told uuid[];
begin
  select * into strict v_ticket from public.tickets t where t.id = p_ticket_id;
  v_told := array(select n from unnest(v_named) n where private.member_may_see(n, v_ticket) order by n);
  insert into public.notes (ticket_id, content, author_id, mentions)
  values (p_ticket_id, p_text, private.member_id(), v_told) returning * into v_note;
  insert into public.ticket_watchers (ticket_id, member_id, why)
  select p_ticket_id, n, 'mention' from unnest(v_told) n where n is distinct from private.member_id()
  on conflict (ticket_id, member_id) do nothing;
  perform private.notify(n, 'mention', p_ticket_id, jsonb_build_object('note_id', v_note.id, 'by', v_note.author_id))
  from unnest(v_told) n where n is distinct from private.member_id();
  perform private.audit('note.add', p_ticket_id, v_note.id);
  return jsonb_build_object('id', v_note.id, 'created_at', v_note.created_at, 'mentions', to_jsonb(v_told),
    'unseen', (select coalesce(jsonb_agg(m.name order by m.name), '[]') from public.members m
               where m.id = any (v_named) and m.id <> all (v_told)));
end $$;
revoke execute on function private.write_note(uuid, text) from public;

create or replace function public.add_note(p_ticket_id uuid, p_text text)
returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  perform private.ticket_for_member(p_ticket_id);
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'A note needs a text.';
  end if;
  return private.write_note(p_ticket_id, p_text);
end $$;

-- Watch a ticket, or have a colleague watch it who may see it.
create function public.watch_ticket(p_ticket_id uuid, p_member_id uuid default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets := private.ticket_for_member(p_ticket_id);
  v_member uuid := coalesce(p_member_id, private.member_id());
begin
  if v_member is null then
    raise exception using errcode = 'PT422', message = 'Say who shall watch: the secret key is nobody.';
  end if;
  if not private.member_may_see(v_member, v_ticket) then
    raise exception using errcode = 'PT422', message = 'This member may not see the ticket, so cannot watch it.';
  end if;
  insert into public.ticket_watchers (ticket_id, member_id, why)
  values (p_ticket_id, v_member, case when v_member = private.member_id() then 'self' else 'added' end)
  on conflict (ticket_id, member_id) do nothing;
  if found then
    perform private.audit('ticket.watch', p_ticket_id, v_member);
  end if;
  return jsonb_build_object('ticket_id', p_ticket_id, 'member_id', v_member, 'watching', true);
end $$;

create function public.unwatch_ticket(p_ticket_id uuid, p_member_id uuid default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_member uuid := coalesce(p_member_id, private.member_id());
begin
  if v_member is distinct from private.member_id() then  -- oneself, also when the ticket has moved on
    perform private.ticket_for_member(p_ticket_id);
  end if;
  delete from public.ticket_watchers w where w.ticket_id = p_ticket_id and w.member_id = v_member;
  if found then
    perform private.audit('ticket.unwatch', p_ticket_id, v_member);
  end if;
  return jsonb_build_object('ticket_id', p_ticket_id, 'member_id', v_member, 'watching', false);
end $$;

revoke execute on function public.watch_ticket(uuid, uuid), public.unwatch_ticket(uuid, uuid)
  from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.watch_ticket(uuid, uuid), public.unwatch_ticket(uuid, uuid)
  to authenticated, service_role;
