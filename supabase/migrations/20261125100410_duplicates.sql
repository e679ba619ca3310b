-- "Same as ticket 4711": what a message was about, as a vector, and open tickets that say the same.
-- They are shown and never merged by themselves.

create table public.ticket_vectors (
  ticket_id uuid primary key references public.tickets (id) on delete cascade,
  interaction_id uuid not null references public.interactions (id) on delete cascade,
  embedding extensions.halfvec(1536) not null,
  embedding_model text not null,
  at timestamptz not null default clock_timestamp()
);
create index ticket_vectors_interaction on public.ticket_vectors (interaction_id);
create index ticket_vectors_embedding on public.ticket_vectors
  using hnsw (embedding extensions.halfvec_cosine_ops);
comment on table public.ticket_vectors is 'What the customer''s last message of a ticket was about; written by record_answer.';
alter table public.ticket_vectors enable row level security;
-- A vector tells much of its text: no member reads it, the search below compares them.
grant select on public.ticket_vectors to service_role;
revoke insert, update, delete, truncate on public.ticket_vectors from service_role;

create function private.keep_vector(p_interaction_id uuid, p_vector text, p_model text) returns void
language sql security definer set search_path = '' as $$
  insert into public.ticket_vectors as v (ticket_id, interaction_id, embedding, embedding_model)
  select i.ticket_id, i.id, p_vector::extensions.halfvec, p_model
  from public.interactions i where i.id = p_interaction_id and coalesce(p_vector, '') <> ''
  on conflict (ticket_id) do update set interaction_id = excluded.interaction_id,
    embedding = excluded.embedding, embedding_model = excluded.embedding_model, at = excluded.at
$$;

-- As before, and p_answer's "vector" (pgvector's text form, by "vector_model") is kept for the ticket.
create or replace function public.record_answer(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid default null, p_job_token uuid default null,
  p_waited_ms double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_said jsonb;
begin
  if private.split_is_undone(p_job_id) then
    return jsonb_build_object('decision_id', null, 'outcome', 'none', 'reason', 'The split was undone.',
      'draft_id', null, 'repeated', true);
  end if;
  if p_answer #>> '{decision,outcome}' = 'auto' and coalesce(private.setting('reopened_needs_person')::boolean, false)
     and exists (select 1 from public.interactions i join public.tickets t on t.id = i.ticket_id
                 where i.id = p_interaction_id and t.reopen_count > 0) then
    p_answer := jsonb_set(p_answer, '{decision}', p_answer -> 'decision'
      || '{"outcome": "review", "reason": "The ticket was opened again: a person decides."}');
  end if;
  p_answer := p_answer || jsonb_build_object(
    'decision', private.decided_for_split(p_interaction_id, p_answer -> 'decision'));
  v_said := private.keep_answer(p_interaction_id, p_answer, p_job_id, p_job_token, p_waited_ms);
  if not coalesce((v_said ->> 'repeated')::boolean, false) then
    perform private.keep_recordings((v_said ->> 'decision_id')::uuid, p_answer -> 'recordings');
    perform private.keep_vector(p_interaction_id, p_answer ->> 'vector',
      coalesce(p_answer ->> 'vector_model', p_answer ->> 'embedding_model'));
  end if;
  return v_said;
end $$;

-- How likely two open tickets are one: of the cosine of their messages (null: no common model), whether
-- the same customer wrote both, and how alike their subjects are (0 to 1). Numbers of hand: two mails
-- that say the same are at 0.85 and more, two of one category at 0.4 to 0.7.
create function private.duplicate_chance(p_cosine double precision, p_same_customer boolean, p_subject double precision)
returns double precision language sql immutable set search_path = '' as $$
  select 1 / (1 + exp(-(
    10 * coalesce(p_cosine, 0.4) + 2.5 * p_same_customer::integer + 1.5 * coalesce(p_subject, 0) - 10)))
$$;

-- Open tickets that may be the same one as this, the likeliest first: of the 50 nearest by what was
-- said, and of the same customer's 50 latest. A member is shown those of their teams alone.
create function public.duplicate_candidates(p_ticket_id uuid, p_limit integer default 5)
returns table (ticket_id uuid, number bigint, subject text, status text, chance double precision,
  cosine double precision, same_customer boolean, subject_alike double precision)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_vector public.ticket_vectors;
begin
  select t.* into v_ticket from public.tickets t
  where t.id = p_ticket_id and (private.is_service() or private.is_member()) and private.member_can_see(t);
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  select v.* into v_vector from public.ticket_vectors v where v.ticket_id = p_ticket_id;
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  return query
  with near as (
    select v.ticket_id as id from public.ticket_vectors v
    join public.tickets t on t.id = v.ticket_id
    where v_vector.ticket_id is not null and v.embedding_model = v_vector.embedding_model
      and v.ticket_id <> p_ticket_id and t.status not in ('solved', 'closed') and t.merged_into is null
    order by v.embedding operator(extensions.<=>) v_vector.embedding limit 50),
  theirs as (
    select t.id from public.tickets t
    where t.customer_id = v_ticket.customer_id and t.id <> p_ticket_id
      and t.status not in ('solved', 'closed') and t.merged_into is null
    order by t.created_at desc limit 50),
  weighed as (
    select t.*, x.cosine, t.customer_id = v_ticket.customer_id as same, s.alike
    from (select n.id from near n union select h.id from theirs h) c
    join public.tickets t on t.id = c.id and private.member_can_see(t)
    left join public.ticket_vectors v on v.ticket_id = t.id and v.embedding_model = v_vector.embedding_model
    cross join lateral (
      select (1 - (v.embedding operator(extensions.<=>) v_vector.embedding))::float8 as cosine) x
    cross join lateral (
      select extensions.similarity(coalesce(t.subject, ''), coalesce(v_ticket.subject, ''))::float8 as alike) s)
  select w.id, w.number, w.subject, w.status, round(private.duplicate_chance(w.cosine, w.same, w.alike)::numeric, 4)::float8,
    w.cosine, w.same, w.alike
  from weighed w
  where private.duplicate_chance(w.cosine, w.same, w.alike) >= 0.2
  order by 5 desc, w.number
  limit least(greatest(p_limit, 1), 50);
end $$;

revoke execute on function private.keep_vector(uuid, text, text),
  private.duplicate_chance(double precision, boolean, double precision) from public;
revoke execute on function public.record_answer(uuid, jsonb, uuid, uuid, double precision),
  public.duplicate_candidates(uuid, integer) from public, anon, authenticated;
grant execute on function public.record_answer(uuid, jsonb, uuid, uuid, double precision) to service_role;
-- Checks the caller itself.
grant execute on function public.duplicate_candidates(uuid, integer) to authenticated, service_role;
