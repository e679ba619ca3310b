-- Two customers made one, and the undo of it.

-- With a sign-in on either side one person would see the other's tickets: an admin answers for it.
create function private.check_merge(p_source public.customers, p_target public.customers) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if (p_source.auth_user_id is not null or p_target.auth_user_id is not null)
     and not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message =
      'One of the two signs in and would see the tickets of the other: ask an admin.';
  end if;
end $$;
revoke execute on function private.check_merge(public.customers, public.customers) from public;

-- Everything that hangs on the source, and what the target lacks, as the undo will need it.
create function private.move_customer(p_source public.customers, p_target public.customers) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_tickets uuid[];
  v_notes uuid[];
  v_blocks uuid[];
  v_policies uuid[];
  v_wishes boolean;
  v_identities jsonb;
  v_filled jsonb := '{}';
  v_source jsonb := to_jsonb(p_source);
  v_target jsonb := to_jsonb(p_target);
begin
  -- First what the clocks of the tickets go by: promises made to the one, and the company.
  with moved as (update public.sla_policies set customer_id = p_target.id where customer_id = p_source.id returning id)
  select coalesce(array_agg(id), '{}') into v_policies from moved;
  select coalesce(jsonb_object_agg(k, v_source -> k), '{}') into v_filled
  from unnest(array['name', 'locale', 'time_zone', 'company_id']) k
  where coalesce(v_target ->> k, '') = '' and coalesce(v_source ->> k, '') <> '';
  update public.customers set
    name = coalesce(v_filled ->> 'name', name), locale = coalesce(v_filled ->> 'locale', locale),
    time_zone = coalesce(v_filled ->> 'time_zone', time_zone),
    company_id = coalesce((v_filled ->> 'company_id')::uuid, company_id),
    -- Somebody without a mailbox has one now.
    email = case when email like '%@visitor.invalid' and p_source.email not like '%@visitor.invalid'
                 then p_source.email else email end
  where id = p_target.id;
  with moved as (update public.tickets set customer_id = p_target.id where customer_id = p_source.id returning id)
  select coalesce(array_agg(id), '{}') into v_tickets from moved;
  with moved as (update public.customer_notes set customer_id = p_target.id where customer_id = p_source.id returning id)
  select coalesce(array_agg(id), '{}') into v_notes from moved;
  -- One block in force a customer: where both are blocked, the source's stays behind.
  with moved as (
    update public.blocked_senders b set customer_id = p_target.id
    where b.customer_id = p_source.id and b.lifted_at is null and not exists (
      select 1 from public.blocked_senders x where x.customer_id = p_target.id and x.lifted_at is null)
    returning b.id)
  select coalesce(array_agg(id), '{}') into v_blocks from moved;
  -- Who wished no mails goes on without; a wish of the target's own comes first.
  update public.customer_preferences p set customer_id = p_target.id
  where p.customer_id = p_source.id
    and not exists (select 1 from public.customer_preferences x where x.customer_id = p_target.id);
  v_wishes := found;
  with moved as (
    update public.customer_identities set customer_id = p_target.id where customer_id = p_source.id
    returning channel, address)
  select coalesce(jsonb_agg(to_jsonb(moved)), '[]') into v_identities from moved;
  return jsonb_build_object('tickets', to_jsonb(v_tickets), 'identities', v_identities, 'notes', to_jsonb(v_notes),
    'blocks', to_jsonb(v_blocks), 'policies', to_jsonb(v_policies), 'wishes', v_wishes, 'email', p_source.email,
    'target_email', p_target.email, 'filled', v_filled);
end $$;
revoke execute on function private.move_customer(public.customers, public.customers) from public;

-- The source turned out to be the target: tickets, addresses, notes and blocks move, the source's
-- sign-in sees what the target's sees. unmerge_customers takes it back.
create function public.merge_customers(p_source_id uuid, p_target_id uuid, p_reason text default '')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_source public.customers;
  v_target public.customers;
  v_moved jsonb;
  v_id uuid := gen_random_uuid();
begin
  if p_source_id = p_target_id then
    raise exception using errcode = 'PT422', message = 'These are the same customer.';
  end if;
  -- In one order, and so strongly that nobody opens a ticket for either meanwhile (hold_customer).
  perform 1 from public.customers c where c.id in (p_source_id, p_target_id) order by c.id for update;
  v_source := private.customer_to_change(p_source_id);
  v_target := private.customer_to_change(p_target_id);
  perform private.check_merge(v_source, v_target);
  -- Its address goes first, since an address is one customer's only.
  update public.customers set email = id || '@merged.invalid', merged_into = p_target_id where id = p_source_id;
  v_moved := private.move_customer(v_source, v_target);
  insert into public.customer_merges (id, source_id, target_id, reason, moved, merged_by)
  values (v_id, p_source_id, p_target_id, coalesce(p_reason, ''), v_moved, private.member_id());
  perform private.audit('customer.merge', null, p_target_id,
    jsonb_build_object('merge_id', v_id, 'source_id', p_source_id, 'reason', p_reason));
  return jsonb_build_object('merge_id', v_id, 'customer_id', p_target_id,
    'tickets', jsonb_array_length(v_moved -> 'tickets'), 'addresses', jsonb_array_length(v_moved -> 'identities'),
    'notes', jsonb_array_length(v_moved -> 'notes'));
end $$;

-- Tickets that the source opened while it was merged, by mail or signed in: theirs as well. One
-- whose transaction began before the merge and waited for it bears the earlier time.
create function private.opened_while_merged(
  p_merge public.customer_merges, p_holder uuid, p_addresses text[]) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(t.id), '{}') from public.tickets t
  where t.customer_id = p_holder and t.created_at > p_merge.merged_at - interval '1 minute' and (
    (select e.sender from public.inbound_events e where e.ticket_id = t.id
     order by e.received_at limit 1) = any (p_addresses)
    or (select i.created_by from public.interactions i where i.ticket_id = t.id
        order by i.created_at limit 1) = (
      select c.auth_user_id from public.customers c where c.id = p_merge.source_id))
$$;
revoke execute on function private.opened_while_merged(public.customer_merges, uuid, text[]) from public;

-- Away from the target, and from whom it was merged into since, what they were given from the
-- source and nobody has changed.
create function private.unfill_customers(p_merge public.customer_merges) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := p_merge.target_id;
  v_filled jsonb := p_merge.moved -> 'filled';
  v_row jsonb;
  v_next public.customer_merges;
begin
  loop
    select to_jsonb(c) into strict v_row from public.customers c where c.id = v_id;
    update public.customers set
      name = case when v_filled -> 'name' = v_row -> 'name' then '' else name end,
      locale = case when v_filled -> 'locale' = v_row -> 'locale' then null else locale end,
      time_zone = case when v_filled -> 'time_zone' = v_row -> 'time_zone' then null else time_zone end,
      company_id = case when v_filled -> 'company_id' = v_row -> 'company_id' then null else company_id end
    where id = v_id;
    select * into v_next from public.customer_merges m where m.source_id = v_id and m.undone_at is null for update;
    exit when not found;
    select coalesce(jsonb_object_agg(f.key, f.value), '{}') into v_filled
    from jsonb_each(v_filled) f where v_next.moved -> 'filled' -> f.key = f.value;
    update public.customer_merges m set moved = jsonb_set(m.moved, '{filled}',
      (m.moved -> 'filled') - array(select jsonb_object_keys(v_filled)))
    where m.id = v_next.id;
    v_id := v_next.target_id;
  end loop;
end $$;
revoke execute on function private.unfill_customers(public.customer_merges) from public;

-- Answers to whoever keeps the rest do not go to an address that was given back, and no other undo
-- will bring it back there.
create function private.keep_primary(p_customer_id uuid, p_merge public.customer_merges, p_addresses text[]) returns void
language sql security definer set search_path = '' as $$
  with recursive chain as (  -- the target, and whom it was merged into since
    select c.id, c.merged_into from public.customers c where c.id = p_merge.target_id
    union all
    select c.id, c.merged_into from chain join public.customers c on c.id = chain.merged_into),
  remembered as (
    select m.id, jsonb_object_agg(k, p_merge.moved -> 'target_email') as email
    from public.customer_merges m,
      lateral (values ('email', m.source_id), ('target_email', m.target_id)) as e (k, whose)
    where m.undone_at is null and m.id <> p_merge.id
      and m.moved ->> e.k = any (p_addresses) and e.whose in (select chain.id from chain)
    group by m.id)
  update public.customer_merges m set moved = m.moved || remembered.email
  from remembered where remembered.id = m.id;
  update public.customers c set email = coalesce(
    (select i.address from public.customer_identities i
     where i.customer_id = c.id and i.channel = 'email'
     order by (i.address = p_merge.moved ->> 'target_email') desc, i.created_at, i.address limit 1),
    case when p_merge.moved ->> 'target_email' like '%@visitor.invalid' then p_merge.moved ->> 'target_email'
         else c.id || '@visitor.invalid' end)
  where c.id = p_customer_id and c.email = any (p_addresses)
$$;
revoke execute on function private.keep_primary(uuid, public.customer_merges, text[]) from public;

-- What was moved and is still there goes back, and with it what the source has written since.
-- Merges of a chain may be undone in any order: the things are wherever the target has gone.
create function public.unmerge_customers(p_merge_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_merge public.customer_merges;
  v_holder uuid;
  v_source public.customers;
  v_target public.customers;
  v_addresses text[];
  v_tickets uuid[];
begin
  select * into v_merge from public.customer_merges m where m.id = p_merge_id for update;
  if not found or not private.member_sees_customer(private.surviving_customer(v_merge.target_id)) then
    raise exception using errcode = 'PT404', message = 'There is no such merge in your teams.';
  end if;
  if v_merge.undone_at is not null then
    raise exception using errcode = 'PT409', message = 'This merge has been undone already.';
  end if;
  v_holder := private.surviving_customer(v_merge.target_id);
  perform 1 from public.customers c where c.id in (v_merge.source_id, v_merge.target_id, v_holder)
  order by c.id for update;
  if v_holder <> private.surviving_customer(v_merge.target_id) then
    raise exception using errcode = 'PT409', message = 'The customer was merged again just now: try once more.';
  end if;
  select * into strict v_source from public.customers c where c.id = v_merge.source_id;
  select * into strict v_target from public.customers c where c.id = v_holder;
  perform private.check_merge(v_source, v_target);

  with back as (
    update public.customer_identities i set customer_id = v_merge.source_id
    from jsonb_to_recordset(v_merge.moved -> 'identities') as m (channel text, address text)
    where i.channel = m.channel and i.address = m.address and i.customer_id = v_holder
    returning i.channel, i.address)
  select coalesce(array_agg(address) filter (where channel = 'email'), '{}') into v_addresses from back;
  if v_merge.moved ->> 'email' not like '%.invalid' and v_merge.moved ->> 'email' <> all (v_addresses) then
    raise exception using errcode = 'PT409', message = format(
      '%s is no longer an address of the merged customer: give it back there first.', v_merge.moved ->> 'email');
  end if;
  v_tickets := array(select jsonb_array_elements_text(v_merge.moved -> 'tickets')::uuid)
    || private.opened_while_merged(v_merge, v_holder, v_addresses);
  perform private.unfill_customers(v_merge), private.keep_primary(v_holder, v_merge, v_addresses);
  update public.customers set email = v_merge.moved ->> 'email', merged_into = null where id = v_merge.source_id;
  update public.sla_policies p set customer_id = v_merge.source_id
  where p.customer_id = v_holder and p.id in (select jsonb_array_elements_text(v_merge.moved -> 'policies')::uuid);
  with back as (
    update public.tickets set customer_id = v_merge.source_id
    where id = any (v_tickets) and customer_id = v_holder returning id)
  select coalesce(array_agg(id), '{}') into v_tickets from back;
  update public.customer_notes set customer_id = v_merge.source_id
  where customer_id = v_holder and id in (select jsonb_array_elements_text(v_merge.moved -> 'notes')::uuid);
  update public.blocked_senders b set customer_id = v_merge.source_id
  where b.customer_id = v_holder and b.id in (select jsonb_array_elements_text(v_merge.moved -> 'blocks')::uuid);
  if (v_merge.moved ->> 'wishes')::boolean then
    update public.customer_preferences set customer_id = v_merge.source_id where customer_id = v_holder;
  end if;
  update public.customer_merges set undone_at = clock_timestamp(), undone_by = private.member_id() where id = p_merge_id;
  perform private.audit('customer.unmerge', null, v_merge.source_id,
    jsonb_build_object('merge_id', p_merge_id, 'target_id', v_holder));
  return jsonb_build_object('merge_id', p_merge_id, 'customer_id', v_merge.source_id,
    'tickets', cardinality(v_tickets), 'addresses', jsonb_array_length(v_merge.moved -> 'identities'));
end $$;

revoke execute on function public.merge_customers(uuid, uuid, text), public.unmerge_customers(uuid)
  from public, anon, authenticated;
grant execute on function public.merge_customers(uuid, uuid, text), public.unmerge_customers(uuid)
  to authenticated, service_role;
