-- A merge that is undone brings back what waited for review, as it brings back the rest.

create or replace function public.merge_tickets(p_source_id uuid, p_target_id uuid, p_confirm boolean default false)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_source public.tickets;
  v_target public.tickets;
begin
  perform private.lock_two_tickets(p_source_id, p_target_id);
  select * into strict v_source from public.tickets t where t.id = p_source_id;
  select * into strict v_target from public.tickets t where t.id = p_target_id;
  if v_source.merged_into is not null or v_target.merged_into is not null then
    raise exception using errcode = 'PT409', message = format('Ticket #%s is merged already: undo that first.',
      case when v_source.merged_into is not null then v_source.number else v_target.number end);
  end if;
  if exists (select 1 from public.tickets t where t.merged_into = p_source_id) then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s has others merged into it: undo those merges first, or merge the other way round.', v_source.number);
  end if;
  if v_target.status = 'closed' then
    raise exception using errcode = 'PT409', message = format(
      'Ticket #%s is closed: merge into one that is not.', v_target.number);
  end if;
  if v_source.customer_id <> v_target.customer_id
     and not (p_confirm and (private.is_service() or private.is_admin())) then
    raise exception using errcode = 'PT409', message = format(
      'Tickets #%s and #%s are of two customers: an admin may merge them, by confirming it.',
      v_source.number, v_target.number);
  end if;
  insert into public.ticket_merges (source_id, target_id, before, merged_by)
  values (p_source_id, p_target_id, jsonb_build_object('status', v_source.status,
    'solved_at', v_source.solved_at, 'closed_at', v_source.closed_at,
    'is_snoozed', v_source.is_snoozed, 'snoozed_until', v_source.snoozed_until,
    'drafts', array(select d.id from public.drafts d where d.ticket_id = p_source_id and d.state = 'pending')),
    private.member_id());
  update public.drafts set state = 'superseded' where ticket_id = p_source_id and state = 'pending';
  update public.tickets set status = 'closed', merged_into = p_target_id, is_snoozed = false, snoozed_until = null
  where id = p_source_id;
  perform private.audit('ticket.merge', p_source_id, p_target_id),
    private.audit('ticket.merge_in', p_target_id, p_source_id);
  return jsonb_build_object('source_id', p_source_id, 'source', v_source.number,
    'target_id', p_target_id, 'target', v_target.number);
end $$;

-- Undo a merge: the source is again what it was. What was written to the target since stays there.
create or replace function public.unmerge_ticket(p_source_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_target_id uuid := (select t.merged_into from public.tickets t where t.id = p_source_id);
  v_merge public.ticket_merges;
  v_source public.tickets;
begin
  if v_target_id is null then
    perform private.ticket_for_member(p_source_id);
    raise exception using errcode = 'PT409', message = 'This ticket is not merged into another one.';
  end if;
  -- Whoever sees the target may: it shows the source's thread.
  perform 1 from public.tickets t where t.id = v_target_id
    and private.member_can_see(t) and (private.is_service() or private.is_member());
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such ticket in your teams.';
  end if;
  perform 1 from public.tickets t where t.id in (p_source_id, v_target_id) order by t.id for no key update;
  select * into strict v_source from public.tickets t where t.id = p_source_id;
  update public.ticket_merges m set undone_at = now(), undone_by = private.member_id()
  where m.source_id = p_source_id and m.undone_at is null returning * into v_merge;
  if not found or v_source.merged_into is distinct from v_target_id then
    raise exception using errcode = 'PT409', message = 'Somebody has undone this merge already.';
  end if;
  update public.tickets set merged_into = null, status = v_merge.before ->> 'status',
    solved_at = (v_merge.before ->> 'solved_at')::timestamptz,
    closed_at = (v_merge.before ->> 'closed_at')::timestamptz,
    is_snoozed = (v_merge.before ->> 'is_snoozed')::boolean,
    snoozed_until = (v_merge.before ->> 'snoozed_until')::timestamptz
  where id = p_source_id returning * into v_source;
  perform private.bring_drafts_back(p_source_id, array(
    select d::uuid from jsonb_array_elements_text(coalesce(v_merge.before -> 'drafts', '[]')) d));
  perform private.audit('ticket.unmerge', p_source_id, v_target_id),
    private.audit('ticket.unmerge_in', v_target_id, p_source_id);
  return jsonb_build_object('source_id', p_source_id, 'source', v_source.number, 'status', v_source.status,
    'target_id', v_target_id);
end $$;
