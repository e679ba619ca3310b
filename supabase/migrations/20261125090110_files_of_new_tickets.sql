-- Files that come with a ticket's first message: announced and uploaded before there is a ticket.

alter table public.uploads alter column ticket_id drop not null;
comment on column public.uploads.ticket_id is 'Null: for a ticket that is about to be opened.';

-- May the caller bring a file to this ticket: a member who sees it, or its requester? To a new one
-- (null) whoever may open one may.
create or replace function private.may_attach(p_ticket_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select p_ticket_id is null and (private.is_service() or auth.uid() is not null) or exists (
    select 1 from public.tickets t where t.id = p_ticket_id and (
      (private.is_service() or private.is_member()) and private.member_can_see(t)
      or t.customer_id = any (private.customer_ids())))
$$;

-- Announce a file: {"id", "bucket", "path"}. Upload it there, then name the id in p_attachments of
-- reply_to_ticket, save_member_draft or add_message; without a ticket, of create_ticket.
create or replace function public.prepare_upload(
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
  v_path := coalesce(p_ticket_id::text, 'new') || '/' || v_id || '/'
    || coalesce(nullif(left(regexp_replace(v_name, '[^A-Za-z0-9._-]+', '_', 'g'), 100), ''), 'file');
  insert into public.uploads (id, ticket_id, path, name, content_type, size, sha256, uploaded_by)
  values (v_id, p_ticket_id, v_path, v_name, case
      when v_type ~ '^[a-z0-9][a-z0-9.+_-]{0,80}/[a-z0-9][a-z0-9.+_-]{0,80}$' then v_type
      else 'application/octet-stream' end, p_size, lower(p_sha256), auth.uid());
  perform private.audit('upload.prepare', p_ticket_id, v_id, jsonb_build_object('name', v_name, 'size', p_size));
  return jsonb_build_object('id', v_id, 'bucket', 'attachments', 'path', v_path);
end $$;

-- The caller's uploads of these ids, locked: all of this ticket (null: of one that is not there yet),
-- there whole, and not sent yet.
create or replace function private.uploads_to_send(p_ticket_id uuid, p_ids uuid[]) returns setof public.uploads
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
  where u.id = any (v_ids)
    -- One that a new ticket took has its id since: it "was sent already".
    and (u.ticket_id is not distinct from p_ticket_id or p_ticket_id is null and u.used_at is not null)
    and (u.uploaded_by = auth.uid() or private.is_service());
  if v_known < cardinality(v_ids) then
    raise exception using errcode = 'PT422', message = format('Attach files that you have uploaded for %s ticket.',
      case when p_ticket_id is null then 'a new' else 'this' end);
  elsif v_fault is not null then
    raise exception using errcode = 'PT422', message = v_fault;
  elsif (select sum(u.size) from public.uploads u where u.id = any (v_ids)) > v_limit then
    raise exception using errcode = 'PT422', message = format(
      'These files are too large together: a message may carry %s bytes.', v_limit);
  end if;
  return query select u.* from public.uploads u where u.id = any (v_ids);
end $$;

-- As before, and with files that were uploaded without a ticket. The same p_key twice opens one
-- ticket: then nothing is attached a second time.
drop function public.create_ticket(text, text, text, text);
create function public.create_ticket(
  p_subject text, p_text text, p_customer_email text default null, p_key text default null,
  p_attachments uuid[] default '{}')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_event public.inbound_events;
  v_customer uuid;
  v_ticket public.tickets;
  v_row public.interactions;
  v_files uuid[];
  v_channel text := case when private.is_service() or private.is_member() then 'api' else 'portal' end;
begin
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'A ticket needs a text.';
  end if;
  if v_channel = 'api' then
    if coalesce(p_customer_email, '') !~ '^[^@\s]+@[^@\s]+$' then
      raise exception using errcode = 'PT422', message = 'Name the customer by e-mail address.';
    end if;
    v_customer := private.find_or_create_customer('email', p_customer_email, '');
  else
    v_customer := private.own_customer();
  end if;
  insert into public.inbound_events as e (channel, provider_id)
  values (v_channel, v_customer || ':' || coalesce(p_key, gen_random_uuid()::text))
  on conflict (channel, provider_id) do update set deliveries = e.deliveries + 1
  returning * into v_event;
  if v_event.deliveries > 1 then
    select * into v_ticket from public.tickets t where t.id = v_event.ticket_id;
  else
    v_files := array(select u.id from private.uploads_to_send(null, p_attachments) u
                     order by array_position(p_attachments, u.id));
    v_ticket := private.open_new_ticket(v_customer, coalesce(p_subject, ''), v_channel);
    v_row := private.add_customer_message(v_ticket.id,
      jsonb_build_object('text', p_text, 'channel', v_channel), auth.uid());
    update public.uploads set ticket_id = v_ticket.id where id = any (v_files);
    perform private.attach(v_row.id, v_files);
    update public.inbound_events set ticket_id = v_ticket.id, interaction_id = v_row.id where id = v_event.id;
  end if;
  return jsonb_build_object('id', v_ticket.id, 'number', v_ticket.number, 'status', v_ticket.status,
    'duplicate', v_event.deliveries > 1);
end $$;

-- Each checks the caller itself.
revoke execute on function public.create_ticket(text, text, text, text, uuid[]) from public, anon, authenticated;
grant execute on function public.create_ticket(text, text, text, text, uuid[]) to authenticated, service_role;
