-- What is searched follows what stands in the tables: new, changed, moved and gone.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(9);

create function tests.found(p_query text) returns text language sql as $$
  select coalesce(string_agg(t #>> '{customer,name}', ' ' order by t #>> '{customer,name}'), '')
  from jsonb_array_elements(public.search_tickets(p_query) -> 'tickets') t
$$;
insert into public.interactions (id, ticket_id, customer_id, type, author, content)
values (tests.id('late'), tests.id('ticket of hannah'), tests.id('customer hannah'), 'message', 'customer', 'kettle');
select is(tests.found('kettle'), 'Hannah', 'a new message is found');
update public.tickets set subject = 'Teapot' where id = tests.id('ticket of hannah');
select is(tests.found('teapot kettle'), 'Hannah', 'a new subject too, with what was there');
update public.interactions set content = 'saucepan' where id = tests.id('late');
select is(tests.found('kettle or saucepan -question'), '', 'each still has its question');
select is(tests.found('saucepan') || tests.found('kettle'), 'Hannah', 'a changed message');
update public.interactions set ticket_id = tests.id('ticket of tobias'), customer_id = tests.id('customer tobias')
where id = tests.id('late');
select is(tests.found('saucepan'), 'Tobias', 'a message that moved');
delete from public.notes where ticket_id = tests.id('ticket of hannah');
select is(tests.found('internal'), 'Tobias', 'a note that is gone');
delete from public.interactions where id = tests.id('late');
select is(tests.found('saucepan'), '', 'a message that is gone');

-- Longer than positions and megabytes go: accepted, and phrases are still found.
insert into public.interactions (ticket_id, customer_id, type, author, content)
select tests.id('ticket of hannah'), tests.id('customer hannah'), 'message', 'customer',
  (select string_agg('word' || n * p, ' ') from generate_series(1, 40000) n) || ' the last sentence ' || p
from generate_series(1, 6) p;
insert into public.interactions (ticket_id, customer_id, type, author, content)
values (tests.id('ticket of hannah'), tests.id('customer hannah'), 'message', 'customer', 'and a green umbrella');
select is(tests.found('umbrella'), 'Hannah', 'after half a million words');
create temp table kept as select ticket_id, document is not null as there from public.ticket_search;
select is(private.rebuild_ticket_search(), (select count(*) from kept), 'and all of it can be made anew');

select * from finish();
rollback;
