-- Of two who decide on one draft the second hears who did, and nothing is decided twice.
begin;
select plan(6);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.approve_draft(tests.id('draft for hannah'), 'Four days.');
select tests.act_as('anna');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah'), 'Six days.') $$, 'PT409',
  'Reto has approved this draft already.', 'who approves too');
select throws_ok($$ select public.reject_draft(tests.id('draft for hannah'), 'Wrong.') $$, 'PT409',
  'Reto has approved this draft already.', 'who rejects');
select is((select final_text from public.drafts where id = tests.id('draft for hannah')), 'Four days.', 'the first text stays');
select is((select count(*) from public.feedback where kind = 'edit')::int, 1, 'one edit is kept');

select public.reject_draft(tests.id('draft for tobias'), 'Wrong.');
select tests.act_as('mathilde');
select throws_ok($$ select public.approve_draft(tests.id('draft for tobias')) $$, 'PT409',
  'Anna has rejected this draft already.', 'who approves what was rejected');
select is((select comment from public.feedback where kind = 'reject'), 'Wrong.', 'the reason is kept');

select * from finish();
rollback;
