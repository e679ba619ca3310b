-- A draft that waits is told to whom its ticket concerns; once one has decided, to nobody any more.
begin;
select plan(6);
\ir helpers/cast.psql
\ir helpers/tickets.psql
insert into public.team_members (team_id, member_id) values (tests.id('front'), tests.id('member anna'));
set constraints all immediate;

create function tests.waits() returns text language sql security definer as $$
  select string_agg(m.name, ', ' order by m.name) from public.notifications n
  join public.members m on m.id = n.member_id
  where n.kind = 'review' and n.read_at is null and n.ticket_id = tests.id('ticket of hannah')
$$;
create function tests.draft() returns uuid language sql security definer as $$
  select d.id from public.drafts d where d.ticket_id = tests.id('ticket of hannah') and d.state = 'pending'
$$;
grant execute on all functions in schema tests to anon, authenticated;

select is(tests.waits(), 'Anna, Reto', 'the team, when nobody has the ticket');
select tests.act_as('reto');
select public.approve_draft(tests.draft());
select is(tests.waits(), null, 'decided by one is decided for all');
select tests.act_as_owner();

update public.tickets set assignee_id = tests.id('member reto') where id = tests.id('ticket of hannah');
insert into public.drafts (ticket_id, origin, state, text) values (tests.id('ticket of hannah'), 'ai', 'pending', 'Two days.');
select is(tests.waits(), 'Reto', 'who has the ticket, when somebody has');
select tests.mail('hannah', 'never mind', 'm2', array['<question.hannah@postbox.example>']);
select is(tests.waits(), null, 'a draft that is overtaken waits no more');

insert into public.deliveries (draft_id, ticket_id, to_address, message_id, state)
select d.id, d.ticket_id, 'hannah@postbox.example', '<d@x>', 'sending' from public.drafts d
where d.ticket_id = tests.id('ticket of hannah') limit 1;
update public.deliveries set state = 'unknown';
update public.deliveries set detail = 'looked at';
select is((select string_agg(m.name || n.times, ',') from public.notifications n
  join public.members m on m.id = n.member_id where n.kind = 'delivery'), 'Reto1', 'an unknown delivery is told once');
select is(private.unread_of(tests.id('member mathilde')), 1, 'all of it is no business of another team: hers is her own draft');

select * from finish();
rollback;
