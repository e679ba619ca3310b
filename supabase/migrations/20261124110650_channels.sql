-- Who may use which Realtime channel.

-- What the caller may do in the channel that Realtime asks about. `member:<id>` is that member's
-- own, to hear what they are told; `ticket:<id>` is for the members who see the ticket: who looks at
-- it and who types. Nobody broadcasts but the database, and no customer has a channel here.
create function private.topic_rights() returns text[]
language plpgsql stable security definer set search_path = '' as $$
declare
  v_topic text := realtime.topic();
  v_kind text := split_part(v_topic, ':', 1);
  v_id text := substr(v_topic, length(v_kind) + 2);
  v_member uuid := private.member_id();
begin
  if v_member is null or v_id !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then return '{}'; end if;
  if v_kind = 'member' and v_id = v_member::text then return '{read broadcast}'; end if;
  if v_kind = 'ticket' and exists (
    select 1 from public.tickets t where t.id = v_id::uuid and private.member_can_see(t)) then
    return '{read presence,write presence,read broadcast}';  -- hosted Realtime lets nobody join who may not read broadcasts
  end if;
  return '{}';
end $$;
revoke execute on function private.topic_rights() from public;
grant execute on function private.topic_rights() to authenticated;

create policy "Members hear what they are told, and see who is at a ticket" on realtime.messages
  for select to authenticated
  using ('read ' || extension = any ((select private.topic_rights())::text[]));
create policy "Members say that they are at a ticket" on realtime.messages
  for insert to authenticated
  with check ('write ' || extension = any ((select private.topic_rights())::text[]));
