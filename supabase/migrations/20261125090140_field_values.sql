-- A number for a field of texts is its digits: an order number is typed as 4711 everywhere.

create function private.field_value(p_key text, p_value jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select case when jsonb_typeof(p_value) = 'number' and exists (
      select 1 from public.custom_field_definitions d where d.key = p_key and d.type = 'text')
    then to_jsonb(p_value #>> '{}') else p_value end
$$;
revoke execute on function private.field_value(text, jsonb) from public;

-- null empties a field. A value that stays is not looked at again: its field may have changed since.
create or replace function private.change_fields(p_ticket_id uuid, p_fields jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_old jsonb := private.fields(p_ticket_id);
  v_given jsonb := (select jsonb_object_agg(e.key, private.field_value(e.key, e.value)) from jsonb_each(p_fields) e);
  v_new jsonb := (select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(v_given) e
                  where e.value <> 'null' and v_old -> e.key is distinct from e.value);
  v_gone text[] := array(select e.key from jsonb_each(v_given) e where e.value = 'null' and v_old ? e.key);
begin
  if v_new <> '{}' then
    insert into public.ticket_fields (ticket_id, field, value)
    select p_ticket_id, e.key, e.value from jsonb_each(v_new) e
    on conflict (ticket_id, field) do update set value = excluded.value;
  end if;
  if cardinality(v_gone) > 0 then
    delete from public.ticket_fields f where f.ticket_id = p_ticket_id and f.field = any (v_gone);
  end if;
end $$;
