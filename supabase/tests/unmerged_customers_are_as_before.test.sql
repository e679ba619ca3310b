-- The undo of a merge restores both customers exactly, and gives the merged one what they wrote since.
begin;
select plan(16);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.add_customer_note(tests.id('customer tobias'), 'Pays late.');
select public.add_customer_address(tests.id('customer tobias'), 'office@roast.example', true);
select public.block_sender(p_customer_id => tests.id('customer tobias'));
update public.customers set locale = 'de', time_zone = 'Europe/Berlin', name = '' where id = tests.id('customer tobias');
update public.customers set name = '' where id = tests.id('customer hannah');
select public.set_mail_preference('none', p_customer_id => tests.id('customer tobias'));
insert into public.sla_policies (key, name, customer_id) values ('tobias', 'For Tobias', tests.id('customer tobias'));

-- All that can tell a customer from before a merge and after its undo.
create function tests.everything() returns jsonb language sql as $$
  select jsonb_build_object(
    'customers', (select jsonb_agg(to_jsonb(c) - 'updated_at' order by c.id) from public.customers c),
    'identities', (select jsonb_agg(to_jsonb(i) order by i.address) from public.customer_identities i),
    'tickets', (select jsonb_agg(jsonb_build_array(t.id, t.customer_id, t.status) order by t.id) from public.tickets t),
    'interactions', (select jsonb_agg(to_jsonb(i) order by i.id) from public.interactions i),
    'wishes', (select jsonb_agg(jsonb_build_array(p.customer_id, p.mails)) from public.customer_preferences p),
    'policies', (select jsonb_agg(p.customer_id) from public.sla_policies p),
    'notes', (select jsonb_agg(to_jsonb(n) order by n.id) from public.customer_notes n),
    'blocks', (select jsonb_agg(to_jsonb(b) order by b.id) from public.blocked_senders b),
    'search', (select jsonb_agg(to_jsonb(s) order by s.customer_id) from public.customer_search s))
$$;
create temp table before as select tests.everything() as state;

select public.merge_customers(tests.id('customer tobias'), tests.id('customer hannah'));
select isnt(tests.everything(), (select state from before), 'a merge changes it');
select tests.act_as('hannah');
select throws_ok($$ select public.unmerge_customers(gen_random_uuid()) $$, 'PT404', null, 'no customer undoes it');
select tests.act_as('mathilde');
select throws_ok($$ select public.unmerge_customers(id) from public.customer_merges $$, 'PT403', null,
  'nor an agent where there are sign-ins');
select tests.act_as('anna');
select is((public.unmerge_customers(id) ->> 'tickets')::int, 1, 'an admin does') from public.customer_merges;
select tests.act_as_owner();
select is(tests.everything(), (select state from before), 'and all is as it was');
select throws_ok($$ select public.unmerge_customers(id) from public.customer_merges $$, 'PT409', null, 'once');

-- What happened in between goes to whom it belongs.
update public.blocked_senders set lifted_at = now();
select public.merge_customers(tests.id('customer tobias'), tests.id('customer hannah'));
select tests.mail('tobias', 'by the merged one', 'm1');
select tests.mail('hannah', 'by the other', 'm2');
select tests.act_as('tobias');
select public.create_ticket('By the merged one, too', 'In the portal');
select tests.act_as_owner();
select public.set_customer_address(tests.id('customer hannah'), 'office@roast.example', true);
update public.customers set time_zone = 'Europe/Paris' where id = tests.id('customer hannah');
select is((public.unmerge_customers(id) ->> 'tickets')::int, 3, 'three tickets are his') from public.customer_merges
where undone_at is null;
select is((select array_agg(subject order by subject) from public.tickets where customer_id = tests.id('customer tobias')),
  array['A question', 'About by the merged one', 'By the merged one, too'], 'those that he wrote');
select is((select array_agg(subject order by subject) from public.tickets where customer_id = tests.id('customer hannah')),
  array['A question', 'About by the other'], 'the others are not');
select is((select email from public.customers where id = tests.id('customer hannah')), 'hannah@postbox.example',
  'his address is no longer her primary one');
select is((select email from public.customers where id = tests.id('customer tobias')), 'tobias@postbox.example', 'his own is his');
select results_eq($$ select locale, time_zone from public.customers where id = tests.id('customer hannah') $$,
  $$ values (null::text, 'Europe/Paris') $$, 'what a person has set since stays');

-- Who has lost his address meanwhile cannot be restored: it is said, and nothing is half done.
select public.merge_customers(tests.id('customer tobias'), tests.id('customer hannah'));
select public.remove_customer_address(tests.id('customer hannah'), 'tobias@postbox.example');
select throws_ok($$ select public.unmerge_customers(id) from public.customer_merges where undone_at is null $$, 'PT409',
  'tobias@postbox.example is no longer an address of the merged customer: give it back there first.', 'a lost address is named');
select public.add_customer_address(tests.id('customer hannah'), 'tobias@postbox.example');
select lives_ok($$ select public.unmerge_customers(id) from public.customer_merges where undone_at is null $$, 'given back, it works');
select is((select count(*) from public.customer_merges where undone_at is null)::int, 0, 'nothing is merged');
select is((select count(*) from public.customer_merges)::int, 3, 'and each merge is still on record');

select * from finish();
rollback;
