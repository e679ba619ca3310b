-- A customer writes again: who has the ticket is told, and who watches it and may still see it.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql
set constraints all immediate;

create function tests.told() returns text language sql security definer as $$
  select string_agg(m.name || ' ' || n.times, ', ' order by m.name)
  from public.notifications n join public.members m on m.id = n.member_id where n.kind = 'reply' and n.read_at is null
$$;
grant execute on all functions in schema tests to anon, authenticated;
insert into public.ticket_watchers (ticket_id, member_id, why)
select tests.id('ticket of hannah'), tests.id('member ' || who), 'self' from unnest(array['anna', 'mathilde']) who;

select is(tests.told(), null, 'of the first message nobody is told as of a reply');
select tests.mail('hannah', 'more', 'm2', array['<question.hannah@postbox.example>']);
select is(tests.told(), 'Anna 1', 'nobody has it: the watcher who may see it is told, the other not');
update public.tickets set assignee_id = tests.id('member reto') where id = tests.id('ticket of hannah');
select tests.mail('hannah', 'and more', 'm3', array['<question.hannah@postbox.example>']);
select is(tests.told(), 'Anna 2, Reto 1', 'an unread one counts up');
select tests.mail('hannah', 'away', 'm4', array['<question.hannah@postbox.example>'], 'It says so.');
select is(tests.told(), 'Anna 2, Reto 1', 'of what a machine wrote nobody is told');
select tests.act_as('reto');
select public.open_ticket(tests.id('ticket of hannah'));
select is(tests.told(), 'Anna 2', 'who opens the ticket has read it');
select tests.act_as('hannah');
select public.add_message(tests.id('ticket of hannah'), 'Still there?');
select tests.act_as_owner();
select is(tests.told(), 'Anna 3, Reto 1', 'then it is news again');
select is((select count(*) from public.notifications n where n.kind = 'reply' and n.data::text like '%Still%'), 0::bigint,
  'the words are not kept in it');

select * from finish();
rollback;
