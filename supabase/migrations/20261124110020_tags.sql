-- Tags: the list of them, those of each ticket, and renaming one everywhere.

create table public.tags (
  key text primary key constraint tags_key_form check (key ~ '^[[:alnum:]][[:alnum:]_:./-]{0,49}$'),
  description text not null default '' constraint tags_description_length check (length(description) <= 500),
  created_by uuid,
  created_at timestamptz not null default now()
);

create table public.ticket_tags (
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  tag text not null references public.tags (key) on update cascade on delete restrict,
  created_at timestamptz not null default now(),
  primary key (ticket_id, tag)
);
create index ticket_tags_tag on public.ticket_tags (tag, ticket_id);
comment on table public.ticket_tags is 'Internal: requesters see no tags.';

alter table public.tags enable row level security;
alter table public.ticket_tags enable row level security;
create policy "Members see the tags" on public.tags for select to authenticated
  using ((select private.is_member()));
create policy "Members see the tags of tickets they see" on public.ticket_tags for select to authenticated
  using ((select private.is_member())
    and exists (select 1 from public.tickets t where t.id = ticket_tags.ticket_id));
grant select on public.tags, public.ticket_tags to authenticated;
grant all on public.tags, public.ticket_tags to service_role;

create function private.tag_key(p_text text) returns text
language plpgsql immutable set search_path = '' as $$
declare v_key text := lower(regexp_replace(trim(p_text), '\s+', '_', 'g'));
begin
  if v_key !~ '^[[:alnum:]][[:alnum:]_:./-]{0,49}$' then
    raise exception using errcode = 'PT422', message =
      format('%L cannot be a tag: use up to 50 letters, digits and _ : . / -, beginning with a letter or digit.', p_text);
  end if;
  return v_key;
end $$;
revoke execute on function private.tag_key(text) from public;

-- Each way by which a tag comes or goes is on record and makes a new version.
create function private.audit_ticket_tags() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.tickets set version = version + 1 where id in (select m.ticket_id from moved m);
  perform private.audit_change(case tg_op when 'INSERT' then 'ticket.tag' else 'ticket.untag' end,
    m.ticket_id, jsonb_build_object('tags', jsonb_agg(m.tag order by m.tag)))
  from moved m group by m.ticket_id;
  return null;
end $$;
revoke execute on function private.audit_ticket_tags() from public;
create trigger ticket_tags_added after insert on public.ticket_tags
  referencing new table as moved for each statement execute function private.audit_ticket_tags();
create trigger ticket_tags_removed after delete on public.ticket_tags
  referencing old table as moved for each statement execute function private.audit_ticket_tags();

create function private.change_tags(p_ticket_id uuid, p_add jsonb, p_remove jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_add text[] := array(select distinct private.tag_key(a) from jsonb_array_elements_text(coalesce(p_add, '[]')) a
                        order by 1);
  v_remove text[] := array(select private.tag_key(a) from jsonb_array_elements_text(coalesce(p_remove, '[]')) a);
begin
  -- In order, so that two who make the same new tags wait for each other and do not deadlock.
  insert into public.tags (key, created_by)
  select a, auth.uid() from unnest(v_add) a where not exists (select 1 from public.tags t where t.key = a)
  order by a on conflict (key) do nothing;
  if v_add && array(select a from unnest(v_add) a except
                    select t.tag from public.ticket_tags t where t.ticket_id = p_ticket_id) then
    insert into public.ticket_tags (ticket_id, tag)
    select p_ticket_id, a from unnest(v_add) a on conflict (ticket_id, tag) do nothing;
  end if;
  if cardinality(v_remove) > 0 then
    delete from public.ticket_tags t where t.ticket_id = p_ticket_id and t.tag = any (v_remove);
  end if;
end $$;
revoke execute on function private.change_tags(uuid, jsonb, jsonb) from public;

create function public.set_tag(p_key text, p_description text default '') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_tag public.tags;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may describe tags.';
  end if;
  insert into public.tags (key, description, created_by)
  values (private.tag_key(p_key), coalesce(p_description, ''), auth.uid())
  on conflict (key) do update set description = excluded.description
  returning * into v_tag;
  perform private.audit('tag.set', null, null, to_jsonb(v_tag));
  return to_jsonb(v_tag);
end $$;

-- Rename a tag everywhere; into one that is there already, the two become one.
create function public.rename_tag(p_key text, p_to text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_from text := private.tag_key(p_key);
  v_to text := private.tag_key(p_to);
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may rename tags.';
  end if;
  perform 1 from public.tags t where t.key = v_from for update;
  if not found then
    raise exception using errcode = 'PT404', message = format('There is no tag %L.', v_from);
  end if;
  if v_from <> v_to and exists (select 1 from public.tags t where t.key = v_to) then
    perform 1 from public.tickets t where t.id in (select x.ticket_id from public.ticket_tags x where x.tag = v_from)
    order by t.id for no key update;
    insert into public.ticket_tags (ticket_id, tag)
    select t.ticket_id, v_to from public.ticket_tags t where t.tag = v_from
    order by 1 on conflict (ticket_id, tag) do nothing;
    delete from public.ticket_tags t where t.tag = v_from;
    delete from public.tags t where t.key = v_from;
  else
    update public.tags set key = v_to where key = v_from;
  end if;
  perform private.audit('tag.rename', null, null, jsonb_build_object('before', v_from, 'after', v_to));
  return jsonb_build_object('key', v_to);
end $$;

revoke execute on function public.set_tag(text, text), public.rename_tag(text, text)
  from public, anon, authenticated;
-- Each checks the caller itself.
grant execute on function public.set_tag(text, text), public.rename_tag(text, text)
  to authenticated, service_role;
