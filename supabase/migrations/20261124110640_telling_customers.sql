-- What customers are told by mail, and how they change that.

-- What a customer is mailed, and in which language; what is null stays. Customers for themselves,
-- members for customers they see.
create function public.set_mail_preference(
  p_mails text default null, p_locale text default null, p_customer_id uuid default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_self uuid := private.my_customer_id();
  v_customer public.customers;
begin
  if p_mails not in ('all', 'answers', 'none') then
    raise exception using errcode = 'PT422', message = 'Mails are all, answers or none.';
  end if;
  if p_locale !~ '^[a-z]{2}(-[A-Z]{2})?$' then
    raise exception using errcode = 'PT422', message = 'A language is like de or de-CH.';
  end if;
  select * into v_customer from public.customers c
  where c.id = coalesce(p_customer_id, v_self) and (c.id = v_self or private.member_sees_customer(c.id))
  for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such customer here: sign in as one, or name one you see.';
  end if;
  if p_mails = 'none' and v_customer.auth_user_id is null then
    raise exception using errcode = 'PT409',
      message = 'This customer does not sign in, so without mails no answer would reach them.';
  end if;
  if p_mails is not null then
    insert into public.customer_preferences as p (customer_id, mails) values (v_customer.id, p_mails)
    on conflict (customer_id) do update set mails = excluded.mails, updated_at = now();
  end if;
  if p_locale is not null then
    update public.customers c set locale = p_locale where c.id = v_customer.id;
  end if;
  perform private.audit('customer.mails', null, v_customer.id, jsonb_strip_nulls(jsonb_build_object(
    'mails', p_mails, 'locale', p_locale)));
  return jsonb_build_object('customer_id', v_customer.id, 'mails', private.mails_wished(v_customer.id),
    'locale', coalesce(p_locale, v_customer.locale));
end $$;

-- Does an answer go to this customer by mail? For begin_send: else it is read in the portal.
create function private.answers_by_mail(p_customer public.customers) returns boolean
language sql stable security definer set search_path = '' as $$
  select p_customer.email !~ '(@|\.)invalid$'
    and (p_customer.auth_user_id is null or private.mails_wished(p_customer.id) <> 'none')
$$;

-- A ticket is put on hold, solved, closed or opened again, and the customer wishes to know. Not
-- when their own message did it, nor when a machine writes in their name. Pending comes with an answer.
create function private.tell_customer_of_status() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_customer public.customers;
begin
  select * into v_ticket from public.tickets t where t.id = new.id;
  if v_ticket.status is distinct from new.status or v_ticket.merged_into is not null
     or private.mails_wished(new.customer_id) <> 'all' then
    return null;
  end if;
  if new.status = 'open' and exists (
       select 1 from public.interactions i
       where i.ticket_id = new.id and i.author = 'customer' and i.created_at >= now())
     or coalesce((select i.automatic <> '' from public.interactions i
         where i.ticket_id = new.id and i.author = 'customer' order by i.created_at desc limit 1), false) then
    return null;
  end if;
  select * into strict v_customer from public.customers c where c.id = new.customer_id;
  perform private.send_notice(private.reply_address(new.id), 'status_changed', private.mail_locale(v_customer.id, new.id),
    jsonb_build_object('ticket_id', new.id, 'number', new.number, 'subject', new.subject, 'name', v_customer.name,
      'status', new.status),
    format('status:%s:%s', new.id, v_ticket.version));
  return null;
end $$;
create constraint trigger tickets_tell_customer after update on public.tickets
  deferrable initially deferred for each row
  when (old.status <> new.status and (new.status in ('on_hold', 'solved', 'closed')
    or new.status = 'open' and old.status in ('on_hold', 'solved')))
  execute function private.tell_customer_of_status();

-- The first message of a ticket is acknowledged, where the desk does that; never a machine's. The
-- text repeats nothing of the message: else anybody could have us mail their words to others.
create function private.acknowledge_ticket() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_customer public.customers;
begin
  if not coalesce(private.setting('acknowledge_tickets')::boolean, false) or exists (
    select 1 from public.interactions i where i.ticket_id = new.ticket_id and i.id <> new.id) then
    return null;
  end if;
  select * into strict v_ticket from public.tickets t where t.id = new.ticket_id;
  select * into strict v_customer from public.customers c where c.id = v_ticket.customer_id;
  perform private.send_notice(private.reply_address(v_ticket.id), 'ticket_received', private.mail_locale(v_customer.id, v_ticket.id),
    jsonb_build_object('ticket_id', v_ticket.id, 'number', v_ticket.number, 'name', v_customer.name),
    'received:' || v_ticket.id, clock_timestamp() + interval '1 minute');
  return null;
end $$;
create constraint trigger interactions_acknowledge after insert on public.interactions
  deferrable initially deferred for each row when (new.author = 'customer' and new.automatic = '')
  execute function private.acknowledge_ticket();

revoke execute on function private.answers_by_mail(public.customers),
  private.tell_customer_of_status(), private.acknowledge_ticket() from public;
revoke execute on function public.set_mail_preference(text, text, uuid)
  from public, anon, authenticated;
grant execute on function public.set_mail_preference(text, text, uuid)
  to authenticated, service_role;
