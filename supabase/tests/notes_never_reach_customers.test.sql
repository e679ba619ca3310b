-- A note is internal: no customer role reads it, no send path or model context touches it.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('anon');
select throws_ok($$ select * from public.notes $$, '42501', null, 'anon has no grant');
select tests.act_as('tobias');
select is_empty($$ select * from public.notes $$, 'another customer sees none');
select tests.act_as('hannah');
select is_empty($$ select * from public.notes $$, 'the requester sees none');
select throws_ok($$ select public.add_note(tests.id('ticket of hannah'), 'Mine') $$, 'PT404', null,
  'and writes none');
select tests.act_as('mathilde');
select throws_ok($$ select public.add_note(tests.id('ticket of hannah'), 'Mine') $$, 'PT404', null,
  'nor does an agent of another team');
select tests.act_as_role('service_role');
select ok(public.ticket_context(tests.id('ticket of hannah'))::text not like '%Internal about%',
  'the model is not shown it');
select tests.act_as('reto');
select lives_ok($$ select public.add_note(tests.id('ticket of hannah'), 'Called her.') $$,
  'an agent of the team writes one');
select public.open_ticket(tests.id('ticket of hannah'));
select is((select count(*) from public.notes)::int, 2, 'and reads both, once the ticket is opened');

select * from finish();
rollback;
