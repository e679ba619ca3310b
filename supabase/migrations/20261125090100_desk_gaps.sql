-- Housekeeping: what nobody needs any more goes, and timers that have given up are tried again.

insert into public.settings (key, value, kind, minimum, maximum, description) values
  ('unused_upload_days', '7', 'integer', 0, 3650,
   'A file that was uploaded and never sent is deleted after so many days; 0: it is kept.'),
  ('read_notification_days', '90', 'integer', 0, 3650,
   'A notification is deleted so many days after it was read; 0: it is kept.');

create index notifications_read on public.notifications (read_at) where read_at is not null;

-- Before which time something is too old to keep; null: it is kept for ever.
create function private.kept_since(p_setting text) returns timestamptz
language sql volatile security definer set search_path = '' as $$
  select private.clock() - nullif((private.setting(p_setting))::integer, 0) * interval '24 hours'
$$;

-- Uploads that were announced and not sent for so long. What somebody has been writing since then
-- keeps its files.
create function private.unused_uploads(p_since timestamptz, p_limit integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select u.id from public.uploads u
  where u.used_at is null and u.draft_id is null and u.created_at < p_since
    and not exists (select 1 from public.member_drafts d
      where d.ticket_id = u.ticket_id and u.id = any (d.attachments) and d.updated_at >= p_since)
  order by u.created_at, u.id limit p_limit
$$;

-- Their rows go, and a job deletes their files, so that a file is never missing where its row still
-- promises it. Tickets are locked first, as by whoever sends; what is being worked on is left.
create function private.drop_unused_uploads(p_limit integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_since timestamptz := private.kept_since('unused_upload_days');
  v_unused uuid[] := array(select private.unused_uploads(v_since, p_limit));
  v_tickets uuid[];
  v_gone public.uploads[];
begin
  v_tickets := array(select t.id from public.tickets t
    where t.id in (select u.ticket_id from public.uploads u where u.id = any (v_unused))
    for no key update skip locked);
  with gone as (
    delete from public.uploads where id in (
      select u.id from public.uploads u
      where u.id = any (v_unused) and (u.ticket_id is null or u.ticket_id = any (v_tickets))
        and u.used_at is null and u.draft_id is null
      for update skip locked)
    returning *)
  select coalesce(array_agg(g order by g.created_at, g.id), '{}') into v_gone from gone g;
  if v_gone = '{}' then return 0; end if;
  update public.member_drafts d
  set attachments = array(select a from unnest(d.attachments) with ordinality x (a, place)
    where a not in (select g.id from unnest(v_gone) g) order by place)
  where d.ticket_id in (select g.ticket_id from unnest(v_gone) g)
    and d.attachments && array(select g.id from unnest(v_gone) g);
  perform private.enqueue('files.delete', v_gone[1].id::text, jsonb_build_object('bucket', 'attachments',
    'paths', (select jsonb_agg(g.path) from unnest(v_gone) g)));
  perform private.audit('upload.expire', g.ticket_id, g.id, jsonb_build_object('name', g.name, 'size', g.size))
  from unnest(v_gone) g;
  return cardinality(v_gone);
end $$;

create function private.drop_read_notifications(p_limit integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_since timestamptz := private.kept_since('read_notification_days');
  v_count integer;
begin
  delete from public.notifications where id in (
    select n.id from public.notifications n where n.read_at < v_since
    order by n.read_at limit p_limit for update skip locked);
  get diagnostics v_count = row_count;
  if v_count > 0 then
    perform private.audit('notification.expire', null, null, jsonb_build_object('count', v_count));
  end if;
  return v_count;
end $$;

-- The worker calls it once an hour; "more": call it again at once. Any number of workers may.
create function public.tidy_up(p_limit integer default 100) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_limit integer := least(greatest(p_limit, 1), 1000);
  v_uploads integer := private.drop_unused_uploads(v_limit);
  v_notifications integer := private.drop_read_notifications(v_limit);
begin
  return jsonb_build_object('uploads', v_uploads, 'notifications', v_notifications,
    'more', greatest(v_uploads, v_notifications) = v_limit);
end $$;

-- Give timers that have failed all their attempts again: those named, or every one. Tickets are
-- locked first, as everywhere; a timer that is set again just now is left.
create function public.retry_timers(p_timer_ids uuid[] default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_timers public.timers[];
begin
  perform private.admin_only('retry a timer');
  perform 1 from public.tickets t
  where t.id in (select f.ticket_id from public.timers f
    where f.state = 'failed' and (p_timer_ids is null or f.id = any (p_timer_ids)))
  order by t.id for no key update;
  with again as (
    update public.timers set state = 'waiting', attempts = 0, due_at = private.clock()
    where id in (
      select t.id from public.timers t
      where t.state = 'failed' and (p_timer_ids is null or t.id = any (p_timer_ids))
      for update skip locked)
    returning *)
  select coalesce(array_agg(a), '{}') into v_timers from again a;
  if cardinality(v_timers) < (select count(distinct i) from unnest(p_timer_ids) i) then
    raise exception using errcode = 'PT409',
      message = 'Only a failed timer can be retried: see `autocrm timer list --state failed`.';
  end if;
  perform private.audit('timer.retry', t.ticket_id, t.id, jsonb_build_object('kind', t.kind))
  from unnest(v_timers) t;
  return jsonb_build_object('retried', cardinality(v_timers));
end $$;

revoke execute on function private.kept_since(text), private.unused_uploads(timestamptz, integer),
  private.drop_unused_uploads(integer), private.drop_read_notifications(integer) from public;
revoke execute on function public.tidy_up(integer), public.retry_timers(uuid[])
  from public, anon, authenticated;
grant execute on function public.tidy_up(integer) to service_role;
-- Checks the caller itself.
grant execute on function public.retry_timers(uuid[]) to authenticated, service_role;
