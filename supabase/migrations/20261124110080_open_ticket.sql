-- A ticket with everything around it, as a member opens it and as the model reads it.

-- Links as seen from one ticket; of the other one number and subject only where the caller sees it.
create function private.links_of(p_ticket_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', l.kind, 'direction', l.direction, 'ticket_id', o.id,
    'number', o.number, 'status', o.status,
    'subject', case when private.member_can_see(o) then o.subject end) order by l.kind, o.number), '[]')
  from (
    select k.kind, case k.kind when 'relates_to' then 'both' else 'to' end as direction, k.to_id as other
    from public.ticket_links k where k.from_id = p_ticket_id
    union all
    select k.kind, case k.kind when 'relates_to' then 'both' else 'from' end, k.from_id
    from public.ticket_links k where k.to_id = p_ticket_id) l
  join public.tickets o on o.id = l.other
$$;
revoke execute on function private.links_of(uuid) from public;

-- The words of one ticket: what was said, noted and attached.
create function private.thread_of(p_ticket_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'interactions', (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at, i.id), '[]')
                     from public.interactions i where i.ticket_id = p_ticket_id),
    'notes', (select coalesce(jsonb_agg(to_jsonb(n) order by n.created_at, n.id), '[]')
              from public.notes n where n.ticket_id = p_ticket_id),
    'attachments', (select coalesce(jsonb_agg(to_jsonb(a) order by a.created_at, a.id), '[]')
                    from public.interactions i join public.attachments a on a.interaction_id = i.id
                    where i.ticket_id = p_ticket_id))
$$;
revoke execute on function private.thread_of(uuid) from public;

-- A member opens a thread, and what is merged into it: on record, and readable for a day. POST,
-- since it writes.
create or replace function public.open_ticket(p_ticket_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id and private.member_can_see(t);
  if not found or not (private.is_service() or private.is_member()) then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  insert into public.access_log (member_id, actor_role, customer_id, ticket_id)
  select private.member_id(), coalesce(auth.role(), session_user), t.customer_id, t.id
  from public.tickets t where t.id = p_ticket_id or t.merged_into = p_ticket_id;
  return private.thread_of(p_ticket_id) || jsonb_build_object(
    'ticket', to_jsonb(v_ticket),
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email, 'locale', c.locale)
                 from public.customers c where c.id = v_ticket.customer_id),
    'drafts', (select coalesce(jsonb_agg(to_jsonb(d) order by d.created_at, d.id), '[]')
               from public.drafts d where d.ticket_id = v_ticket.id),
    'deliveries', (select coalesce(jsonb_agg(to_jsonb(d) order by d.created_at, d.id), '[]')
                   from public.deliveries d where d.ticket_id = v_ticket.id),
    'tags', (select coalesce(jsonb_agg(t.tag order by t.tag), '[]')
             from public.ticket_tags t where t.ticket_id = v_ticket.id),
    'fields', private.fields_of(v_ticket.id),
    'links', private.links_of(v_ticket.id),
    'watchers', (select coalesce(jsonb_agg(jsonb_build_object('member_id', m.id, 'name', m.name, 'why', w.why)
                   order by m.name, m.id), '[]')
                 from public.ticket_watchers w join public.members m on m.id = w.member_id
                 where w.ticket_id = v_ticket.id),
    'merged', (select coalesce(jsonb_agg(private.thread_of(t.id) || jsonb_build_object('ticket', to_jsonb(t))
                 order by t.created_at, t.id), '[]')
               from public.tickets t where t.merged_into = v_ticket.id));
end $$;

-- What answer_ticket works on; the customer's merged tickets are part of the thread. p_for_customer:
-- only if that customer may see the ticket.
create or replace function public.ticket_context(
  p_ticket_id uuid, p_interaction_id uuid default null, p_for_customer uuid default null)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_customer public.customers;
  v_interaction uuid;
begin
  select * into v_ticket from public.tickets t
  where t.id = p_ticket_id and (p_for_customer is null
    or t.customer_id = any (private.customers_seen_by(p_for_customer)));
  if v_ticket.id is null then
    raise exception using errcode = 'PT404', message = 'There is no such ticket.';
  end if;
  select * into strict v_customer from public.customers c where c.id = v_ticket.customer_id;
  v_interaction := coalesce(p_interaction_id, (
    select i.id from public.interactions i
    where i.ticket_id = p_ticket_id and i.author = 'customer' order by i.created_at desc limit 1));
  return jsonb_build_object(
    'ticket_id', v_ticket.id, 'number', v_ticket.number, 'subject', v_ticket.subject,
    'status', v_ticket.status, 'channel', v_ticket.channel, 'customer_id', v_customer.id,
    'customer_name', v_customer.name, 'customer_email', v_customer.email,
    'interaction_id', v_interaction,
    -- Interactions only: notes never reach a model whose words may leave the house.
    'turns', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', i.id, 'author', i.author, 'text', i.content, 'automatic', i.automatic) order by i.created_at), '[]')
      from public.tickets t join public.interactions i on i.ticket_id = t.id
      where (t.id = p_ticket_id or t.merged_into = p_ticket_id and t.customer_id = v_ticket.customer_id)
        and i.created_at <= coalesce(
          (select x.created_at from public.interactions x where x.id = v_interaction), now())));
end $$;
