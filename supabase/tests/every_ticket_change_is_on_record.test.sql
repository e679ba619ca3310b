-- Whatever way a ticket is changed, who did it and what was before stands in the audit log.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.update_ticket(tests.id('ticket of hannah'),
  '{"priority": 1, "subject": "Late", "tags_add": ["Late Parcel"]}', null, 'She called.');
select tests.act_as_owner();
select results_eq(
  $$ select actor, details from public.audit_log
     where action = 'ticket.change' and ticket_id = tests.id('ticket of hannah') and actor is not null $$,
  $$ values (tests.id('reto'), '{"before": {"priority": 2, "subject": "A question"},
       "after": {"priority": 1, "subject": "Late"}, "reason": "She called."}'::jsonb) $$,
  'only what changed, before and after, with the reason');
select results_eq(
  $$ select details from public.audit_log where action = 'ticket.tag' $$,
  $$ values ('{"tags": ["late_parcel"], "reason": "She called."}'::jsonb) $$, 'tags too');
update public.tickets set team_id = null where id = tests.id('ticket of tobias');
select is((select details #>> '{before,team_id}' from public.audit_log
           where ticket_id = tests.id('ticket of tobias') order by id desc limit 1),
  tests.id('orders')::text, 'a change past all functions does not escape it');
delete from public.ticket_tags;
select is((select count(*)::int from public.audit_log where action = 'ticket.untag'), 1, 'nor a tag that goes');
update public.tickets set updated_at = now();
select is((select count(*)::int from public.audit_log where at = now() and details = '{}'), 0,
  'what changes nothing leaves no empty row');

select * from finish();
rollback;
