-- The customer portal: what it says beforehand, requests with fields, a request that its customer ends,
-- and the questions that an article or a direct answer solved before a request was sent.

-- Only that it happened and what helped is kept: the words of a question that was not sent stay the
-- customer's. `key` is the form's: sent after all, it is one request and no deflection.
create table public.deflections (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  user_id uuid references auth.users (id) on delete set null,
  key uuid not null,
  way text not null constraint deflections_way_known check (way in ('article', 'answer')),
  article_id uuid references public.knowledge_base (id) on delete set null,
  constraint deflections_once unique (user_id, key)
);
create index deflections_at on public.deflections (at);
create index deflections_article on public.deflections (article_id);
comment on table public.deflections is
  'One row a question that an article or a direct answer solved, so that no request was sent.';

alter table public.deflections enable row level security;
create policy "Members see what was solved without a request" on public.deflections for select to authenticated
  using ((select private.is_member()));
grant select on public.deflections to authenticated;
grant all on public.deflections to service_role;

-- p_slug: the article that helped; for a direct answer, the first it was made of.
create function public.count_deflection(p_key uuid, p_way text, p_slug text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_id bigint;
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Sign in first.';
  elsif p_key is null or coalesce(p_way, '') not in ('article', 'answer') then
    raise exception using errcode = 'PT422', message = 'Say what helped: article or answer, and the key of the form.';
  end if;
  insert into public.deflections (user_id, key, way, article_id)
  values (auth.uid(), p_key, p_way, (
    select a.id from public.knowledge_base a
    where a.slug = p_slug and a.status = 'published' and a.visibility = 'public'))
  on conflict (user_id, key) do update set way = excluded.way, article_id = excluded.article_id
  returning id into v_id;
  perform private.audit('deflection.count', null, p_key, jsonb_build_object('way', p_way));
  return jsonb_build_object('id', v_id, 'way', p_way);
end $$;

-- What a customer sends from the portal: create_ticket, with what they filled in of the fields that
-- are theirs to see. The same p_key twice opens one request.
create function public.open_request(
  p_subject text, p_text text, p_fields jsonb default '{}', p_key uuid default null, p_attachments uuid[] default '{}'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_fields jsonb := coalesce(p_fields, '{}');
  v_made jsonb;
begin
  if private.is_member() or private.is_service() then
    raise exception using errcode = 'PT403', message = 'This is for customers: open a ticket for one with create_ticket.';
  elsif jsonb_typeof(v_fields) <> 'object' then
    raise exception using errcode = 'PT422', message = 'Fields are an object like {"order_number": "B-1001"}.';
  elsif exists (select 1 from jsonb_object_keys(v_fields) k where k <> all (private.customer_fields())) then
    raise exception using errcode = 'PT422', message = 'A field of the form is not there any more: load the page again.';
  end if;
  v_made := public.create_ticket(p_subject, p_text, null, p_key::text, p_attachments);
  if v_fields <> '{}' and not (v_made ->> 'duplicate')::boolean then
    perform private.apply_changes((v_made ->> 'id')::uuid, jsonb_build_object('fields', v_fields));
  end if;
  delete from public.deflections d where d.user_id = auth.uid() and d.key = p_key;
  return v_made;
end $$;

-- The customer says that it is settled. Writing again within reopen_days opens it again.
create function public.close_request(p_ticket_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_ticket public.tickets;
begin
  select * into v_ticket from public.tickets t
  where t.id = p_ticket_id and t.customer_id = any (private.customer_ids()) for no key update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such request of yours.';
  end if;
  if not private.is_over(v_ticket.status) then
    update public.drafts set state = 'superseded' where ticket_id = p_ticket_id and state = 'pending';
    v_ticket := private.apply_changes(p_ticket_id, '{"status": "solved"}', 'The customer says that it is settled.');
  end if;
  return jsonb_build_object('id', v_ticket.id, 'number', v_ticket.number, 'status', v_ticket.status);
end $$;

-- What the portal says before anybody is refused, and the headings of its articles.
create function public.portal_terms() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'file_bytes', private.setting('attachment_bytes'), 'message_bytes', private.setting('reply_attachments_bytes'),
    'files', 20, 'refused', private.setting('attachment_refused_extensions'),
    'reopen_days', private.setting('reopen_days'), 'rating_change_hours', private.setting('csat_change_hours'),
    'categories', (
      select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'label', c.label) order by c.label), '[]')
      from public.ticket_categories c where exists (
        select 1 from public.knowledge_base a
        where a.category = c.key and a.status = 'published' and a.visibility = 'public')))
$$;

revoke execute on function public.count_deflection(uuid, text, text),
  public.open_request(text, text, jsonb, uuid, uuid[]), public.close_request(uuid), public.portal_terms()
  from public, anon, authenticated;
-- Each acts for the caller, and on what is the caller's.
grant execute on function public.count_deflection(uuid, text, text),
  public.open_request(text, text, jsonb, uuid, uuid[]), public.close_request(uuid) to authenticated, service_role;
grant execute on function public.portal_terms() to anon, authenticated, service_role;
