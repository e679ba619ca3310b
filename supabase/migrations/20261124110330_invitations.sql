-- Invitations: sent by mail, sent again, revoked, accepted.

-- The token is 244 random bits; what is kept is its hash, so reading the table lets nobody in.
create function private.token_hash(p_token text) returns text
language sql immutable set search_path = '' as $$
  select encode(sha256(convert_to(p_token, 'UTF8')), 'hex')
$$;
revoke execute on function private.token_hash(text) from public;

-- A fresh token into the invitation and, by mail, to the invited.
create function private.send_invitation(p_invitation_id uuid, p_days integer) returns public.invitations
language plpgsql security definer set search_path = '' as $$
declare
  v_token text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_invitation public.invitations;
begin
  update public.invitations i set token_hash = private.token_hash(v_token),
    expires_at = now() + make_interval(days => p_days)
  where i.id = p_invitation_id returning * into v_invitation;
  perform private.send_notice(v_invitation.email, 'invitation', v_invitation.locale, jsonb_build_object(
    'name', v_invitation.name, 'role', v_invitation.role, 'token', v_token,
    'invited_by', coalesce((select m.name from public.members m where m.id = v_invitation.invited_by), ''),
    'expires_at', v_invitation.expires_at),
    'invitation:' || v_invitation.id || ':' || v_invitation.sends);
  return v_invitation;
end $$;
revoke execute on function private.send_invitation(uuid, integer) from public;

create function private.shown(p_invitation public.invitations) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(p_invitation) - 'token_hash'
$$;
revoke execute on function private.shown(public.invitations) from public;

create function public.invite_member(
  p_email text, p_role text default 'agent', p_teams text[] default '{}', p_name text default '',
  p_locale text default 'en', p_days integer default 7)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_email text := private.address_of(p_email);
  v_id uuid;
begin
  perform private.admins_only('invite members');
  perform private.check_teams(p_teams);
  if p_role not in ('agent', 'admin') then
    raise exception using errcode = 'PT422', message = 'A member is an agent or an admin.';
  end if;
  if p_days not between 1 and 60 then
    raise exception using errcode = 'PT422', message = 'An invitation holds for 1 to 60 days.';
  end if;
  if exists (select 1 from public.members m where lower(m.email) = v_email and m.active and m.user_id is not null) then
    raise exception using errcode = 'PT409', message = format('%s is a member already.', v_email);
  end if;
  update public.invitations set revoked_at = now()
  where email = v_email and accepted_at is null and revoked_at is null and expires_at <= now();
  insert into public.invitations (email, name, role, teams, locale, token_hash, invited_by, expires_at)
  values (v_email, coalesce(p_name, ''), p_role, coalesce(p_teams, '{}'), p_locale,
    private.token_hash(gen_random_uuid()::text), private.member_id(), now())
  on conflict (email) where accepted_at is null and revoked_at is null do nothing
  returning id into v_id;
  if v_id is null then
    raise exception using errcode = 'PT409',
      message = format('%s is invited already: send that invitation again, or revoke it first.', v_email);
  end if;
  perform private.audit('member.invite', null, v_id,
    jsonb_build_object('email', v_email, 'role', p_role, 'teams', p_teams));
  return private.shown(private.send_invitation(v_id, p_days));
end $$;

-- The open invitation, locked.
create function private.open_invitation(p_invitation_id uuid) returns public.invitations
language plpgsql security definer set search_path = '' as $$
declare v_invitation public.invitations;
begin
  select * into v_invitation from public.invitations i where i.id = p_invitation_id for update;
  if not found then
    raise exception using errcode = 'PT404', message = 'There is no such invitation.';
  end if;
  if v_invitation.accepted_at is not null or v_invitation.revoked_at is not null then
    raise exception using errcode = 'PT409', message = format('This invitation has been %s: make a new one.',
      case when v_invitation.accepted_at is null then 'revoked' else 'accepted' end);
  end if;
  return v_invitation;
end $$;
revoke execute on function private.open_invitation(uuid) from public;

-- Another mail with another token; the old one opens nothing any more.
create function public.resend_invitation(p_invitation_id uuid, p_days integer default 7)
returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  perform private.admins_only('invite members');
  if p_days not between 1 and 60 then
    raise exception using errcode = 'PT422', message = 'An invitation holds for 1 to 60 days.';
  end if;
  perform private.open_invitation(p_invitation_id);
  update public.invitations set sends = sends + 1 where id = p_invitation_id;
  perform private.audit('member.invite_again', null, p_invitation_id);
  return private.shown(private.send_invitation(p_invitation_id, p_days));
end $$;

create function public.revoke_invitation(p_invitation_id uuid)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_invitation public.invitations;
begin
  perform private.admins_only('revoke invitations');
  perform private.open_invitation(p_invitation_id);
  update public.invitations set revoked_at = now() where id = p_invitation_id returning * into v_invitation;
  perform private.audit('member.revoke_invitation', null, p_invitation_id);
  return private.shown(v_invitation);
end $$;

-- A member made of an invitation, or a former member who returns.
create function private.join_desk(p_invitation public.invitations) returns public.members
language plpgsql security definer set search_path = '' as $$
declare v_member public.members;
begin
  select * into v_member from public.members m
  where m.user_id = auth.uid() or (lower(m.email) = p_invitation.email and m.user_id is null)
  order by (m.user_id = auth.uid()) desc nulls last limit 1 for update;
  if v_member.active and v_member.user_id is not null then
    raise exception using errcode = 'PT409', message = 'You are a member already.';
  end if;
  if v_member.id is null then
    insert into public.members (user_id, name, email, role, locale)
    values (auth.uid(), coalesce(nullif(p_invitation.name, ''), split_part(p_invitation.email, '@', 1)),
      p_invitation.email, p_invitation.role, p_invitation.locale)
    returning * into v_member;
  else
    update public.members set user_id = auth.uid(), active = true, role = p_invitation.role,
      email = p_invitation.email where id = v_member.id returning * into v_member;
  end if;
  delete from public.team_members where member_id = v_member.id;
  insert into public.team_members (team_id, member_id)
  select t.id, v_member.id from public.teams t where t.key = any (p_invitation.teams);
  return v_member;
end $$;
revoke execute on function private.join_desk(public.invitations) from public;

-- By whoever signed in and holds the token, or has proved that the invited mailbox is theirs.
create function public.accept_invitation(p_token text default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_invitation public.invitations;
  v_member public.members;
begin
  if auth.uid() is null or coalesce((auth.jwt() ->> 'is_anonymous')::boolean, false) then
    raise exception using errcode = 'PT401', message = 'Sign in with your own account to accept an invitation.';
  end if;
  select * into v_invitation from public.invitations i
  where i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
    and case when p_token is null then i.email = private.proved_email(auth.uid())
             else i.token_hash = private.token_hash(trim(p_token)) end
  for update;
  if not found then
    raise exception using errcode = 'PT404',
      message = 'There is no such invitation any more: ask an admin to send it again.';
  end if;
  v_member := private.join_desk(v_invitation);
  update public.invitations set accepted_at = now(), accepted_by = v_member.id where id = v_invitation.id;
  perform private.audit('member.join', null, v_member.id,
    jsonb_build_object('invitation_id', v_invitation.id, 'role', v_member.role));
  return to_jsonb(v_member);
end $$;

revoke execute on function public.invite_member(text, text, text[], text, text, integer),
  public.resend_invitation(uuid, integer), public.revoke_invitation(uuid),
  public.accept_invitation(text) from public, anon, authenticated;
grant execute on function public.invite_member(text, text, text[], text, text, integer),
  public.resend_invitation(uuid, integer), public.revoke_invitation(uuid),
  public.accept_invitation(text) to authenticated, service_role;
