-- Opening a ticket is good for one day.
begin;
select plan(2);
\ir helpers/cast.psql
\ir helpers/tickets.psql

insert into public.access_log (at, member_id, actor_role, customer_id, ticket_id)
values (now() - interval '25 hours', tests.id('member reto'), 'authenticated', tests.id('customer hannah'), tests.id('ticket of hannah'));
select tests.act_as('reto');
select is_empty($$ select * from public.interactions $$, 'what was opened yesterday is closed');
select is_empty($$ select * from public.notes $$, 'with its notes');

select * from finish();
rollback;
