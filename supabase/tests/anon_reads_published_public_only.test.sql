-- The help centre is open to everybody, and nothing else is.
begin;
select plan(6);
\ir helpers/cast.psql

select public.save_article('public', 'Delivery times', 'Two days.');
select public.save_article('internal', 'Refund limits', 'Up to 50 francs.', p_visibility => 'internal');
select public.save_article('team', 'Chargebacks',
  'Call the bank.', p_visibility => 'team', p_team => 'orders');
select public.save_article('draft', 'Not yet', 'Soon.', p_status => 'draft');
select public.save_article('archived', 'Once', 'Long ago.', p_status => 'archived');

select tests.act_as_role('anon');
select results_eq($$ select slug from public.knowledge_base $$, $$ values ('public') $$,
  'anon reads what is public and published');
select throws_ok($$ select * from public.knowledge_chunks $$, '42501', null, 'no chunks');
select throws_ok($$ select * from public.knowledge_versions $$, '42501', null, 'no history');
select throws_ok($$ update public.knowledge_base set title = 'Mine' $$, '42501', null,
  'and changes nothing');
select tests.act_as('hannah');
select results_eq($$ select slug from public.knowledge_base $$, $$ values ('public') $$,
  'a customer reads the same');
select is_empty($$ select * from public.knowledge_versions $$, 'and no history');

select * from finish();
rollback;
