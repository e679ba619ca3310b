-- A merged ticket points to its target and loses nothing; undone, it is what it was.
begin;
select plan(15);
\ir helpers/cast.psql
\ir helpers/tickets.psql

insert into public.tickets (id, customer_id, subject, team_id, status)
values (tests.id('second of hannah'), tests.id('customer hannah'), 'Again', tests.id('front'), 'pending');
insert into public.interactions (id, ticket_id, customer_id, type, author, content, message_id)
values (tests.id('second question'), tests.id('second of hannah'), tests.id('customer hannah'), 'message', 'customer',
  'Second question', '<second@postbox.example>');

select tests.act_as('reto');
select is(public.merge_tickets(tests.id('second of hannah'), tests.id('ticket of hannah')) ->> 'target_id',
  tests.id('ticket of hannah')::text, 'merged');
select results_eq($$ select status, merged_into from public.tickets where id = tests.id('second of hannah') $$,
  $$ values ('closed', tests.id('ticket of hannah')) $$, 'it is closed and points to its target');
select is(public.open_ticket(tests.id('ticket of hannah')) #>> '{merged,0,interactions,0,content}', 'Second question',
  'opening the target shows its words');
select results_eq($$ select content from public.ticket_threads where thread_id = tests.id('ticket of hannah') order by content $$,
  array['Question of hannah', 'Second question'], 'and so does the thread');
select is((select count(*)::int from public.access_log where ticket_id = tests.id('second of hannah')), 0,
  'agents do not read the access log');
select tests.act_as('hannah');
select is((select count(*)::int from public.ticket_threads where thread_id = tests.id('ticket of hannah')), 2,
  'the requester''s too');
select tests.act_as('reto');
select throws_ok($$ select public.update_ticket(tests.id('second of hannah'), '{"status": "open"}') $$, 'PT409', null,
  'it is not opened past the undo');
select tests.act_as_owner();
select is((select count(*)::int from public.access_log where ticket_id = tests.id('second of hannah')), 1,
  'reading it with the target is on record');
select is(jsonb_array_length(public.ticket_context(tests.id('ticket of hannah')) -> 'turns'), 2,
  'whoever answers the target has read both');
select is(tests.mail('hannah', 'More', 'more', array['<second@postbox.example>']) ->> 'ticket_id',
  tests.id('ticket of hannah')::text, 'a reply to it goes to the target');
select tests.act_as('mathilde');
select throws_ok($$ select public.unmerge_ticket(tests.id('second of hannah')) $$, 'PT404', null, 'not undone by a stranger');
select tests.act_as('reto');
select is(public.unmerge_ticket(tests.id('second of hannah')) ->> 'status', 'pending', 'undone, it is pending again');
select results_eq($$ select status, merged_into, closed_at from public.tickets where id = tests.id('second of hannah') $$,
  $$ values ('pending', null::uuid, null::timestamptz) $$, 'and points nowhere');
select throws_ok($$ select public.unmerge_ticket(tests.id('second of hannah')) $$, 'PT409', null, 'twice is refused');
select is((select count(*)::int from public.ticket_threads where thread_id = tests.id('ticket of hannah')), 2,
  'what came to the target stays there');

select * from finish();
rollback;
