-- Files that leave with a reply or a message: announced, uploaded, attached. First what may be set
-- about answering.

insert into public.settings (key, value, kind, minimum, maximum, description) values
  ('undo_send_seconds', '10', 'integer', 0, 600,
   'For so many seconds what a member sends can be called back; 0: it leaves at once.'),
  ('attachment_bytes', '10485760', 'integer', 1, 10485760, 'How large one attached file may be, in bytes.'),
  ('reply_attachments_bytes', '15728640', 'integer', 1, 26214400,
   'How large all files of one message may be together, in bytes.'),
  ('attachment_refused_extensions', to_jsonb(array['apk', 'app', 'bat', 'cmd', 'com', 'cpl', 'exe', 'hta',
     'jar', 'js', 'jse', 'lnk', 'msi', 'msp', 'pif', 'ps1', 'reg', 'scr', 'sh', 'vb', 'vbe', 'vbs', 'wsf']),
   'json', null, null, 'Files that may not be attached, by the ends of their names.');

-- FILES TO SEND ----------------------------------------------------------------------------------

-- A file is announced (prepare_upload), uploaded to Storage under the path that it was given, and
-- named in a reply or a message; when that is sent it becomes an attachment of it.
create table public.uploads (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  path text not null unique,  -- in the bucket `attachments`
  name text not null constraint uploads_name_length check (length(name) between 1 and 200),
  content_type text not null constraint uploads_content_type_form
    check (content_type ~ '^[a-z0-9][a-z0-9.+_-]{0,80}/[a-z0-9][a-z0-9.+_-]{0,80}$'),
  size bigint not null constraint uploads_size check (size > 0),  -- bytes
  sha256 text not null constraint uploads_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  uploaded_by uuid,  -- auth user; null: the secret key
  draft_id uuid references public.drafts (id) on delete restrict,  -- the reply it leaves with
  used_at timestamptz,  -- since when it is an attachment
  created_at timestamptz not null default now()
);
create index uploads_ticket on public.uploads (ticket_id, created_at);
create index uploads_waiting on public.uploads (uploaded_by) where used_at is null and draft_id is null;
create index uploads_draft on public.uploads (draft_id) where draft_id is not null;
comment on column public.uploads.sha256 is
  'As whoever uploads has it; the worker compares it before a mail leaves.';

alter table public.uploads enable row level security;
create policy "One's own uploads, and for members those of tickets they see"
  on public.uploads for select to authenticated using (
    uploaded_by = (select auth.uid())
    or ((select private.is_member())
        and exists (select 1 from public.tickets t where t.id = uploads.ticket_id)));
grant select on public.uploads to authenticated;
grant all on public.uploads to service_role;

-- Only where it was announced, only once: without a policy for update nothing is written over.
create policy "Announced files are uploaded by who announced them" on storage.objects
  for insert to authenticated with check (
    bucket_id = 'attachments' and exists (
      select 1 from public.uploads u
      where u.path = objects.name and u.uploaded_by = (select auth.uid()) and u.used_at is null));
create policy "Files that were not sent are deleted by who uploaded them" on storage.objects
  for delete to authenticated using (
    bucket_id = 'attachments' and exists (
      select 1 from public.uploads u
      where u.path = objects.name and u.uploaded_by = (select auth.uid())
        and u.draft_id is null and u.used_at is null));
alter policy "Whoever sees an attachment may fetch it" on storage.objects using (
  bucket_id = 'attachments'
  and (exists (select 1 from public.attachments a where a.path = objects.name)
       or exists (select 1 from public.uploads u where u.path = objects.name)));

-- What is wrong with a file, as a sentence, or null.
create function private.file_fault(p_name text, p_size bigint) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_limit bigint := (private.setting('attachment_bytes'))::bigint;
  v_refused jsonb := private.setting('attachment_refused_extensions');
  v_end text := lower(substring(rtrim(p_name, '. ') from '\.([^.]+)$'));
begin
  return case
    when length(p_name) not between 1 and 200 or p_name ~ '[[:cntrl:]/\\]' or p_name ~ '^\.+$'
      then 'A file''s name has 1 to 200 characters, and neither slashes nor control characters.'
    when coalesce(p_size, 0) <= 0 then format('The file %s is empty.', p_name)
    when p_size > v_limit then format('The file %s is too large: %s bytes, %s may be attached.', p_name, p_size, v_limit)
    when jsonb_typeof(v_refused) = 'array' and v_refused ? v_end
      then format('Files that end in .%s are not accepted: send %s in another form.', v_end, p_name) end;
end $$;

-- May the caller bring a file to this ticket: a member who sees it, or its requester?
create function private.may_attach(p_ticket_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.tickets t where t.id = p_ticket_id and (
      (private.is_service() or private.is_member()) and private.member_can_see(t)
      or t.customer_id = any (private.customer_ids())))
$$;

-- Announce a file: {"id", "bucket", "path"}. Upload it there, then name the id in p_attachments of
-- reply_to_ticket, save_member_draft or add_message.
create function public.prepare_upload(
  p_ticket_id uuid, p_name text, p_content_type text, p_size bigint, p_sha256 text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := gen_random_uuid();
  v_name text := trim(coalesce(p_name, ''));
  v_type text := lower(trim(split_part(coalesce(p_content_type, ''), ';', 1)));
  v_fault text := private.file_fault(v_name, p_size);
  v_path text;
begin
  if not private.may_attach(p_ticket_id) then
    raise exception using errcode = 'PT404', message = 'There is no such ticket here.';
  elsif v_fault is not null then
    raise exception using errcode = 'PT422', message = v_fault;
  elsif coalesce(lower(p_sha256) !~ '^[0-9a-f]{64}$', true) then
    raise exception using errcode = 'PT422', message = 'Give the file''s SHA-256 as 64 hexadecimal digits.';
  elsif (select count(*) from public.uploads u
         where u.uploaded_by = auth.uid() and u.used_at is null and u.draft_id is null) >= 50 then
    raise exception using errcode = 'PT409', message = 'Fifty of your files wait to be sent: send or remove some first.';
  end if;
  v_path := p_ticket_id || '/' || v_id || '/'
    || coalesce(nullif(left(regexp_replace(v_name, '[^A-Za-z0-9._-]+', '_', 'g'), 100), ''), 'file');
  insert into public.uploads (id, ticket_id, path, name, content_type, size, sha256, uploaded_by)
  values (v_id, p_ticket_id, v_path, v_name, case
      when v_type ~ '^[a-z0-9][a-z0-9.+_-]{0,80}/[a-z0-9][a-z0-9.+_-]{0,80}$' then v_type
      else 'application/octet-stream' end, p_size, lower(p_sha256), auth.uid());
  perform private.audit('upload.prepare', p_ticket_id, v_id, jsonb_build_object('name', v_name, 'size', p_size));
  return jsonb_build_object('id', v_id, 'bucket', 'attachments', 'path', v_path);
end $$;

-- Forget a file that was not sent. Its bytes are deleted in Storage before, which needs this row.
create function public.remove_upload(p_upload_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_upload public.uploads;
begin
  select * into v_upload from public.uploads u
  where u.id = p_upload_id and (u.uploaded_by = auth.uid() or private.is_service()) for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such upload of yours.';
  elsif v_upload.draft_id is not null or v_upload.used_at is not null then
    raise exception using errcode = 'PT409', message = format('%s was sent: it cannot be removed.', v_upload.name);
  elsif exists (select 1 from storage.objects o where o.bucket_id = 'attachments' and o.name = v_upload.path) then
    raise exception using errcode = 'PT409', message = 'Delete the file in Storage first.';
  end if;
  update public.member_drafts d set attachments = array_remove(d.attachments, p_upload_id)
  where d.ticket_id = v_upload.ticket_id and p_upload_id = any (d.attachments);
  delete from public.uploads u where u.id = p_upload_id;
  perform private.audit('upload.remove', v_upload.ticket_id, p_upload_id, jsonb_build_object('name', v_upload.name));
  return jsonb_build_object('id', p_upload_id, 'path', v_upload.path);
end $$;

-- The caller's uploads of these ids, locked: all of this ticket, there whole, and not sent yet.
create function private.uploads_to_send(p_ticket_id uuid, p_ids uuid[]) returns setof public.uploads
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[] := array(select distinct u from unnest(p_ids) u where u is not null);
  v_limit bigint := (private.setting('reply_attachments_bytes'))::bigint;
  v_known integer;
  v_fault text;
begin
  if v_ids = '{}' then return; end if;
  if cardinality(v_ids) > 20 then
    raise exception using errcode = 'PT422', message = 'Attach 20 files at most.';
  end if;
  perform 1 from public.uploads u where u.id = any (v_ids) order by u.id for update;
  select count(*), min(case
    when u.draft_id is not null or u.used_at is not null then format('The file %s was sent already.', u.name)
    when o.id is null or (o.metadata ->> 'size')::bigint is distinct from u.size
      then format('The file %s has not been uploaded whole: upload it again.', u.name)
    else private.file_fault(u.name, u.size) end)
  into v_known, v_fault
  from public.uploads u
  left join storage.objects o on o.bucket_id = 'attachments' and o.name = u.path
  where u.id = any (v_ids) and u.ticket_id = p_ticket_id
    and (u.uploaded_by = auth.uid() or private.is_service());
  if v_known < cardinality(v_ids) then
    raise exception using errcode = 'PT422', message = 'Attach files that you have uploaded for this ticket.';
  elsif v_fault is not null then
    raise exception using errcode = 'PT422', message = v_fault;
  elsif (select sum(u.size) from public.uploads u where u.id = any (v_ids)) > v_limit then
    raise exception using errcode = 'PT422', message = format(
      'These files are too large together: a message may carry %s bytes.', v_limit);
  end if;
  return query select u.* from public.uploads u where u.id = any (v_ids);
end $$;

-- They were sent: from now on they are the message's attachments.
create function private.attach(p_interaction_id uuid, p_ids uuid[]) returns void
language sql security definer set search_path = '' as $$
  insert into public.attachments (interaction_id, name, content_type, size, sha256, path, created_at)
  select p_interaction_id, u.name, u.content_type, u.size, u.sha256, u.path, clock_timestamp()
  from unnest(p_ids) with ordinality g (id, place) join public.uploads u on u.id = g.id order by g.place;
  update public.uploads set used_at = clock_timestamp() where id = any (p_ids);
$$;
revoke execute on function private.file_fault(text, bigint), private.may_attach(uuid),
  private.uploads_to_send(uuid, uuid[]), private.attach(uuid, uuid[]) from public;

-- The requester writes again in the portal, perhaps with files: into the ticket, or, when that is
-- over, into a follow-up.
drop function public.add_message(uuid, text);
create function public.add_message(p_ticket_id uuid, p_text text, p_attachments uuid[] default '{}')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_old public.tickets;
  v_ticket public.tickets;
  v_row public.interactions;
  v_files uuid[];
  v_new boolean;
begin
  select * into v_old from public.tickets t
  where t.id = p_ticket_id and t.customer_id = any (private.customer_ids());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket of yours.';
  end if;
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'Write something first.';
  end if;
  select t.* into v_ticket from public.tickets t where t.id = private.ticket_joined(p_ticket_id, false);
  v_new := v_ticket.id is null;
  if v_new then
    v_ticket := private.open_new_ticket(v_old.customer_id, v_old.subject, 'portal', p_ticket_id);
  end if;
  v_files := array(select u.id from private.uploads_to_send(p_ticket_id, p_attachments) u
                   order by array_position(p_attachments, u.id));
  v_row := private.add_customer_message(v_ticket.id,
    jsonb_build_object('text', p_text, 'channel', 'portal'), auth.uid());
  perform private.attach(v_row.id, v_files);
  return jsonb_build_object('id', v_row.id, 'created_at', v_row.created_at, 'ticket_id', v_ticket.id,
    'number', v_ticket.number, 'new_ticket', v_new);
end $$;

-- Each checks the caller itself.
revoke execute on function public.prepare_upload(uuid, text, text, bigint, text),
  public.remove_upload(uuid), public.add_message(uuid, text, uuid[])
  from public, anon, authenticated;
grant execute on function public.prepare_upload(uuid, text, text, bigint, text),
  public.remove_upload(uuid), public.add_message(uuid, text, uuid[]) to authenticated, service_role;
