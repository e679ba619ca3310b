-- One sign-in of one's own ends, on the device that was lost. Auth itself ends this one, all others
-- or all; what it deletes for that is what is deleted here, and the refresh tokens go with it. The
-- owner of this function may delete there; its callers may not.

-- The device is asked to sign in again with its next refresh, at the latest when its token runs out.
create function public.end_session(p_session_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if auth.uid() is null then
    raise exception using errcode = 'PT401', message = 'Sign in first.';
  elsif p_session_id::text is not distinct from (auth.jwt() ->> 'session_id') then
    raise exception using errcode = 'PT409', message = 'This is where you are: sign out instead.';
  end if;
  delete from auth.sessions s where s.id = p_session_id and s.user_id = auth.uid();
  if not found then
    raise exception using errcode = 'PT404', message = 'You are not signed in there any more.';
  end if;
  perform private.audit('account.end_session', null, auth.uid(), jsonb_build_object('session_id', p_session_id));
  return jsonb_build_object('id', p_session_id);
end $$;

revoke execute on function public.end_session(uuid) from public, anon, authenticated;
-- About the caller's own sessions alone.
grant execute on function public.end_session(uuid) to authenticated, service_role;
