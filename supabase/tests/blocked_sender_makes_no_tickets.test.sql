-- A blocked sender's mails are kept and counted, make no ticket, and may be let in later.
begin;
select plan(27);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('hannah');
select throws_ok($$ select public.block_sender(p_address => 'tobias@postbox.example') $$, 'PT403', null, 'no customer blocks');
select tests.act_as('reto');
select throws_ok($$ select public.block_sender(p_domain => 'spam.example') $$, 'PT403', null, 'no agent blocks a domain');
select throws_ok($$ select public.block_sender(p_customer_id => tests.id('customer tobias')) $$, 'PT404', null,
  'nor whom he does not see');
select throws_ok($$ select public.block_sender() $$, 'PT422', null, 'one must be named');
select is(public.block_sender(p_customer_id => tests.id('customer hannah'), p_reason => 'Insults') ->> 'kind', 'customer',
  'an agent blocks a customer');
select throws_ok($$ select public.block_sender(p_customer_id => tests.id('customer hannah')) $$, 'PT409', null, 'once');
select is(public.block_sender(p_address => ' Rude@postbox.example ') ->> 'pattern', 'rude@postbox.example', 'and an address');
select tests.act_as('anna');
select throws_ok($$ select public.block_sender(p_domain => 'example') $$, 'PT422', null, 'not half the world');
select is(public.block_sender(p_domain => '@Spam.example') ->> 'pattern', 'spam.example', 'an admin blocks a domain');

select tests.act_as_owner();
create temp table jobs_before as select count(*) as n from public.jobs;
select is(tests.mail('hannah', 'You again', 'm1', array['<question.hannah@postbox.example>']) - 'interaction_id',
  '{"duplicate": false, "blocked": true, "ticket_id": null, "number": null, "new_ticket": false}'::jsonb,
  'a blocked customer is not let in');
select is(tests.mail('hannah', 'You again', 'm1') ->> 'duplicate', 'true', 'a repeated delivery is known');
select is((tests.mail('rude', 'Hi', 'm2') ->> 'blocked')::boolean, true, 'nor a blocked address');
select is((public.receive_message(jsonb_build_object('channel', 'email', 'provider_id', 'm3', 'text', 'Buy', 'subject', 'Buy',
  'sender', jsonb_build_object('email', 'x@Mail.SPAM.example', 'name', '')), 'm3.eml') ->> 'blocked')::boolean, true,
  'nor what is below a blocked domain');
select is((public.receive_message(jsonb_build_object('channel', 'email', 'provider_id', 'm4', 'text', 'Hi', 'subject', 'Hi',
  'sender', jsonb_build_object('email', 'x@notspam.example', 'name', '')), 'm4.eml') ->> 'blocked')::boolean, false,
  'a like name is another one');
select is((select count(*) from public.tickets)::int, 3, 'one ticket is new');
select is((select count(*) from public.jobs)::int, (select n + 1 from jobs_before)::int, 'and one is to be answered');
select is_empty($$ select * from public.customers where email ~ 'spam.example$' and email !~ 'notspam' $$, 'no customer is made');
select results_eq($$ select kind, messages from public.blocked_senders order by kind $$,
  $$ values ('address', 1::bigint), ('customer', 1), ('domain', 1) $$, 'each is counted once');
select results_eq($$ select provider_id, sender, raw_path, deliveries from public.inbound_events
    where blocked_by is not null order by provider_id $$,
  $$ values ('m1', 'hannah@postbox.example', 'm1.eml', 2), ('m2', 'rude@postbox.example', 'm2.eml', 1),
    ('m3', 'x@mail.spam.example', 'm3.eml', 1) $$, 'and kept');

-- In the portal.
select tests.act_as('hannah');
select throws_ok($$ select public.create_ticket('Hi', 'Hi') $$, 'PT403', null, 'she opens no ticket');
select throws_ok($$ select public.add_message(tests.id('ticket of hannah'), 'Hi') $$, 'PT403', null, 'nor writes to one');
select is_empty($$ select * from public.blocked_senders $$, 'and does not see why');
select tests.act_as('reto');
select lives_ok($$ select public.create_ticket('For her', 'She rang', 'hannah@postbox.example') $$,
  'a member may still open one for her');

-- Letting in.
select throws_ok($$ select public.unblock_sender(id) from public.blocked_senders where kind = 'domain' $$, 'PT403', null,
  'a domain is an admin''s to let in');
select is((public.unblock_sender(id, true) ->> 'let_in')::int, 1, 'what was kept comes in')
from public.blocked_senders where kind = 'customer';
select tests.act_as_owner();
select results_eq($$ select e.ticket_id, e.deliveries, i.content from public.inbound_events e
    join public.interactions i on i.id = e.interaction_id where e.provider_id = 'm1' $$,
  $$ values (tests.id('ticket of hannah'), 2, 'You again') $$, 'into its thread');
select is((tests.mail('hannah', 'Thank you', 'm5') ->> 'blocked')::boolean, false, 'and she is let in again');

select * from finish();
rollback;
