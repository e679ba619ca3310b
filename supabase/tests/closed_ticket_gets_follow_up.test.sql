-- A closed ticket stays closed: a later mail opens a new one that names it.
begin;
select plan(3);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.tickets set status = 'closed' where id = tests.id('ticket of hannah');
create temp table later as
  select tests.mail('hannah', 'One more thing', 'mail-1', array['<question.hannah@postbox.example>']) as said;
select is((select said ->> 'new_ticket' from later), 'true', 'there is a new ticket');
select is((select follows_ticket_id from public.tickets
           where id = (select (said ->> 'ticket_id')::uuid from later)),
  tests.id('ticket of hannah'), 'it says which one it follows');
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'closed',
  'the old one stays closed');

select * from finish();
rollback;
