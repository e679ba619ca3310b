-- A rejected draft is feedback, and nothing leaves.
begin;
select plan(2);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.reject_draft(tests.id('draft for hannah'), 'Wrong country.');
select tests.act_as_owner();
select results_eq($$ select kind, before, comment from public.feedback $$,
  $$ values ('reject', 'Two to three days.', 'Wrong country.') $$, 'the reason is kept');
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 0, 'nothing is sent');

select * from finish();
rollback;
