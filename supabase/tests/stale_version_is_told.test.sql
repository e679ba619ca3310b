-- Of two who change one ticket, the second is told and nothing is overwritten.
begin;
select plan(6);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.tickets set version = 7 where id = tests.id('ticket of hannah');
select tests.act_as('reto');
select is((public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1}', 7) ->> 'version')::int, 8,
  'who has seen the newest version changes it, and gets the next');
select throws_like($$ select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 4}', 7) $$,
  'Somebody changed this ticket meanwhile%', 'who has seen an older one is told');
select is((public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1}', 8) ->> 'version')::int, 8,
  'what is so already makes no new version');
select is((public.update_ticket(tests.id('ticket of hannah'), '{"subject": "Mine"}') ->> 'version')::int, 9,
  'who names no version asks for no check');
select tests.act_as_owner();
update public.tickets set updated_at = now() where id = tests.id('ticket of hannah');
select is((select version from public.tickets where id = tests.id('ticket of hannah')), 9,
  'a derived column alone makes no version');
select is((select priority from public.tickets where id = tests.id('ticket of hannah')), 1,
  'the second changed nothing');

select * from finish();
rollback;
