-- A draft is decided on once, by a member who sees its ticket.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('anon');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah')) $$, '42501', null,
  'not anon');
select tests.act_as('hannah');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah')) $$, 'PT404', null,
  'not the customer herself');
select tests.act_as('mathilde');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah')) $$, 'PT404', null,
  'not an agent of another team');
select tests.act_as('reto');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah'), '  ') $$, 'PT422', null,
  'not an empty text');
select is(public.approve_draft(tests.id('draft for hannah')) ->> 'state', 'approved',
  'an agent of the team approves');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah')) $$, 'PT409', null,
  'once');
select throws_ok($$ select public.reject_draft(tests.id('draft for hannah')) $$, 'PT409', null,
  'and cannot change his mind');
select tests.act_as_owner();
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 1, 'one send is enqueued');
select is((select decided_by from public.drafts where id = tests.id('draft for hannah')), tests.id('member reto'),
  'who decided is kept');

select * from finish();
rollback;
