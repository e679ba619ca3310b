-- The second pool, of less trust: what was answered to others and lasted. Articles are written to
-- be read by anybody; a reply was written to one customer. So it is for members who see the ticket,
-- and no customer's search reaches it unless an admin has switched that on. Names, addresses and
-- numbers are taken out before anything is kept.

insert into public.settings (key, value, kind, minimum, maximum, description) values
  ('solved_case_days', '7', 'integer', 1, 365,
   'A sent reply becomes a solved case when the ticket has stayed solved for so many days after it.'),
  ('solved_cases_for_customers', 'false', 'boolean', null, null,
   'Whether a search for a customer may find what was answered to others (redacted).');

create table public.solved_cases (
  ticket_id uuid primary key references public.tickets (id) on delete cascade,
  reply_id uuid not null,
  language text not null,
  question text not null constraint solved_cases_question_length check (length(question) between 1 and 20000),
  answer text not null constraint solved_cases_answer_length check (length(answer) between 1 and 20000),
  embedding extensions.vector(1536) not null,
  embedding_model text not null,
  learned_at timestamptz not null default now()
);
create index solved_cases_embedding on public.solved_cases
  using hnsw ((embedding::extensions.halfvec(1536)) extensions.halfvec_cosine_ops);
comment on table public.solved_cases is 'Redacted questions and the replies that solved them.';

alter table public.solved_cases enable row level security;
create policy "Members see what was answered on tickets they see" on public.solved_cases
  for select to authenticated using (
    (select private.is_member())
    and exists (select 1 from public.tickets t where t.id = solved_cases.ticket_id));
grant select on public.solved_cases to authenticated;
grant all on public.solved_cases to service_role;

-- A ticket that is opened again, or merged away, was not solved by its reply.
create function private.forget_case() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.solved_cases c where c.ticket_id = new.id;
  return null;
end $$;
revoke execute on function private.forget_case() from public;
create trigger tickets_case_forgotten after update of status on public.tickets
  for each row when (new.status not in ('solved', 'closed')) execute function private.forget_case();

-- Replies that have lasted and are no cases of this model yet: the last one of a ticket that is
-- solved, after which the customer wrote nothing and was not discontented. For the worker, which
-- redacts and embeds them. `names` are what the customer is called.
create function public.lasting_answers(p_model text, p_limit integer default 50)
returns table (ticket_id uuid, reply_id uuid, language text, question text, answer text, names text[])
language sql stable security definer set search_path = '' as $$
  select t.id, r.id, coalesce(t.language, 'en'), trim(concat_ws(E'\n', nullif(t.subject, ''), q.content)),
    r.content, array_remove(array[c.name, c.email::text], null)
  from public.tickets t
  join public.customers c on c.id = t.customer_id
  cross join lateral (
    select i.id, i.content, i.created_at from public.interactions i
    where i.ticket_id = t.id and i.type = 'reply' and i.author in ('agent', 'ai')
    order by i.created_at desc, i.id desc limit 1) r
  cross join lateral (
    select i.content from public.interactions i
    where i.ticket_id = t.id and i.author = 'customer' and i.automatic = '' and i.created_at < r.created_at
    order by i.created_at desc, i.id desc limit 1) q
  where t.status in ('solved', 'closed')
    and greatest(t.solved_at, r.created_at)
      < now() - make_interval(days => (private.setting('solved_case_days'))::integer)
    and not exists (
      select 1 from public.interactions i
      where i.ticket_id = t.id and i.author = 'customer' and i.created_at > r.created_at)
    and not exists (
      select 1 from public.csat_ratings s
      where s.ticket_id = t.id and s.score <= (private.setting('csat_bad_score'))::integer)
    and not exists (
      select 1 from public.solved_cases k
      where k.ticket_id = t.id and k.reply_id = r.id and k.embedding_model = p_model)
    and length(trim(r.content)) between 1 and 20000 and length(trim(q.content)) between 1 and 10000
  order by t.solved_at, t.id
  limit least(greatest(p_limit, 1), 200)
$$;

-- Keep redacted cases. What was reopened while they were embedded is left out; how many are kept.
create function public.save_cases(p_model text, p_cases jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare v_kept uuid[];
begin
  with kept as (
    insert into public.solved_cases as k
      (ticket_id, reply_id, language, question, answer, embedding, embedding_model)
    select c.ticket_id, c.reply_id, c.language, c.question, c.answer, c.embedding, p_model
    from jsonb_to_recordset(p_cases) as c (
      ticket_id uuid, reply_id uuid, language text, question text, answer text, embedding extensions.vector)
    join public.tickets t on t.id = c.ticket_id and t.status in ('solved', 'closed')
    on conflict (ticket_id) do update set
      reply_id = excluded.reply_id, language = excluded.language, question = excluded.question,
      answer = excluded.answer, embedding = excluded.embedding, embedding_model = excluded.embedding_model,
      learned_at = now()
    returning k.ticket_id)
  select coalesce(array_agg(kept.ticket_id), '{}') into v_kept from kept;
  perform private.audit('case.learn', t, t, jsonb_build_object('model', p_model)) from unnest(v_kept) t;
  return cardinality(v_kept);
end $$;

-- What was answered to questions like this one. A member finds cases of the tickets they see; for
-- a customer there are none, unless solved_cases_for_customers is on, and then no ticket is named.
create function public.match_cases(
  p_embedding extensions.vector, p_model text, p_limit integer default 5,
  p_for_customer uuid default null, p_language text default null)
returns table (
  ticket_id uuid, number bigint, language text, question text, answer text, cosine double precision)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_user uuid := auth.uid();
  v_all boolean := private.is_service() or private.is_admin();
  v_teams uuid[] := private.team_ids(v_user);
  v_member uuid := private.member_id();
  v_shown boolean := (private.setting('solved_cases_for_customers'))::boolean;
begin
  if p_for_customer is null and not (private.is_service() or private.is_member())
     or p_for_customer is not null
       and not (private.is_service() or private.is_member() or p_for_customer = any (private.customer_ids())) then
    raise exception using errcode = 'PT403', message = 'You may only search for yourself.';
  end if;
  if p_for_customer is not null and not v_shown then return; end if;
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  return query
  with near as (
    select c.ticket_id as id, t.number, c.language, c.question, c.answer,
      (1 - (c.embedding operator(extensions.<=>) p_embedding))::float8 as cosine
    from public.solved_cases c join public.tickets t on t.id = c.ticket_id
    where c.embedding_model = p_model
      and (p_language is null or c.language = p_language)
      and (v_all or p_for_customer is not null or t.team_id = any (v_teams) or t.assignee_id = v_member)
    order by c.embedding::extensions.halfvec(1536)
      operator(extensions.<=>) p_embedding::extensions.halfvec(1536)
    limit least(greatest(p_limit, 1), 50))
  select case when p_for_customer is null then near.id end,
    case when p_for_customer is null then near.number end,
    near.language, near.question, near.answer, near.cosine
  from near order by near.cosine desc, near.id;
end $$;

revoke execute on function public.lasting_answers(text, integer), public.save_cases(text, jsonb),
  public.match_cases(extensions.vector, text, integer, uuid, text) from public, anon, authenticated;
grant execute on function public.lasting_answers(text, integer), public.save_cases(text, jsonb) to service_role;
-- Checks the caller itself.
grant execute on function public.match_cases(extensions.vector, text, integer, uuid, text)
  to authenticated, service_role;
