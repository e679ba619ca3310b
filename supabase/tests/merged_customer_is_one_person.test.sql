-- Merging moves tickets, threads, addresses, notes and the block; both sign-ins see one customer's.
begin;
select plan(25);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.add_customer_note(tests.id('customer tobias'), 'Pays late.');
select public.block_sender(p_customer_id => tests.id('customer tobias'), p_reason => 'Insults');
select public.set_mail_preference('none', p_customer_id => tests.id('customer tobias'));
insert into public.sla_policies (key, name, customer_id) values ('tobias', 'For Tobias', tests.id('customer tobias'));
update public.customers set locale = 'de', time_zone = 'Europe/Berlin' where id = tests.id('customer tobias');

select tests.act_as('hannah');
select throws_ok($$ select public.merge_customers(tests.id('customer tobias'), tests.id('customer hannah')) $$, 'PT404', null,
  'no customer merges');
select tests.act_as('reto');
select throws_ok($$ select public.merge_customers(tests.id('customer tobias'), tests.id('customer hannah')) $$, 'PT404', null,
  'an agent merges whom he sees');
select tests.act_as_owner();
update public.tickets set team_id = tests.id('front');
select tests.act_as('reto');
select throws_ok($$ select public.merge_customers(tests.id('customer tobias'), tests.id('customer hannah')) $$, 'PT403', null,
  'and not when one would see the other''s tickets');
select tests.act_as('anna');
select throws_ok($$ select public.merge_customers(tests.id('customer hannah'), tests.id('customer hannah')) $$, 'PT422', null,
  'nobody merges into themselves');
select is(public.merge_customers(tests.id('customer tobias'), tests.id('customer hannah'), 'Same flat') - 'merge_id',
  jsonb_build_object('customer_id', tests.id('customer hannah'), 'tickets', 1, 'addresses', 1, 'notes', 1), 'an admin does');

select is((select count(*) from public.tickets where customer_id = tests.id('customer hannah'))::int, 2, 'tickets move');
select tests.act_as_owner();
select is((select count(*) from public.interactions where customer_id = tests.id('customer hannah'))::int, 2, 'threads move');
select is((select customer_id from public.customer_notes), tests.id('customer hannah'), 'notes move');
select is((select customer_id from public.blocked_senders), tests.id('customer hannah'), 'the block moves');
select is(private.mails_wished(tests.id('customer hannah')), 'none', 'the wish for no mails moves');
select is((select customer_id from public.sla_policies), tests.id('customer hannah'), 'and what was promised');
select results_eq($$ select name, email, locale, time_zone from public.customers where id = tests.id('customer hannah') $$,
  $$ values ('Hannah', 'hannah@postbox.example', 'de', 'Europe/Berlin') $$, 'only what was not known is taken over');
select is(private.surviving_customer(tests.id('customer tobias')), tests.id('customer hannah'), 'one points to the other');
update public.blocked_senders set lifted_at = now();
select tests.mail('tobias', 'It is me', 'm1');
select is((select count(*) from public.tickets where customer_id = tests.id('customer hannah'))::int, 3,
  'mails from both addresses are one customer''s');

select tests.act_as('tobias');
select is((select count(*) from public.tickets)::int, 3, 'the other sign-in sees all of it');
select is((select email from public.customers), 'hannah@postbox.example', 'as that customer');
select lives_ok($$ select public.create_ticket('Hi', 'In the portal') $$, 'and writes as them');
select tests.act_as('hannah');
select is((select count(*) from public.tickets)::int, 4, 'as the first sees it, too');
select is((select count(*) from public.customer_identities)::int, 2, 'both addresses are hers');

select tests.act_as('reto');
select throws_ok($$ select public.update_customer(tests.id('customer tobias'), '{"name": "T"}') $$, 'PT404', null,
  'the merged one is out of sight');
select is((select count(*) from public.search_customers('tobias'))::int, 1, 'and found as who they are');
select isnt_empty($$ select * from public.customer_merges $$, 'the merge is seen by who sees the customer');
select is(public.customer_history(tests.id('customer tobias')) #>> '{merged_from,0,email}', 'tobias@postbox.example',
  'and in the history, by either id');
select tests.act_as('anna');
select throws_ok($$ select public.merge_customers(tests.id('customer tobias'), tests.id('customer ingrid')) $$, 'PT409', null,
  'who is merged is not merged again');
select throws_ok($$ select public.merge_customers(tests.id('customer ingrid'), tests.id('customer tobias')) $$, 'PT409', null,
  'nor into');

select * from finish();
rollback;
