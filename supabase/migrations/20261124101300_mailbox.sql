-- Has this user shown that the mailbox is theirs? Auth marks the e-mail identity once a link or a
-- code that went there by mail has been used: not when a sign-up is confirmed unseen
-- (enable_confirmations = false), and not when a mail was merely sent.
create or replace function private.mailbox_proved(p_user uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from auth.users u
    join auth.identities i on i.user_id = u.id and i.provider = 'email'
    where u.id = p_user and u.email_confirmed_at is not null
      and lower(i.identity_data ->> 'email') = lower(u.email)
      and (i.identity_data ->> 'email_verified')::boolean)
$$;
