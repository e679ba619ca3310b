-- Internal articles are for members, those of a team for its members and admins.
begin;
select plan(4);
\ir helpers/cast.psql

select public.save_article('public', 'Delivery times', 'Two days.');
select public.save_article('internal', 'Refund limits', 'Up to 50 francs.', p_visibility => 'internal');
select public.save_article('team', 'Chargebacks',
  'Call the bank.', p_visibility => 'team', p_team => 'orders');
select public.save_article('draft', 'Not yet', 'Soon.', p_status => 'draft');
select public.save_article('archived', 'Once', 'Long ago.', p_status => 'archived');

select tests.act_as('reto');
select set_eq($$ select slug from public.knowledge_base where status = 'published' $$, array['public', 'internal'],
  'the front desk does not see those of the books');
select tests.act_as('mathilde');
select set_eq($$ select slug from public.knowledge_base where status = 'published' $$, array['public', 'internal', 'team'],
  'the books do');
select tests.act_as('anna');
select is((select count(*) from public.knowledge_base)::int, 5, 'an admin sees all');
select throws_ok($$ select public.save_article('x', 'X', 'X', p_visibility => 'team') $$, '23514', null,
  'a team article names its team');

select * from finish();
rollback;
