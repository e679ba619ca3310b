-- A field that is required is filled in before a person solves; a machine is not stopped.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('anna');
select public.set_field('cause', '"Cause"', 'text', p_required_to_solve => true);
select tests.act_as('reto');
select throws_like($$ select public.set_ticket_status(tests.id('ticket of hannah'), 'solved') $$,
  'Fill in Cause before you solve ticket #%', 'it is missing');
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'open', 'so it is not solved');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"status": "solved", "fields": {"cause": "Rain"}}') ->> 'status',
  'solved', 'filled in with the same change it is');
select tests.act_as_role('service_role');
select is(public.set_ticket_status(tests.id('ticket of tobias'), 'solved') ->> 'status', 'solved', 'the secret key does');

select * from finish();
rollback;
