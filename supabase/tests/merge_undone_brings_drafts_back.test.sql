-- What waited for review before a merge does so again when that is undone, unless it is overtaken.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.draft_is() returns text language sql as $$
  select d.state from public.drafts d where d.id = tests.id('draft for hannah') $$;
create temp table other as select (tests.mail('hannah', 'Another matter', 'other') ->> 'ticket_id')::uuid as id;
select public.merge_tickets(tests.id('ticket of hannah'), id) from other;
select is(tests.draft_is(), 'superseded', 'merged, nothing of it waits for review');
select public.unmerge_ticket(tests.id('ticket of hannah'));
select is(tests.draft_is(), 'pending', 'undone, it does again');
select public.merge_tickets(tests.id('ticket of hannah'), id) from other;
insert into public.interactions (ticket_id, customer_id, type, author, content, created_at)
values (tests.id('ticket of hannah'), tests.id('customer hannah'), 'message', 'customer', 'And?', clock_timestamp() + interval '1 second');
select public.unmerge_ticket(tests.id('ticket of hannah'));
select is(tests.draft_is(), 'superseded', 'what has not read her last word does not');
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'open', 'the ticket is as it was');

select * from finish();
rollback;
