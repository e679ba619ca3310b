-- Notices: mails made from templates. Each is sent at most once and on record; digests are among
-- them.

create table public.notices (
  id uuid primary key default gen_random_uuid(),
  key text not null unique constraint notices_key_length check (length(key) between 1 and 300),
  kind text not null constraint notices_kind_form check (kind ~ '^[a-z][a-z_]{0,39}$'),
  to_address text not null constraint notices_to_address_length check (length(to_address) <= 320),
  locale text not null constraint notices_locale_form check (locale ~ '^[a-z]{2}$'),
  data jsonb not null default '{}',
  ticket_id uuid references public.tickets (id) on delete set null,
  state text not null default 'queued' constraint notices_state_known
    check (state in ('queued', 'sending', 'sent', 'failed', 'unknown', 'skipped')),
  message_id text,
  detail text not null default '',
  attempts integer not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index notices_ticket on public.notices (ticket_id, created_at) where ticket_id is not null;
create index notices_address on public.notices (to_address, created_at desc);
create index notices_message_id on public.notices (message_id) where message_id is not null;
create index notices_created on public.notices (created_at desc, id);
create trigger notices_touch before update on public.notices
  for each row execute function private.touch_updated_at();
comment on table public.notices is 'Mails made from a template, autocrm/notices/<kind>.<locale>.md; each key once.';
comment on column public.notices.data is
  'What the template is filled with. It may hold a secret link: no API role but the secret key reads it, and token, link and url are taken out when the mail has left.';

alter table public.notices enable row level security;
create policy "Members see the notices about tickets they see, admins all" on public.notices
  for select to authenticated using (
    (select private.is_admin())
    or ((select private.is_member())
        and exists (select 1 from public.tickets t where t.id = notices.ticket_id)));
grant select (id, key, kind, to_address, locale, ticket_id, state, message_id, detail, attempts, created_at, updated_at)
  on public.notices to authenticated;
grant all on public.notices to service_role;

-- The kinds that go to members or members to be; all others go to customers.
create function private.for_members(p_kind text) returns boolean
language sql immutable set search_path = '' as $$ select p_kind in ('invitation', 'digest') $$;

-- What a customer wishes to be mailed.
create function private.mails_wished(p_customer_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select coalesce((select p.mails from public.customer_preferences p where p.customer_id = p_customer_id), 'answers')
$$;

-- In which language a customer is written to about a ticket: two letters.
create function private.mail_locale(p_customer_id uuid, p_ticket_id uuid default null) returns text
language sql stable security definer set search_path = '' as $$
  select left(coalesce(
    (select c.locale from public.customers c where c.id = p_customer_id),
    (select t.language from public.tickets t where t.id = p_ticket_id), 'en'), 2)
$$;

-- Why an address is not mailed a kind, or null.
create function private.not_mailed(p_to text, p_kind text) returns text
language plpgsql stable security definer set search_path = '' as $$
declare v_customer uuid;
begin
  if p_to !~ '^[^@\s]+@[^@\s]+$' or length(p_to) > 320 then return 'This is no mail address.'; end if;
  if p_to ~ '(@|\.)invalid$' then return 'There is no mailbox behind this address.'; end if;
  if private.for_members(p_kind) then return null; end if;
  if private.block_on('email', p_to) is not null then return 'The address is blocked.'; end if;
  select i.customer_id into v_customer from public.customer_identities i
  where i.channel = 'email' and i.address = p_to;
  case private.mails_wished(v_customer)
    when 'none' then return 'The customer wishes no mails.';
    when 'answers' then
      if p_kind = 'status_changed' then return 'The customer wishes no mails about status.'; end if;
    else null;
  end case;
  -- Two robots that answer each other would go on for ever.
  if (select count(*) from (
        select 1 from public.notices n
        where n.to_address = p_to and n.created_at > clock_timestamp() - interval '1 hour' and n.state <> 'skipped'
          and not private.for_members(n.kind) limit 20) recent) = 20 then
    return 'This address has got 20 notices within an hour already.';
  end if;
  return null;
end $$;

-- Have a mail sent from a template, once a key; the notice's id, null where there is no mailbox.
-- What is refused for another reason is kept as skipped, with the reason.
create function private.send_notice(
  p_to text, p_kind text, p_locale text, p_data jsonb, p_key text,
  p_run_at timestamptz default clock_timestamp()) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_to text := lower(trim(p_to));
  v_reason text := private.not_mailed(v_to, p_kind);
  v_locale text := lower(left(coalesce(p_locale, 'en'), 2));
  v_id uuid;
begin
  if v_to is null or v_to ~ '(@|\.)invalid$' then return null; end if;
  insert into public.notices (key, kind, to_address, locale, data, ticket_id, state, detail)
  values (p_key, p_kind, left(v_to, 320), case when v_locale ~ '^[a-z]{2}$' then v_locale else 'en' end,
    case when v_reason is null then coalesce(p_data, '{}') else '{}' end,
    (select t.id from public.tickets t where t.id = (p_data ->> 'ticket_id')::uuid),
    case when v_reason is null then 'queued' else 'skipped' end, coalesce(v_reason, ''))
  on conflict (key) do nothing
  returning id into v_id;
  if v_id is null then
    select n.id into v_id from public.notices n where n.key = p_key;
  elsif v_reason is null then
    perform private.enqueue('notice.send', v_id::text, jsonb_build_object('notice_id', v_id, 'kind', p_kind), p_run_at);
  end if;
  return v_id;
end $$;

-- Why a notice has nothing to say any more, or null.
create function private.notice_is_stale(p_notice public.notices) returns text
language plpgsql stable security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t where t.id = p_notice.ticket_id;
  return case
    when p_notice.kind = 'ticket_received' and v_ticket.first_response_at is not null then 'The ticket is answered already.'
    when p_notice.kind = 'status_changed' and v_ticket.status <> p_notice.data ->> 'status' then
      'The ticket has another status by now.'
    when p_notice.kind = 'reminder' and v_ticket.status <> 'pending' then 'The ticket is not pending any more.'
    when p_notice.kind = 'csat' and v_ticket.status not in ('solved', 'closed') then 'The ticket is open again.'
    when p_notice.kind = 'invitation' and not exists (
      select 1 from public.invitations i
      where i.token_hash = private.token_hash(p_notice.data ->> 'token')
        and i.accepted_at is null and i.revoked_at is null) then 'The invitation holds no more.'
    when p_notice.kind = 'digest' and not exists (
      select 1 from public.notifications n
      where n.id in (select e::uuid from jsonb_array_elements_text(p_notice.data -> 'ids') e)
        and n.read_at is null) then 'All of it has been read.'
  end;
end $$;

-- What a digest tells: of each unread notification, oldest first, 50 at most. A ticket that the
-- member may not see any more is left out.
create function private.digest_items(p_member_id uuid, p_ids jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(item) order by item.created_at), '[]')
  from (
    select n.kind, n.times, n.created_at, t.id as ticket_id, t.number, t.subject, m.name as by,
      n.data ->> 'metric' as metric
    from public.notifications n
    left join public.tickets t on t.id = n.ticket_id
    left join public.members m on m.id = (n.data ->> 'by')::uuid
    where n.id in (select e::uuid from jsonb_array_elements_text(p_ids) e)
      and n.member_id = p_member_id and n.read_at is null
      and (n.ticket_id is null or private.member_may_see(p_member_id, t))
    order by n.created_at limit 50) item
$$;

create function private.notice_data(p_notice public.notices) returns jsonb
language sql stable security definer set search_path = '' as $$
  select p_notice.data || jsonb_build_object('site_url', rtrim(private.setting('site_url') #>> '{}', '/'))
    || case when p_notice.kind = 'digest'
         then jsonb_build_object('items', private.digest_items((p_notice.data ->> 'member_id')::uuid, p_notice.data -> 'ids'))
         else '{}' end
$$;

create function private.end_notice(p_notice_id uuid, p_state text, p_detail text) returns void
language sql security definer set search_path = '' as $$
  update public.notices set state = p_state, detail = left(p_detail, 1000),
    data = case when p_state = 'failed' then data else data - '{token,link,url}'::text[] end
  where id = p_notice_id
$$;

revoke execute on function private.for_members(text), private.mails_wished(uuid), private.mail_locale(uuid, uuid),
  private.not_mailed(text, text), private.send_notice(text, text, text, jsonb, text, timestamptz),
  private.notice_is_stale(public.notices), private.digest_items(uuid, jsonb),
  private.notice_data(public.notices), private.end_notice(uuid, text, text) from public;

-- Before the mail server is spoken to, as begin_send: a notice that is found in *sending* was begun
-- by somebody who died, and is not repeated. {"action": "skip", "state"} or {"action": "send", "to",
-- "kind", "locale", "data", "in_reply_to", "references"}, the last two to join the ticket's thread.
create function public.begin_notice(p_notice_id uuid, p_message_id text, p_job_id uuid, p_job_token uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_notice public.notices;
  v_reason text;
  v_thread text[];
begin
  select * into v_notice from public.notices n where n.id = p_notice_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such notice.';
  end if;
  if not exists (select 1 from public.jobs j where j.id = p_job_id and j.lease_token = p_job_token) then
    raise exception using errcode = 'PT409', message = 'The lease of this job has passed to another worker.';
  end if;
  if v_notice.state = 'sending' then
    perform private.end_notice(p_notice_id, 'unknown', 'The send was interrupted: the mail may or may not have left.');
    return '{"action": "skip", "state": "unknown"}';
  elsif v_notice.state not in ('queued', 'failed') then
    return jsonb_build_object('action', 'skip', 'state', v_notice.state);
  end if;
  v_reason := coalesce(private.notice_is_stale(v_notice),
    case when not private.for_members(v_notice.kind) and private.block_on('email', v_notice.to_address) is not null
         then 'The address is blocked.' end);
  if v_reason is not null then
    perform private.end_notice(p_notice_id, 'skipped', v_reason);
    return '{"action": "skip", "state": "skipped"}';
  end if;
  update public.notices set state = 'sending', message_id = p_message_id, attempts = attempts + 1, detail = ''
  where id = p_notice_id;
  v_thread := array(
    select i.message_id from public.interactions i
    where i.ticket_id = v_notice.ticket_id and i.message_id is not null order by i.created_at);
  return jsonb_build_object('action', 'send', 'to', v_notice.to_address, 'kind', v_notice.kind,
    'locale', v_notice.locale, 'data', private.notice_data(v_notice),
    'in_reply_to', v_thread[array_upper(v_thread, 1)], 'references', to_jsonb(v_thread));
end $$;

create function public.mark_notice(p_notice_id uuid, p_state text, p_detail text default '') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_notice public.notices;
begin
  if p_state not in ('sent', 'failed', 'unknown') then
    raise exception using errcode = 'PT422', message = 'A notice ends as sent, failed or unknown.';
  end if;
  select * into v_notice from public.notices n where n.id = p_notice_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such notice.';
  end if;
  if v_notice.state = 'sent' then return '{"state": "sent", "repeated": true}'; end if;
  perform private.end_notice(p_notice_id, p_state, p_detail);
  perform private.audit('notice.' || p_state, v_notice.ticket_id, p_notice_id, jsonb_build_object('kind', v_notice.kind));
  return jsonb_build_object('state', p_state, 'repeated', false);
end $$;

-- Make the digests that are due: for each member whose time has come since something waits, one
-- notice about what is unread and goes by mail. How many. p_now is the time to go by, for tests.
create function public.make_digests(p_now timestamptz default null) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := coalesce(p_now, private.clock());
  v_member record;
  v_ids uuid[];
  v_count integer := 0;
begin
  for v_member in
    select m.id, m.email, m.locale, m.name
    from (select n.member_id, min(n.created_at) as since from public.notifications n
          where n.by_mail and n.read_at is null and n.mailed_at is null group by n.member_id) waiting
    join public.members m on m.id = waiting.member_id and m.active
    where private.next_digest(m.id, waiting.since) <= v_now
    order by m.id
  loop
    with taken as (
      select n.id from public.notifications n
      where n.member_id = v_member.id and n.by_mail and n.read_at is null and n.mailed_at is null
        and private.notification_way(n.member_id, n.kind) = 'mail'
      order by n.created_at limit 200 for update skip locked),
    mailed as (
      update public.notifications n set mailed_at = v_now from taken t where n.id = t.id returning n.id)
    select array_agg(m.id order by m.id) into v_ids from mailed m;
    if v_ids is not null then
      perform private.send_notice(v_member.email, 'digest', v_member.locale,
        jsonb_build_object('member_id', v_member.id, 'name', v_member.name, 'ids', to_jsonb(v_ids)),
        format('digest:%s:%s', v_ids[1], extract(epoch from v_now)));
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count;
end $$;

-- A reply to a notice joins its ticket, as one to an answer does.
create or replace function private.find_thread(p_customer_id uuid, p_references text[])
returns uuid language sql stable security definer set search_path = '' as $$
  select t.id from (
    select i.ticket_id, i.created_at from public.interactions i where i.message_id = any (p_references)
    union all
    select d.ticket_id, d.created_at from public.deliveries d where d.message_id = any (p_references)
    union all
    select n.ticket_id, n.created_at from public.notices n where n.message_id = any (p_references)
  ) hit
  join public.tickets t on t.id = hit.ticket_id and t.customer_id = p_customer_id
  order by hit.created_at desc limit 1
$$;

revoke execute on function public.begin_notice(uuid, text, uuid, uuid),
  public.mark_notice(uuid, text, text), public.make_digests(timestamptz)
  from public, anon, authenticated;
grant execute on function public.begin_notice(uuid, text, uuid, uuid),
  public.mark_notice(uuid, text, text), public.make_digests(timestamptz) to service_role;
