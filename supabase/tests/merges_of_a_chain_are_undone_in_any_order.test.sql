-- Tobias turns out to be Hannah, and Hannah to be Ingrid; either merge may be undone first.
begin;
select plan(12);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.ticket('ingrid', 'shipping');
create function tests.owners() returns jsonb language sql as $$
  select jsonb_object_agg(split_part(i.message_id, '@', 1), split_part(c.email, '@', 1))
  from public.interactions i join public.customers c on c.id = i.customer_id
$$;
create function tests.merge(p_source text, p_target text) returns uuid language sql as $$
  select (public.merge_customers(tests.id('customer ' || p_source), tests.id('customer ' || p_target)) ->> 'merge_id')::uuid
$$;
create temp table apart as select tests.owners() as state,
  (select jsonb_agg(to_jsonb(c) - 'updated_at' order by c.id) from public.customers c) as customers;

create temp table first as select tests.merge('tobias', 'hannah') as one, tests.merge('hannah', 'ingrid') as two;
select is(tests.owners(), '{"<question.hannah": "ingrid", "<question.tobias": "ingrid", "<question.ingrid": "ingrid"}'::jsonb,
  'all are one');
select is(private.surviving_customer(tests.id('customer tobias')), tests.id('customer ingrid'), 'to the end of the chain');
select tests.act_as('tobias');
select is((select count(*) from public.tickets)::int, 3, 'the first sign-in sees all three');
select tests.act_as_owner();
select lives_ok($$ select public.unmerge_customers(two) from first $$, 'the last one first');
select is(tests.owners(), '{"<question.hannah": "hannah", "<question.tobias": "hannah", "<question.ingrid": "ingrid"}'::jsonb,
  'two are one');
select public.unmerge_customers(one) from first;
select is(tests.owners(), (select state from apart), 'then all are apart');

create temp table second as select tests.merge('tobias', 'hannah') as one, tests.merge('hannah', 'ingrid') as two;
select lives_ok($$ select public.unmerge_customers(one) from second $$, 'the first one first');
select is(tests.owners(), '{"<question.hannah": "ingrid", "<question.tobias": "tobias", "<question.ingrid": "ingrid"}'::jsonb,
  'the other two are one');
select is((select merged_into from public.customers where id = tests.id('customer tobias')), null, 'he is himself');
select public.unmerge_customers(two) from second;
select is(tests.owners(), (select state from apart), 'then all are apart');
select is((select jsonb_agg(to_jsonb(c) - 'updated_at' order by c.id) from public.customers c), (select customers from apart),
  'with all that they are');
select lives_ok($$ select tests.merge('ingrid', 'tobias') $$, 'and may be merged the other way round');

select * from finish();
rollback;
