-- Which status may follow which is data; what is not in the table is refused.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.tickets set status = 'solved' where id = tests.id('ticket of tobias');
update public.tickets set status = 'closed' where id = tests.id('ticket of tobias');
select throws_ok($$ update public.tickets set status = 'new' where id = tests.id('ticket of hannah') $$,
  'PT409', null, 'an open ticket does not become new again');
select throws_ok($$ update public.tickets set status = 'lost' where id = tests.id('ticket of hannah') $$,
  'PT409', null, 'a status nobody knows is refused');
select lives_ok($$ update public.tickets set status = 'solved' where id = tests.id('ticket of hannah') $$,
  'an open ticket can be solved');
select isnt((select solved_at from public.tickets where id = tests.id('ticket of hannah')), null,
  'solving notes the time');
select lives_ok($$ update public.tickets set status = 'open' where id = tests.id('ticket of hannah') $$,
  'a solved ticket can be opened again');
select results_eq(
  $$ select solved_at, reopen_count from public.tickets where id = tests.id('ticket of hannah') $$,
  $$ values (null::timestamptz, 1) $$, 'reopening is counted, and it is not solved any more');
select lives_ok($$ update public.tickets set status = 'closed' where id = tests.id('ticket of hannah') $$,
  'it can be closed');
select isnt((select solved_at from public.tickets where id = tests.id('ticket of tobias')), null,
  'closing a solved ticket keeps the time it was solved');
select throws_ok($$ update public.tickets set status = 'open' where id = tests.id('ticket of hannah') $$,
  'PT409', null, 'closed is for good');

select * from finish();
rollback;
