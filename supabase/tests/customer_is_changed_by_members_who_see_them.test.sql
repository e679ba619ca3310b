-- A customer is changed by members who see them, with before and after on record.
begin;
select plan(12);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('nils');
select throws_ok($$ select public.update_customer(tests.id('customer hannah'), '{"name": "X"}') $$, 'PT404', null,
  'not by a stranger');
select tests.act_as('tobias');
select throws_ok($$ select public.update_customer(tests.id('customer hannah'), '{"name": "X"}') $$, 'PT404', null,
  'not by another customer');
select tests.act_as('hannah');
select throws_ok($$ select public.update_customer(tests.id('customer hannah'), '{"name": "X"}') $$, 'PT404', null,
  'not by themselves');
select tests.act_as('mathilde');
select throws_ok($$ select public.update_customer(tests.id('customer hannah'), '{"name": "X"}') $$, 'PT404', null,
  'not by an agent of another team');
select tests.act_as('reto');
select is(public.update_customer(tests.id('customer hannah'),
    '{"name": "Hannah H.", "time_zone": "Europe/London", "metadata": {"vip": true, "old": null}}') ->> 'name', 'Hannah H.',
  'by an agent who sees them');
select results_eq($$ select name, time_zone, metadata from public.customers $$,
  $$ values ('Hannah H.', 'Europe/London', '{"vip": true}'::jsonb) $$, 'what is given is changed');
select throws_ok($$ select public.update_customer(tests.id('customer hannah'), '{"time_zone": "Basel"}') $$, 'PT422',
  'There is no time zone Basel: name one like Europe/Zurich.', 'a time zone that there is');
select throws_ok($$ select public.update_customer(tests.id('customer hannah'), '{"email": "x@postbox.example"}') $$, 'PT422',
  null, 'the address has a way of its own');
select tests.act_as_owner();
select is((select details from public.audit_log where action = 'customer.update')  -> 'name',
  '["Hannah", "Hannah H."]'::jsonb, 'before and after are on record');

-- Into a company that shares its tickets only an admin puts somebody.
update public.companies set shares_tickets = true;
select tests.act_as('reto');
select throws_ok(format($$ select public.update_customer(tests.id('customer hannah'), '{"company_id": "%s"}') $$,
  tests.id('torvik & hale')), 'PT403', null, 'an agent opens nobody''s tickets to colleagues');
select tests.act_as('anna');
select lives_ok(format($$ select public.update_customer(tests.id('customer hannah'), '{"company_id": "%s"}') $$,
  tests.id('torvik & hale')), 'an admin does');
select tests.act_as('ingrid');
select isnt_empty($$ select * from public.tickets where id = tests.id('ticket of hannah') $$, 'and colleagues see them');

select * from finish();
rollback;
