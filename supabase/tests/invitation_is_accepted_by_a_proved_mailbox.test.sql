-- Without the token an invitation is accepted only by whoever has proved the invited mailbox.
begin;
select plan(4);
\ir helpers/cast.psql

select public.invite_member('nils@postbox.example', 'admin');
insert into auth.identities (provider_id, user_id, provider, identity_data)
select id, id, 'email', jsonb_build_object('sub', id, 'email', email, 'email_verified', false)
from auth.users where id = tests.id('nils');
update auth.users set email_confirmed_at = now() where id = tests.id('nils');
select tests.act_as('nils');
select throws_ok($$ select public.accept_invitation() $$, 'PT404', null,
  'signing up with the address of somebody who was invited is not enough');
select tests.act_as_owner();
update auth.identities set identity_data = identity_data || '{"email_verified": true}' where user_id = tests.id('nils');
select tests.act_as('nils');
select is(public.accept_invitation() ->> 'role', 'admin', 'having read a mail there is');
select tests.act_as_owner();
select is((select m.email from public.invitations i join public.members m on m.id = i.accepted_by),
  'nils@postbox.example', 'it is on record who accepted');
select is((select count(*) from public.audit_log where action = 'member.join')::int, 1, 'and in the audit log');

select * from finish();
rollback;
