-- A policy made or changed, and a customer who changes the company, are followed some at a time.
begin;
select plan(6);
\ir helpers/cast.psql

insert into public.tickets (customer_id, team_id, status)
select tests.id('customer tobias'), tests.id('front'), case when n <= 120 then 'open' else 'solved' end
from generate_series(1, 130) n;
insert into public.tickets (customer_id, team_id) values (tests.id('customer ingrid'), tests.id('front'));
select is((select count(*) from public.sla_clocks), 0::bigint, 'without policies nothing is measured');

select public.set_sla_policy('all', '{"targets": {"resolution": 3600}}');
select is((select count(*) from public.sla_clocks), 0::bigint, 'setting one is quick: the timers follow');
select public.run_timers(p_now => clock_timestamp() + interval '1 minute') from generate_series(1, 5);
select is((select count(*) from public.sla_clocks), 121::bigint, 'then all open tickets are measured');
select is((select count(*) from public.tickets where next_due_at is not null), 121::bigint, 'and the queue knows');

select public.set_sla_policy('torvik', '{"position": 1, "company": "torvikhale.example", "targets": {"resolution": 60}}');
select public.run_timers(p_now => clock_timestamp() + interval '2 minutes') from generate_series(1, 5);
select is((select count(*) from public.sla_clocks where target_s = 60), 1::bigint, 'a company''s by its own policy');
update public.customers set company_id = tests.id('torvik & hale') where id = tests.id('customer tobias');
select public.run_timers(p_now => clock_timestamp() + interval '3 minutes') from generate_series(1, 5);
select is((select count(*) from public.sla_clocks where target_s = 60), 121::bigint, 'who joins it comes under it');

select * from finish();
rollback;
