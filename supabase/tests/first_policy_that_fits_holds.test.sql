-- Policies are asked in their order; customer, company, team, category and priority decide.
begin;
select plan(8);
\ir helpers/cast.psql

create function tests.policy(p_customer text, p_priority integer default 3, p_category text default null,
  p_team text default 'front') returns text language sql as $$
  select (private.sla_policy_of(jsonb_populate_record(null::public.tickets, jsonb_build_object(
    'customer_id', tests.id('customer ' || p_customer), 'priority', p_priority, 'category', p_category,
    'team_id', tests.id(p_team))))).key
$$;

select is(tests.policy('hannah'), null, 'without policies none holds');
select public.set_sla_policy('everybody', '{"position": 90}');
select public.set_sla_policy('hannah', '{"position": 10, "customer": "hannah@postbox.example"}');
select public.set_sla_policy('torvik', '{"position": 20, "company": "torvikhale.example", "priority": 1}');
select public.set_sla_policy('billing', '{"position": 30, "category": "billing"}');
select public.set_sla_policy('orders', '{"position": 40, "team": "orders"}');
select is(tests.policy('tobias'), 'everybody', 'the one for everybody');
select is(tests.policy('hannah', 1, 'billing'), 'hannah', 'the first that fits');
select is(tests.policy('elin', 1), 'torvik', 'a company''s, where all its conditions fit');
select is(tests.policy('elin', 2), 'everybody', 'and not where one does not');
select is(tests.policy('tobias', 3, 'billing'), 'billing', 'by category');
select is(tests.policy('tobias', 3, 'shipping', 'orders'), 'orders', 'by team');
select public.set_sla_policy('hannah', '{"active": false}');
select is(tests.policy('hannah'), 'everybody', 'a policy that is off is passed over');

select * from finish();
rollback;
