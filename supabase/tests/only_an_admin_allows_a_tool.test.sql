-- No category may use a tool until an admin says so; each change is a new version of the policy.
begin;
select plan(11);
\ir helpers/cast.psql
select public.set_policy('shipping', 'review');

select tests.act_as_role('anon');
select throws_ok($$ select public.set_category_tools('shipping', '{order_status}') $$, '42501', null, 'no stranger');
select throws_ok('select * from public.category_tools', '42501', null, 'who reads nothing of it either');
select tests.act_as('hannah');
select throws_ok($$ select public.set_category_tools('shipping', '{order_status}') $$, 'PT403', null, 'no customer');
select is_empty('select * from public.category_tools', 'and sees none');
select tests.act_as('reto');
select throws_ok($$ select public.set_category_tools('shipping', '{order_status}') $$, 'PT403', null, 'no agent');

select tests.act_as('anna');
select is_empty('select * from public.category_tools', 'none is allowed to begin with');
select is(public.set_category_tools('shipping', '{order_status,book_call,order_status}'),
  '{"category": "shipping", "tools": ["book_call", "order_status"]}', 'an admin allows them');
select public.set_category_tools('shipping', '{order_status,book_call}');
select is((select version from public.ai_policies where category = 'shipping'), 2, 'the same again is no new version');
select public.set_category_tools('shipping', '{}');
select is_empty('select * from public.category_tools', 'and forbids them');
select throws_ok($$ select public.set_category_tools('shipping', '{"drop table"}') $$, 'PT422', null, 'a name is a name');
select throws_ok($$ select public.set_category_tools('nowhere', '{}') $$, 'PT404', null, 'a category must have a policy');

select * from finish();
rollback;
