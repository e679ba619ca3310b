-- Who has left keeps a sign-in for a while, but no rights.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.members set role = 'admin' where id = tests.id('member mathilde');  -- one stays
update public.members set active = false where id in (tests.id('member reto'), tests.id('member anna'));
select tests.act_as('reto');
select is_empty($$ select * from public.tickets $$, 'no tickets');
select is_empty($$ select * from public.members $$, 'no colleagues');
select throws_ok($$ select public.open_ticket(tests.id('ticket of hannah')) $$, 'PT404', null,
  'no thread');
select tests.act_as('anna');
select is_empty($$ select * from public.tickets $$, 'an admin who has left sees none either');
select throws_ok($$ select public.set_policy('shipping', 'auto') $$, 'PT403', null,
  'and changes nothing');

select * from finish();
rollback;
