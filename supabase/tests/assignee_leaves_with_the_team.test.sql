-- A ticket that goes to another team does not stay with somebody outside it.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select is(public.take_ticket(tests.id('ticket of hannah')) ->> 'assignee_id', tests.id('member reto')::text, 'taken');
select tests.act_as('anna');
select throws_like($$ select public.take_ticket(tests.id('ticket of hannah')) $$, 'Reto has ticket %',
  'the second who takes it is told who has it');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"team": "orders"}') ->> 'assignee_id', null,
  'with the team the assignee goes');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"team": "front", "assignee": "mathilde@postbox.example"}')
  ->> 'assignee_id', tests.id('member mathilde')::text, 'unless one is named with it');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"assignee": null}') ->> 'assignee_id', null,
  'nobody is named by null');

select * from finish();
rollback;
