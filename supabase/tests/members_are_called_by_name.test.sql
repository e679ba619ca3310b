-- Members are named by address, by what is before its @, or by name, where only one is meant.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/tickets.psql
update public.members set name = 'Reto Brodbeck' where id = tests.id('member reto');
update public.members set name = 'Anna Keller' where id = tests.id('member anna');
insert into public.members (id, name, email, role, active) values
  (tests.id('member jan'), 'Jan Keller', 'jan.keller@postbox.example', 'agent', true),
  (tests.id('member left'), 'Reto Left', 'left@postbox.example', 'agent', false);

select tests.act_as('anna');
create function pg_temp.give(p_who text) returns uuid language sql as $$
  select (public.update_ticket(tests.id('ticket of hannah'), jsonb_build_object('assignee', p_who)) ->> 'assignee_id')::uuid
$$;
select is(pg_temp.give('reto@postbox.example'), tests.id('member reto'), 'by address');
select is(pg_temp.give('RETO'), tests.id('member reto'), 'by what is before the @, in any case');
select is(pg_temp.give('brodbeck'), tests.id('member reto'), 'by a part of the name');
select is(pg_temp.give('Anna Keller'), tests.id('member anna'), 'by the whole name');
select is(pg_temp.give('jan'), tests.id('member jan'), 'by the first name');
select throws_ok($$ select pg_temp.give('keller') $$, 'PT422',
  '''keller'' could be Anna Keller (anna@postbox.example) or Jan Keller (jan.keller@postbox.example): name one by mail address.',
  'not where several are meant');
select throws_ok($$ select pg_temp.give('brodbek') $$, 'PT422',
  'There is no active member ''brodbek'': name one by mail address or name. Did you mean brodbeck?', 'a slip');
select throws_like($$ select pg_temp.give('left') $$, 'There is no active member%', 'nobody who has left');

select pg_temp.give('brodbeck');
select is(jsonb_array_length(public.search_tickets('assignee:brodbeck') -> 'tickets'), 1, 'in a search, too');
select is(jsonb_array_length(public.search_tickets('assignee:"Reto Brodbeck"') -> 'tickets'), 1, 'by the whole name');
select is(jsonb_array_length(public.search_tickets('assignee:keller') -> 'tickets'), 0, 'where a name may stand for several');

select is(public.add_note(tests.id('ticket of hannah'), '@reto @nobody @keller, look') -> 'nobody', '["keller", "nobody"]',
  'a note says whom it does not reach');
select is(public.add_note(tests.id('ticket of hannah'), '@reto, look') -> 'told', '["Reto Brodbeck"]', 'and whom it does');

select * from finish();
rollback;
