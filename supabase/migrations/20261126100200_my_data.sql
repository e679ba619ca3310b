-- What people do with their own account: where they are signed in, what is kept about them, and,
-- for customers, how they are called and where answers go.

-- Auth's list is closed to the API. refreshed_at is UTC without saying so.
create function public.my_sessions() returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(own) order by own.current desc, own.active_at desc, own.id), '[]')
  from (
    select s.id, s.created_at, s.updated_at, s.user_agent,
      greatest(s.created_at, s.updated_at, s.refreshed_at at time zone 'UTC') as active_at,
      s.id::text is not distinct from (select auth.jwt() ->> 'session_id') as current
    from auth.sessions s
    where s.user_id = (select auth.uid()) and (s.not_after is null or s.not_after > now())
  ) own
$$;

-- As the caller, so that row level security decides what is in it: what one may read, one may take along.
create function public.my_data() returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  v_customer uuid := private.my_customer_id();
  v_member uuid := private.member_id();
begin
  return jsonb_build_object(
    'made_at', now(),
    'account', jsonb_build_object('id', auth.uid(), 'email', auth.jwt() ->> 'email',
      'said', coalesce(auth.jwt() -> 'user_metadata', '{}'), 'sessions', public.my_sessions()),
    'customer', (
      select jsonb_build_object('id', c.id, 'email', c.email, 'name', c.name, 'locale', c.locale,
        'time_zone', c.time_zone, 'created_at', c.created_at, 'updated_at', c.updated_at,
        'mails', (select p.mails from public.customer_preferences p where p.customer_id = c.id),
        'company', (select o.name from public.companies o where o.id = c.company_id),
        'addresses', (
          select coalesce(jsonb_agg(jsonb_build_object('channel', i.channel, 'address', i.address,
            'verified', i.verified, 'created_at', i.created_at) order by i.channel, i.address), '[]')
          from public.customer_identities i where i.customer_id = c.id))
      from public.customers c where c.id = v_customer),
    'requests', (
      select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'subject', t.subject,
        'status', t.status, 'channel', t.channel, 'language', t.language, 'created_at', t.created_at,
        'solved_at', t.solved_at, 'closed_at', t.closed_at,
        'fields', (
          select coalesce(jsonb_object_agg(f.field, f.value), '{}')
          from public.ticket_fields f where f.ticket_id = t.id),
        'ratings', (
          select coalesce(jsonb_agg(jsonb_build_object('score', r.score, 'comment', c.comment,
            'created_at', r.created_at) order by r.spell), '[]')
          from public.csat_ratings r
          left join public.csat_comments c on c.ticket_id = r.ticket_id and c.spell = r.spell
          where r.ticket_id = t.id),
        'messages', (
          select coalesce(jsonb_agg(jsonb_build_object('at', i.created_at, 'author', i.author, 'type', i.type,
            'text', coalesce(i.full_content, i.content),
            'files', (
              select coalesce(jsonb_agg(jsonb_build_object('name', a.name, 'type', a.content_type,
                'size', a.size, 'sha256', a.sha256) order by a.created_at, a.id), '[]')
              from public.attachments a where a.interaction_id = i.id)) order by i.created_at, i.id), '[]')
          from public.interactions i where i.ticket_id = t.id)) order by t.number), '[]')
      from public.tickets t where t.customer_id = v_customer),
    'member', (
      select to_jsonb(m) || jsonb_build_object(
        'teams', (
          select coalesce(jsonb_agg(t.key order by t.key), '[]')
          from public.team_members b join public.teams t on t.id = b.team_id where b.member_id = m.id),
        'absences', (
          select coalesce(jsonb_agg(jsonb_build_object('starts_at', a.starts_at, 'ends_at', a.ends_at,
            'note', a.note) order by a.starts_at), '[]')
          from public.member_absences a where a.member_id = m.id),
        'notification_settings', public.notification_settings(),
        'notifications', (
          select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'data', n.data, 'created_at', n.created_at,
            'read_at', n.read_at) order by n.created_at, n.id), '[]')
          from public.notifications n where n.member_id = m.id))
      from public.members m where m.id = v_member));
end $$;

-- A customer's own name, language and time zone; what is not given stays.
create function public.set_my_details(
  p_name text default null, p_locale text default null, p_time_zone text default null
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := private.my_customer_id();
  v_before public.customers;
  v_after public.customers;
begin
  if length(trim(p_name)) > 200 then
    raise exception using errcode = 'PT422', message = 'A name may have 200 characters at most.';
  elsif p_locale !~ '^[a-z]{2}(-[A-Z]{2})?$' then
    raise exception using errcode = 'PT422', message = 'A language is written like de or de-CH.';
  elsif p_time_zone is not null and not exists (select 1 from pg_timezone_names z where z.name = p_time_zone) then
    raise exception using errcode = 'PT422',
      message = format('There is no time zone %L: name one like Europe/Zurich.', left(p_time_zone, 60));
  end if;
  select * into v_before from public.customers c where c.id = v_id for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'This is for customers who have written to us: members have set_profile.';
  end if;
  update public.customers c set
    name = coalesce(nullif(trim(p_name), ''), c.name), locale = coalesce(p_locale, c.locale),
    time_zone = coalesce(p_time_zone, c.time_zone)
  where c.id = v_id returning * into v_after;
  perform private.audit('customer.details', null, v_id, (
    select coalesce(jsonb_object_agg(k, jsonb_build_array(to_jsonb(v_before) -> k, to_jsonb(v_after) -> k)), '{}')
    from unnest(array['name', 'locale', 'time_zone']) k where to_jsonb(v_before) -> k is distinct from to_jsonb(v_after) -> k));
  return jsonb_build_object('id', v_after.id, 'email', v_after.email, 'name', v_after.name,
    'locale', v_after.locale, 'time_zone', v_after.time_zone);
end $$;

-- Who wrote from this mailbox before is the same person, since the mailbox is proved to be theirs: by
-- the same proof a first request claims them (own_customer). Taken back by unmerge_customers.
create function private.join_to_me(p_other uuid, p_me uuid, p_email text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_other public.customers;
  v_me public.customers;
  v_moved jsonb;
  v_id uuid := gen_random_uuid();
begin
  perform 1 from public.customers c where c.id in (p_other, p_me) order by c.id for update;
  select * into v_other from public.customers c where c.id = p_other;
  select * into v_me from public.customers c where c.id = p_me;
  if v_other.auth_user_id is not null or v_other.merged_into is not null or v_me.merged_into is not null
     or not (lower(v_other.email) = p_email or exists (
       select 1 from public.customer_identities i
       where i.customer_id = p_other and i.channel = 'email' and i.address = p_email and i.verified)) then
    raise exception using errcode = 'PT409', message = 'This address belongs to another account: write to us, and we join the two.';
  end if;
  update public.customers set email = id || '@merged.invalid', merged_into = p_me where id = p_other;
  v_moved := private.move_customer(v_other, v_me);
  insert into public.customer_merges (id, source_id, target_id, reason, moved)
  values (v_id, p_other, p_me, 'The customer confirmed the address.', v_moved);
  perform private.audit('customer.merge', null, p_me, jsonb_build_object('merge_id', v_id, 'source_id', p_other));
end $$;
revoke execute on function private.join_to_me(uuid, uuid, text) from public;

-- Answers go to the address that the caller signs in with, and what was sent from it is theirs.
create function public.use_my_address() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := private.my_customer_id();
  v_email text := private.proved_email(auth.uid());
  v_owner uuid;
  v_before text;
begin
  if v_id is null then
    raise exception using errcode = 'PT404', message = 'This is for customers who have written to us.';
  elsif v_email is null then
    raise exception using errcode = 'PT409', message = 'Confirm your address first: open the link in a mail of ours.';
  end if;
  insert into public.customer_identities (customer_id, channel, address, verified)
  values (v_id, 'email', v_email, true) on conflict (channel, address) do nothing;
  select i.customer_id into v_owner from public.customer_identities i where i.channel = 'email' and i.address = v_email;
  if v_owner is distinct from v_id then perform private.join_to_me(v_owner, v_id, v_email); end if;
  select c.email into v_before from public.customers c where c.id = v_id for no key update;
  update public.customer_identities set verified = true where channel = 'email' and address = v_email;
  update public.customers set email = v_email where id = v_id and email <> v_email;
  if v_before is distinct from v_email then
    perform private.audit('customer.own_address', null, v_id, jsonb_build_object('email', jsonb_build_array(v_before, v_email)));
  end if;
  return jsonb_build_object('id', v_id, 'email', v_email, 'joined', v_owner is distinct from v_id);
end $$;

-- As before, and the customer has the name and the language that were said at the sign-up.
create or replace function private.own_customer() returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := private.my_customer_id();
  v_email text := private.proved_email(auth.uid());
  v_said jsonb := (select u.raw_user_meta_data from auth.users u where u.id = auth.uid());
  v_name text := left(trim(coalesce(v_said ->> 'name', '')), 200);
  v_locale text := substring(v_said ->> 'locale' from '^[a-z]{2}(?:-[A-Z]{2})?$');
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Sign in to open a ticket.';
  end if;
  if v_id is not null then
    perform private.refuse_blocked(v_id);
    return private.hold_customer(v_id);
  end if;
  if v_email is not null then
    v_id := private.find_or_create_customer('email', v_email, v_name);
    perform private.refuse_blocked(v_id);
    update public.customers c set auth_user_id = auth.uid(), locale = coalesce(c.locale, v_locale),
      name = case when c.name = '' then v_name else c.name end
    where c.id = v_id and c.auth_user_id is null and (c.email = v_email or exists (
      select 1 from public.customer_identities i
      where i.customer_id = v_id and i.channel = 'email' and i.address = v_email and i.verified));
    if found then
      update public.customer_identities set verified = true where channel = 'email' and address = v_email;
      perform private.audit('customer.sign_in', null, v_id);
      return v_id;
    end if;
  end if;
  insert into public.customers (email, name, locale, auth_user_id)
  values (gen_random_uuid() || '@visitor.invalid', v_name, v_locale, auth.uid()) returning id into v_id;
  insert into public.customer_identities (customer_id, channel, address)
  values (v_id, 'portal', auth.uid()::text);
  return v_id;
end $$;

revoke execute on function public.my_sessions(), public.my_data(), public.set_my_details(text, text, text),
  public.use_my_address() from public, anon, authenticated;
-- Each is about the caller alone.
grant execute on function public.my_sessions(), public.my_data(), public.set_my_details(text, text, text),
  public.use_my_address() to authenticated, service_role;
