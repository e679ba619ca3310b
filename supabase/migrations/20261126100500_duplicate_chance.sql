-- How likely two open tickets are one, with numbers that were fitted and not set by hand.

-- Of the cosine of their messages (null: no common model); of the background, which is what the
-- ticket has in common with any other; of how alike their subjects are (0 to 1); and of whether the
-- same customer wrote both. The first three and the bias are fitted on public sets of messages, where
-- two with the same fine intent stand for the same request; `python -m autocrm.evals.fit_duplicates`
-- makes them, and the evaluation "duplicates" measures them on others. No public set says who wrote
-- what: 1.5 for the same customer is judged (odds four and a half times as high).
create function private.duplicate_chance(
  p_cosine double precision, p_background double precision, p_same_customer boolean, p_subject double precision)
returns double precision language sql immutable set search_path = '' as $$
  select 1 / (1 + exp(-(
    15.02 * coalesce(p_cosine, p_background) - 13.17 * p_background + 0.26 * coalesce(p_subject, 0)
    + 1.5 * p_same_customer::integer - 4.57)))
$$;

-- As before, by that chance, and shown from 0.4 on. The background is the mean cosine of the nearest that
-- one may see, drawn to a usual one (0.35, as ten tickets) where they are few.
create or replace function public.duplicate_candidates(p_ticket_id uuid, p_limit integer default 5)
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
  compared as (
    select t.*, c.is_near, x.cosine, t.customer_id = v_ticket.customer_id as same, s.alike
    from (select a.id, bool_or(a.is_near) as is_near
          from (select n.id, true as is_near from near n union all select h.id, false from theirs h) a
          group by a.id) c
    join public.tickets t on t.id = c.id and private.member_can_see(t)
    left join public.ticket_vectors v on v.ticket_id = t.id and v.embedding_model = v_vector.embedding_model
    cross join lateral (
      select (1 - (v.embedding operator(extensions.<=>) v_vector.embedding))::float8 as cosine) x
    cross join lateral (
      select extensions.similarity(coalesce(t.subject, ''), coalesce(v_ticket.subject, ''))::float8 as alike) s),
  common as (
    select (coalesce(sum(c.cosine) filter (where c.is_near), 0) + 10 * 0.35)
      / (count(c.cosine) filter (where c.is_near) + 10) as background
    from compared c),
  weighed as (
    select c.*, private.duplicate_chance(c.cosine, b.background, c.same, c.alike) as chance
    from compared c cross join common b)
  select w.id, w.number, w.subject, w.status, round(w.chance::numeric, 4)::float8, w.cosine, w.same, w.alike
  from weighed w
  where w.chance >= 0.4
  order by 5 desc, w.number
  limit least(greatest(p_limit, 1), 50);
end $$;

-- The one by hand.
drop function private.duplicate_chance(double precision, boolean, double precision);

revoke execute on function
  private.duplicate_chance(double precision, double precision, boolean, double precision) from public;
