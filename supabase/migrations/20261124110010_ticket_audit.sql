-- What a ticket needs to be changed safely: a version that counts up with every change, snooze and
-- merge as columns, and every change on record with before and after.

alter table public.tickets
  add column version integer not null default 1,
  add column is_snoozed boolean not null default false,
  add column snoozed_until timestamptz
    constraint tickets_snoozed_until_snoozed check (snoozed_until is null or is_snoozed),
  add column merged_into uuid references public.tickets (id) on delete restrict
    constraint tickets_merged_is_closed check (merged_into is null or status = 'closed' and merged_into <> id);
create index tickets_merged_into on public.tickets (merged_into) where merged_into is not null;
comment on column public.tickets.version is
  'Counts up with every change but those of derived columns; a change that names an older one is refused.';
comment on column public.tickets.is_snoozed is
  'Put aside until snoozed_until, or, when that is null, until the customer writes (which always wakes it).';

-- VERSION AND AUDIT ------------------------------------------------------------------------------

-- Columns that follow from others: their change alone is neither a new version nor on record.
-- A later migration that adds such a column replaces this function.
create function private.derived_ticket_columns() returns text[]
language sql immutable set search_path = '' as $$
  select array['updated_at', 'version', 'is_open', 'next_due_at']
$$;
revoke execute on function private.derived_ticket_columns() from public;

create function private.count_ticket_version() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.version = old.version
     and (to_jsonb(new) - private.derived_ticket_columns())
         is distinct from (to_jsonb(old) - private.derived_ticket_columns()) then
    new.version := old.version + 1;
  end if;
  return new;
end $$;
revoke execute on function private.count_ticket_version() from public;
-- Before-triggers run by name: this one after tickets_status, and after other domains' too.
create trigger tickets_version before update on public.tickets
  for each row execute function private.count_ticket_version();

-- A row on record: what each changed column was and is.
create function private.ticket_change(p_old jsonb, p_new jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('before', jsonb_object_agg(n.key, p_old -> n.key),
    'after', jsonb_object_agg(n.key, n.value))
  from jsonb_each(p_new - private.derived_ticket_columns()) n
  where n.value is distinct from p_old -> n.key
  having count(*) > 0
$$;
revoke execute on function private.ticket_change(jsonb, jsonb) from public;

-- Why the running change is made, in words: set by apply_changes, for audit and assignments.
create function private.change_reason() returns text
language sql stable set search_path = '' as $$
  select coalesce(current_setting('autocrm.reason', true), '')
$$;
revoke execute on function private.change_reason() from public;

create function private.audit_change(p_action text, p_ticket_id uuid, p_details jsonb) returns void
language sql security definer set search_path = '' as $$
  select private.audit(p_action, p_ticket_id, p_ticket_id, case private.change_reason()
    when '' then p_details else p_details || jsonb_build_object('reason', private.change_reason()) end)
$$;
revoke execute on function private.audit_change(text, uuid, jsonb) from public;

create function private.audit_ticket_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare v_details jsonb := private.ticket_change(to_jsonb(old), to_jsonb(new));
begin
  if v_details is not null then
    perform private.audit_change('ticket.change', new.id, v_details);
  end if;
  return null;
end $$;
revoke execute on function private.audit_ticket_change() from public;
create trigger tickets_audit after update on public.tickets
  for each row when (old.version is distinct from new.version)
  execute function private.audit_ticket_change();
