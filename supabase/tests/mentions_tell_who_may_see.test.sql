-- @name in a note tells members who may see the ticket, and they watch it from then on.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.members set name = 'Reto Beck' where id = tests.id('member reto');
insert into public.team_members values (tests.id('front'), tests.id('member anna'));
select is(private.mentioned('Hi @Reto, @anna. mail me@mathilde.example, @reto.beck! @nobody'),
  array(select tests.id('member ' || n) from unnest(array['anna', 'reto']) n order by 1), 'names and handles, not addresses');
insert into public.members (name, email, role) values ('Reto Zurbriggen', 'rz@postbox.example', 'agent');
select is(private.mentioned('@reto'), array[tests.id('member reto')], 'a whole handle wins over a first name');
update public.members set email = 'rb@postbox.example' where id = tests.id('member reto');
select is(private.mentioned('@reto'), '{}', 'a first name of two names nobody');
select is(private.mentioned('@RetoBeck'), array[tests.id('member reto')], 'the whole name does');
select tests.act_as('anna');
select is(public.add_note(tests.id('ticket of hannah'), 'No, @anna and @mathilde') -> 'unseen', '["Mathilde"]',
  'who may not see it is named back');
select is_empty($$ select * from public.ticket_watchers $$, 'and does not watch; nor does who names herself');
select public.open_ticket(tests.id('ticket of hannah'));
select is((select mentions from public.notes where content like 'No,%'), array[tests.id('member anna')],
  'the note says who was named');

select * from finish();
rollback;
