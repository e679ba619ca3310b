-- Answers go where the customer signs in, once the mailbox is proved; what was sent from there is theirs.
begin;
select plan(12);
\ir helpers/cast.psql

create function tests.prove(p_who text, p_email text) returns void language plpgsql security definer as $$
begin
  update auth.users set email = p_email, email_confirmed_at = now() where id = tests.id(p_who);
  delete from auth.identities where user_id = tests.id(p_who);
  insert into auth.identities (provider_id, user_id, provider, identity_data)
  values (tests.id(p_who), tests.id(p_who), 'email',
    jsonb_build_object('sub', tests.id(p_who), 'email', p_email, 'email_verified', true));
end $$;
create function tests.mailbox(p_who text) returns text language sql security definer as $$
  select email from public.customers where auth_user_id = tests.id(p_who)
$$;
grant execute on all functions in schema tests to anon, authenticated;

select tests.act_as_role('anon');
select throws_ok('select public.use_my_address()', '42501', null, 'a visitor has no address here');
select tests.act_as('reto');
select throws_ok('select public.use_my_address()', 'PT404', null, 'nor a member');
select tests.act_as('hannah');
select throws_ok('select public.use_my_address()', 'PT409', null, 'an address that nobody has proved is not taken');

select tests.act_as_owner();
insert into public.customer_identities (customer_id, channel, address, verified)
values (tests.id('customer tobias'), 'email', 'toby@postbox.example', true);
select tests.prove('hannah', 'toby@postbox.example');
select tests.act_as('hannah');
select throws_ok('select public.use_my_address()', 'PT409', null, 'nor one of another who signs in');
select is((select count(*) from public.customer_identities where address = 'toby@postbox.example')::int, 0, 'who keeps it');

select tests.act_as_owner();
select tests.prove('hannah', 'hannah.w@postbox.example');
select tests.act_as('hannah');
select is(public.use_my_address() ->> 'email', 'hannah.w@postbox.example', 'a new one is');
select is((public.use_my_address() ->> 'joined')::boolean, false, 'twice is once');
select is(tests.mailbox('hannah'), 'hannah.w@postbox.example', 'answers go there');

-- Nils wrote by mail, signed up unproved and asked; then he reads his mail.
select tests.act_as_owner();
select tests.mail('nils', 'by mail', 'n1');
select tests.act_as('nils');
select public.create_ticket('From the portal', 'Where is it?');
select is((select count(*) from public.tickets)::int, 1, 'unproved, he sees what he asked here only');
select tests.act_as_owner();
select tests.prove('nils', 'nils@postbox.example');
select tests.act_as('nils');
select is((public.use_my_address() ->> 'joined')::boolean, true, 'proved, the two are one');
select is((select count(*) from public.tickets)::int, 2, 'and he sees both');
select is(tests.mailbox('nils'), 'nils@postbox.example', 'with a mailbox');

select * from finish();
rollback;
