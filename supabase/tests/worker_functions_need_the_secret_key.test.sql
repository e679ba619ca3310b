-- What the worker and the inbound function call is closed to everybody else.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('anon');
select throws_ok($$ select public.receive_message('{}') $$, '42501', null, 'anon receives no mail');
select tests.act_as('anna');
select throws_ok($$ select public.receive_message('{}') $$, '42501', null, 'not even an admin');
select throws_ok($$ select * from public.claim_jobs('me', array['ticket.answer']) $$, '42501', null,
  'nor claims jobs');
select throws_ok($$ select public.ticket_context(tests.id('ticket of hannah')) $$, '42501', null,
  'nor reads a thread past open_ticket');
select throws_ok($$ select public.record_answer(tests.id('question of hannah'), '{}') $$, '42501', null,
  'nor decides');
select throws_ok($$ select private.enqueue('reply.send', 'x', '{}') $$, '42501', null, 'nor enqueues');
select tests.act_as_role('service_role');
select is(public.ticket_context(tests.id('ticket of hannah')) ->> 'customer_email', 'hannah@postbox.example',
  'the secret key does');

select * from finish();
rollback;
