-- Proving a mailbox opens the tickets of the customer whose first or vouched-for address it is,
-- not those of a customer to whom somebody only added it.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.customers set auth_user_id = null where id = tests.id('customer hannah');
select public.add_customer_address(tests.id('customer hannah'), 'nils@postbox.example');
insert into auth.identities (provider_id, user_id, provider, identity_data)
select id, id, 'email', jsonb_build_object('sub', id, 'email', email, 'email_verified', true)
from auth.users where id = tests.id('nils');
update auth.users set email_confirmed_at = now() where id = tests.id('nils');

select tests.act_as('nils');
select public.create_ticket('Hi', 'Who am I?');
select is((select count(*) from public.tickets)::int, 1, 'added only: nothing of hers is seen');
select matches((select email from public.customers), '@visitor[.]invalid$', 'he has no address until somebody decides');
select tests.act_as_owner();
update public.customers set auth_user_id = null where auth_user_id = tests.id('nils');
select public.set_customer_address(tests.id('customer hannah'), 'nils@postbox.example', p_verified => true);
select tests.act_as('nils');
select public.create_ticket('Hi', 'And now?');
select is((select email from public.customers), 'hannah@postbox.example', 'vouched for: that customer it is');
select is((select count(*) from public.tickets)::int, 2, 'with what was written before');

select * from finish();
rollback;
