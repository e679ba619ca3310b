-- Companies, notes about a customer, and the history of a customer over all tickets.

-- Anybody can have an address there, so who writes from it is nobody's colleague.
create function private.is_public_mail(p_domain text) returns boolean
language sql immutable set search_path = '' as $$
  select p_domain = any ('{gmail.com,googlemail.com,outlook.com,hotmail.com,live.com,msn.com,yahoo.com,ymail.com,
    aol.com,icloud.com,me.com,mac.com,gmx.de,gmx.net,gmx.ch,gmx.at,web.de,t-online.de,freenet.de,bluewin.ch,
    orange.fr,free.fr,laposte.net,sfr.fr,wanadoo.fr,libero.it,proton.me,protonmail.com,mail.com,zoho.com,
    yandex.ru,mail.ru,qq.com,163.com,126.com}'::text[])
$$;
revoke execute on function private.is_public_mail(text) from public;

-- Made, or (with p_company_id) changed; what is not given stays. Customers who write from the
-- domain belong to the company from their first mail on.
create function public.set_company(
  p_name text default null, p_domain text default null, p_shares_tickets boolean default null,
  p_company_id uuid default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_domain text := nullif(lower(trim(p_domain)), '');
  v_company public.companies;
begin
  perform private.admins_only('make or change companies');
  if private.is_public_mail(v_domain) then
    raise exception using errcode = 'PT422', message =
      format('Anybody can have an address at %s: it cannot be a company''s domain.', v_domain);
  end if;
  if p_company_id is null and length(trim(coalesce(p_name, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'Name the company.';
  end if;
  if p_company_id is null then
    insert into public.companies (name, domain, shares_tickets)
    values (trim(p_name), v_domain, coalesce(p_shares_tickets, false)) returning * into v_company;
  else
    update public.companies co set name = coalesce(p_name, co.name),
      domain = case when p_domain is null then co.domain else v_domain end,
      shares_tickets = coalesce(p_shares_tickets, co.shares_tickets)
    where co.id = p_company_id returning * into v_company;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such company.';
    end if;
  end if;
  perform private.audit('company.set', null, v_company.id, to_jsonb(v_company) - 'id' - 'created_at');
  return to_jsonb(v_company);
exception when unique_violation then
  raise exception using errcode = 'PT409', message = format('Another company has the domain %s.', v_domain);
end $$;

-- Its people stay, without a company.
create function public.remove_company(p_company_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_people integer := (select count(*) from public.customers c where c.company_id = p_company_id);
  v_name text;
begin
  perform private.admins_only('remove companies');
  delete from public.companies co where co.id = p_company_id returning co.name into v_name;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such company.';
  end if;
  perform private.audit('company.remove', null, p_company_id, jsonb_build_object('name', v_name, 'people', v_people));
  return jsonb_build_object('removed', v_name, 'people', v_people);
exception when foreign_key_violation or restrict_violation then
  raise exception using errcode = 'PT409', message = 'A service level is still made for this company: change that first.';
end $$;

-- ------------------------------------------------------------------------------ notes, history

create function public.add_customer_note(p_customer_id uuid, p_text text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_note public.customer_notes;
begin
  perform private.customer_to_change(p_customer_id);
  if length(trim(coalesce(p_text, ''))) = 0 then
    raise exception using errcode = 'PT422', message = 'Write something first.';
  end if;
  insert into public.customer_notes (customer_id, content, author_id)
  values (p_customer_id, p_text, private.member_id()) returning * into v_note;
  perform private.audit('customer.note_add', null, p_customer_id, jsonb_build_object('note_id', v_note.id));
  return to_jsonb(v_note);
end $$;

-- By its author or an admin.
create function public.remove_customer_note(p_note_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_note public.customer_notes;
begin
  delete from public.customer_notes n
  where n.id = p_note_id and (private.is_service() or private.is_admin() or n.author_id = private.member_id())
  returning * into v_note;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such note of yours.';
  end if;
  perform private.audit('customer.note_remove', null, v_note.customer_id,
    jsonb_build_object('note_id', v_note.id, 'content', v_note.content));
  return jsonb_build_object('removed', v_note.id);
end $$;

-- All that a member may know of a customer, newest tickets first; p_before goes on after the
-- created_at of the last one. Times and subjects, no message: that takes open_ticket.
create function public.customer_history(
  p_customer_id uuid, p_limit integer default 20, p_before timestamptz default null)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_id uuid := private.surviving_customer(p_customer_id);
  v_customer public.customers;
  v_all boolean := private.is_service() or private.is_admin();
  v_teams uuid[] := private.team_ids(auth.uid());
  v_member uuid := private.member_id();
begin
  select * into v_customer from public.customers c where c.id = v_id and private.member_sees_customer(c.id);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such customer in your teams.';
  end if;
  return (
    with seen as materialized (
      select t.id, t.number, t.subject, t.status, t.priority, t.category, t.created_at, t.updated_at, t.solved_at
      from public.tickets t
      where t.customer_id = v_id and (v_all or t.team_id = any (v_teams) or t.assignee_id = v_member)),
    page as (
      select * from seen where p_before is null or created_at < p_before
      order by created_at desc, id limit least(greatest(p_limit, 1), 200))
    select jsonb_build_object(
      'customer', to_jsonb(v_customer),
      'company', (select to_jsonb(co) from public.companies co where co.id = v_customer.company_id),
      'addresses', private.addresses(v_id),
      'blocked', (select jsonb_build_object('id', b.id, 'kind', b.kind, 'reason', b.reason, 'messages', b.messages)
        from public.blocked_senders b where b.id = private.block_on_customer(v_id)),
      'merged_from', (select coalesce(jsonb_agg(jsonb_build_object('merge_id', m.id, 'customer_id', m.source_id,
          'email', m.moved ->> 'email', 'reason', m.reason, 'merged_at', m.merged_at) order by m.merged_at), '[]')
        from public.customer_merges m where m.target_id = v_id and m.undone_at is null),
      'notes', (select coalesce(jsonb_agg(to_jsonb(n) || jsonb_build_object('author',
          (select a.name from public.members a where a.id = n.author_id)) order by n.created_at, n.id), '[]')
        from public.customer_notes n where n.customer_id = v_id),
      'counts', jsonb_build_object('total', (select count(*) from seen), 'by_status', (
        select coalesce(jsonb_object_agg(s.status, s.tickets), '{}')
        from (select status, count(*) as tickets from seen group by status) s)),
      'first_contact_at', (select min(created_at) from seen),
      'last_contact_at', (
        select i.created_at from public.interactions i
        where i.customer_id = v_id and i.author = 'customer' and exists (select 1 from seen where seen.id = i.ticket_id)
        order by i.created_at desc limit 1),
      'tickets', (select coalesce(jsonb_agg(to_jsonb(page) order by page.created_at desc, page.id), '[]') from page)));
end $$;

revoke execute on function public.set_company(text, text, boolean, uuid),
  public.remove_company(uuid), public.add_customer_note(uuid, text),
  public.remove_customer_note(uuid), public.customer_history(uuid, integer, timestamptz)
  from public, anon, authenticated;
grant execute on function public.set_company(text, text, boolean, uuid),
  public.remove_company(uuid), public.add_customer_note(uuid, text),
  public.remove_customer_note(uuid), public.customer_history(uuid, integer, timestamptz)
  to authenticated, service_role;
