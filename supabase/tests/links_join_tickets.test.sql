-- Tickets are linked by those who see both; a relation is the same from both sides.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

insert into public.tickets (id, customer_id, subject, team_id, status)
values (tests.id('second of hannah'), tests.id('customer hannah'), 'Again', tests.id('front'), 'pending');
insert into public.interactions (id, ticket_id, customer_id, type, author, content, message_id)
values (tests.id('second question'), tests.id('second of hannah'), tests.id('customer hannah'), 'message', 'customer',
  'Second question', '<second@postbox.example>');

select tests.act_as('reto');
select throws_ok($$ select public.link_tickets(tests.id('ticket of hannah'), tests.id('ticket of tobias'), 'blocks') $$, 'PT404',
  null, 'not to one that one does not see');
select throws_ok($$ select public.link_tickets(tests.id('ticket of hannah'), tests.id('second of hannah'), 'hates') $$, 'PT422',
  null, 'not by a word nobody knows');
select public.link_tickets(tests.id('ticket of hannah'), tests.id('second of hannah'));
select public.link_tickets(tests.id('second of hannah'), tests.id('ticket of hannah'));
select is((select count(*)::int from public.ticket_links), 1, 'related is related, both ways');
select public.link_tickets(tests.id('second of hannah'), tests.id('ticket of hannah'), 'duplicate_of');
select is((select jsonb_agg(l -> 'direction') from jsonb_array_elements(
  public.open_ticket(tests.id('ticket of hannah')) -> 'links') l), '["from", "both"]', 'seen from the one');
select is((select jsonb_agg(l -> 'direction') from jsonb_array_elements(
  public.open_ticket(tests.id('second of hannah')) -> 'links') l), '["to", "both"]', 'and from the other');
select public.unlink_tickets(tests.id('second of hannah'), tests.id('ticket of hannah'));
select is((select count(*)::int from public.ticket_links where kind = 'relates_to'), 0, 'undone from either side');
select throws_ok($$ select public.unlink_tickets(tests.id('second of hannah'), tests.id('ticket of hannah')) $$, 'PT404', null,
  'once');
select tests.act_as('hannah');
select is_empty($$ select * from public.ticket_links $$, 'requesters see no links');

select * from finish();
rollback;
