-- A new ticket's clocks run in the hours of its policy's calendar, over lunch, night and weekend.
begin;
select plan(6);
\ir helpers/cast.psql
\ir helpers/levels.psql

select tests.open_at('2026-03-06 16:00+01');  -- Friday, an hour before closing
select is(tests.local((tests.clock('first_response')).due_at), '2026-03-09 09:00', 'the second hour is Monday''s first');
select is(tests.local((tests.clock('resolution')).due_at), '2026-03-10 16:00', 'sixteen hours are Friday''s last, Monday, and seven of Tuesday');
select is(tests.local((tests.clock('first_response')).warn_at), '2026-03-09 08:36', 'the warning comes at four fifths');
select is((tests.clock('next_response')).id, null, 'no next response is awaited before the first');
select is(tests.local((select next_due_at from public.tickets where id = tests.id('sla'))), '2026-03-09 09:00',
  'the queue knows the earliest');
select is((select version from public.tickets where id = tests.id('sla')), 1, 'which is not a new version of the ticket');

select * from finish();
rollback;
