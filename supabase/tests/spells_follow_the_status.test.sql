-- A spell is the time in which a ticket is to do: what reports count and what is rated.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/levels.psql

update public.calendars set is_default = true;
create function tests.spells() returns text[] language sql as $$
  select array_agg(format('%s %s-%s %s %s/%s', s.number, tests.local(s.began_at), tests.local(s.ended_at),
    coalesce(s.ended_as, '…'), s.replies_agent, s.replies_ai) order by s.number)
  from public.ticket_spells s where s.ticket_id = tests.id('sla')
$$;
create function tests.spell(p_number integer) returns public.ticket_spells language sql as $$
  select s from public.ticket_spells s where s.ticket_id = tests.id('sla') and s.number = p_number
$$;

select tests.open_at('2026-03-06 16:00+01');  -- a Friday, an hour before closing
select is(tests.spells(), array['1 2026-03-06 16:00- … 0/0'], 'the first begins with the ticket');
select tests.writes('ai', '2026-03-06 16:10+01');
select tests.becomes('pending', '2026-03-06 16:10+01');
select tests.writes('customer', '2026-03-06 18:00+01');
select tests.becomes('open', '2026-03-06 18:00+01');
select tests.writes('agent', '2026-03-09 08:30+01');
select is(tests.spells(), array['1 2026-03-06 16:00- … 1/1'], 'pending does not end it; replies are counted by author');
select is((tests.spell(1)).first_reply_by, 'ai', 'the first one is known');
select is((tests.spell(1)).first_reply_business_s, 600::numeric, 'and when it came, in business time');
update public.tickets set assignee_id = tests.id('member reto') where id = tests.id('sla');
select tests.becomes('solved', '2026-03-09 09:00+01');
select is((tests.spell(1)).ended_as, 'solved', 'solving ends it');
select is((tests.spell(1)).member_id, tests.id('member reto'), 'who had the ticket is on record');
select is((tests.spell(1)).business_s, 7200::numeric, 'so is the business time: an hour on Friday, one on Monday');
select tests.becomes('closed', '2026-03-10 09:00+01');
select is(tests.local((tests.spell(1)).ended_at), '2026-03-09 09:00', 'closing what is solved changes nothing');

select set_config('autocrm.reply', 'yes', true);
select tests.becomes('open', '2026-03-11 09:00+01');
select set_config('autocrm.reply', '', true);
select is(tests.local((tests.spell(2)).began_at), '2026-03-11 09:00', 'reopening begins another one');
select tests.writes('agent', '2026-03-11 10:00+01');
select is((tests.spell(2)).replies_agent, 1, 'with replies of its own');

insert into public.tickets (id, customer_id, team_id)
values (tests.id('other'), tests.id('customer hannah'), tests.id('front'));
select public.merge_tickets(tests.id('sla'), tests.id('other'));
select is((tests.spell(2)).ended_as, 'closed', 'merging ends it without solving');
select public.unmerge_ticket(tests.id('sla'));
select is((tests.spell(2)).ended_at, null, 'undoing that is no reopening: it goes on');
select is((select count(*) from public.ticket_spells where ticket_id = tests.id('sla')), 2::bigint, 'there are two');

delete from public.ticket_spells where ticket_id = tests.id('sla');
select private.fill_ticket_spells();
select is(tests.spells(), array['1 2026-03-06 16:00- … 2/1'],
  'what came in by another way gets one spell, from its thread');

select * from finish();
rollback;
