-- Who is let out has no open tickets any more: they are back with the team, on record.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.tickets set assignee_id = tests.id('member reto') where id = tests.id('ticket of hannah');
update public.tickets set assignee_id = tests.id('member reto'), status = 'solved' where id = tests.id('ticket of tobias');
select tests.act_as('reto');
select throws_ok($$ select public.set_member_active(tests.id('member mathilde'), false) $$, 'PT403', null,
  'an agent lets nobody out');
select tests.act_as('anna');
select is((public.set_member_active(tests.id('member reto'), false) ->> 'active')::boolean, false, 'an admin does');
select is((select assignee_id from public.tickets where id = tests.id('ticket of hannah')), null, 'the open ticket is free');
select is((select team_id from public.tickets where id = tests.id('ticket of hannah')), tests.id('front'), 'and with its team');
select is((select assignee_id from public.tickets where id = tests.id('ticket of tobias')), tests.id('member reto'),
  'what is done stays theirs');
select isnt_empty($$ select * from public.audit_log where ticket_id = tests.id('ticket of hannah')
  and details -> 'before' ? 'assignee_id' and details ->> 'reason' = 'Reto has left.' $$, 'on record, with the reason');
select tests.act_as('reto');
select is_empty($$ select * from public.tickets $$, 'who left sees nothing');

select * from finish();
rollback;
