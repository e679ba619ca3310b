-- Who was not content hears from a person: the ticket is open again, and who has it is told.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.ticket_of_hannah() returns public.tickets language sql as $$
  select t from public.tickets t where t.id = tests.id('ticket of hannah')
$$;
create function tests.told(p_kind text) returns bigint language sql as $$
  select count(*) from public.notifications n where n.kind = p_kind and n.member_id = tests.id('member reto')
$$;
create function tests.rated(p_spell integer, p_score integer) returns jsonb language sql as $$
  select public.give_feedback(private.feedback_token(tests.id('ticket of hannah'), p_spell, now() + interval '1 day'), p_score)
$$;

select public.update_ticket(tests.id('ticket of hannah'), '{"status": "solved", "assignee": "reto@postbox.example"}');
set constraints all immediate;
set constraints all deferred;
select tests.rated(1, 3);
select is((tests.ticket_of_hannah()).status, 'solved', 'three of five leaves it solved');
select is(tests.rated(1, 2) ->> 'reopened', 'true', 'two opens it again');
select is((tests.ticket_of_hannah()).status, 'open', 'really');
set constraints all immediate;
set constraints all deferred;
select is(tests.told('feedback'), 1::bigint, 'who has it is told');
select is(tests.told('reopened'), 0::bigint, 'once');
select is((select a.details ->> 'reason' from public.audit_log a where a.action = 'ticket.change'
  and a.details #>> '{after,status}' = 'open' order by a.id desc limit 1), 'The customer was not content: 2 of 5.',
  'the reason is on record');
select tests.rated(1, 1);
select is(tests.told('feedback'), 1::bigint, 'making it worse tells nothing new');

-- Closed in between, and solved anew: the second solving has a rating of its own.
select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');
select public.set_ticket_status(tests.id('ticket of hannah'), 'closed');
select tests.rated(2, 1);
select is((tests.ticket_of_hannah()).status, 'open', 'a closed ticket too, as a reply would');
select is((tests.ticket_of_hannah()).reopen_count, 2, 'it counts as reopening');

select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');
update public.settings set value = '0' where key = 'reopen_days';
select is(tests.rated(3, 1) ->> 'reopened', 'false', 'not when a reply would not any more');
select is(tests.told('feedback'), 3::bigint, 'but who had it is told');

update public.settings set value = '14' where key = 'reopen_days';
update public.settings set value = 'false' where key = 'csat_bad_reopens';
select public.set_setting('csat_bad_score', '0');
select public.set_ticket_status(tests.id('ticket of tobias'), 'solved');
select public.give_feedback(private.feedback_token(tests.id('ticket of tobias'), 1, now() + interval '1 day'), 1);
select is((select status from public.tickets where id = tests.id('ticket of tobias')), 'solved',
  'where the desk does not want that, nothing happens');
select is((select count(*) from public.notifications n where n.kind = 'feedback'
  and n.ticket_id = tests.id('ticket of tobias')), 0::bigint, 'and nobody is told');

-- Merged into another one: its own status stands.
update public.settings set value = 'true' where key = 'csat_bad_reopens';
select public.set_setting('csat_bad_score', '2');
select public.merge_tickets(tests.id('ticket of hannah'), tests.id('ticket of tobias'), true);
select is(tests.rated(3, 1) ->> 'reopened', 'false', 'a merged ticket stays merged');

select * from finish();
rollback;
