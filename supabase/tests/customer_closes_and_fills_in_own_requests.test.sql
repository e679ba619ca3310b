-- A request comes with the fields that are its customer's to see, and ends when they say so.
begin;
select plan(15);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('anna');
select public.set_field('order', '"Order"', 'text', p_visible_to_customer => true, p_required_to_solve => true);
select public.set_field('bought', '"Bought"', 'date', p_visible_to_customer => true);
select public.set_field('margin', '"Margin"', 'number');

select tests.act_as('hannah');
select throws_ok($$ select public.open_request('S', 'T', '{"margin": 5}') $$, 'PT422', null, 'not the desk''s own fields');
select throws_ok($$ select public.open_request('S', 'T', '["order"]') $$, 'PT422', null, 'fields are an object');
select throws_ok($$ select public.open_request('S', 'T', '{"bought": "soon"}') $$, 'PT422', null, 'of the right type');
select is_empty($$ select 1 from public.tickets where subject = 'S' $$, 'and a refused one opens nothing');
select public.open_request('Grinder', 'It squeaks', '{"order": "B-1"}');
select is((select f.value from public.ticket_fields f join public.tickets t on t.id = f.ticket_id where t.subject = 'Grinder'),
  '"B-1"', 'what was filled in is there');

select tests.act_as('nils');
select throws_ok($$ select public.close_request(tests.id('ticket of hannah')) $$, 'PT404', null, 'a stranger ends nothing');
select tests.act_as('tobias');
select throws_ok($$ select public.close_request(tests.id('ticket of hannah')) $$, 'PT404', null, 'nor another customer');
select tests.act_as('reto');
select throws_ok($$ select public.close_request(tests.id('ticket of hannah')) $$, 'PT404', null, 'nor a member in their name');

select tests.act_as_owner();
insert into public.drafts (ticket_id, interaction_id, origin, state, text)
select i.ticket_id, i.id, 'agent', 'pending', 'Waiting' from public.interactions i
where i.ticket_id = tests.id('ticket of hannah') limit 1;
select tests.act_as('hannah');
select is(public.close_request(tests.id('ticket of hannah')) ->> 'status', 'solved', 'its customer does, with fields missing');
select is(public.close_request(tests.id('ticket of hannah')) ->> 'status', 'solved', 'twice is once');
select is(public.rate_ticket(tests.id('ticket of hannah'), 5) ->> 'score', '5', 'and may rate it');
select tests.act_as('reto');
select is((select d.state from public.drafts d where d.text = 'Waiting'), 'superseded', 'no draft waits any more');
select tests.act_as('anna');
select results_eq($$ select count(*), min(a.actor::text) from public.audit_log a
    where a.ticket_id = tests.id('ticket of hannah') and a.details::text like '%solved%' and a.action like 'ticket.%' $$,
  $$ values (1::bigint, tests.id('hannah')::text) $$, 'it is on record who did');
select tests.act_as('hannah');
select is(public.add_message(tests.id('ticket of hannah'), 'It squeaks again') ->> 'new_ticket', 'false', 'writing');
select is((select t.status from public.tickets t where t.id = tests.id('ticket of hannah')), 'open', 'opens it again');

select * from finish();
rollback;
