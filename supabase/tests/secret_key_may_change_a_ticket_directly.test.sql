-- A direct update by the secret key is a change like any other: a new version, on record.
begin;
select plan(2);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create temp table before as select version from public.tickets where id = tests.id('ticket of hannah');
grant select on before to service_role;
select tests.act_as_role('service_role');
update public.tickets set subject = 'Another' where id = tests.id('ticket of hannah');
select is((select version from public.tickets where id = tests.id('ticket of hannah')),
  (select version + 1 from before), 'a new version');
select is((select details #>> '{after,subject}' from public.audit_log
  where action = 'ticket.change' and ticket_id = tests.id('ticket of hannah') order by id desc limit 1),
  'Another', 'on record');

select * from finish();
rollback;
