-- Signing up with an address does not open the tickets of whoever owns the mailbox.
begin;
select plan(8);
\ir helpers/cast.psql

select tests.mail('nils', 'I wrote before somebody signed up', 'mail-1');
select tests.act_as_role('anon');
select throws_ok($$ select public.create_ticket('Hi', 'Hi') $$, '42501', null, 'anon opens no ticket');
select tests.act_as('nils');
select is_empty($$ select * from public.tickets $$, 'the old ticket is out of sight');
select lives_ok($$ select public.create_ticket('Hi', 'Hi') $$, 'a ticket of one''s own can be opened');
select is((select count(*) from public.tickets)::int, 1, 'and is all that is seen');
select matches((select email from public.customers), '@visitor[.]invalid$', 'under no address');

select tests.act_as_owner();
select tests.mail('nils', 'I write again', 'mail-2');
select tests.act_as('nils');
select is((select count(*) from public.tickets)::int, 1, 'later mails of the owner stay out of sight');

-- A mail that was sent proves nothing.
select tests.act_as_owner();
update public.customers set auth_user_id = null where auth_user_id = tests.id('nils');
update auth.users set confirmation_sent_at = now(), email_confirmed_at = now() where id = tests.id('nils');
insert into auth.identities (provider_id, user_id, provider, identity_data)
select id, id, 'email', jsonb_build_object('sub', id, 'email', email, 'email_verified', false)
from auth.users where id = tests.id('nils');
select ok(not private.mailbox_proved(tests.id('nils')), 'sent, but not followed: not proved');

-- The owner of the mailbox has followed it.
update auth.identities set identity_data = identity_data || '{"email_verified": true}'
where user_id = tests.id('nils');
select tests.act_as('nils');
select public.create_ticket('Mine', 'Now it is proved');
select is((select count(*) from public.tickets)::int, 3, 'a proved mailbox shows all it has written');

select * from finish();
rollback;
