-- A member goes on with a closed matter in a new ticket, which says what it follows.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select throws_ok($$ select public.open_follow_up(tests.id('ticket of hannah')) $$, 'PT409', null, 'an open one is gone on with');
select public.set_ticket_status(tests.id('ticket of hannah'), 'closed');
select throws_like($$ select public.set_ticket_status(tests.id('ticket of hannah'), 'open') $$, '%open a follow-up instead.',
  'which a closed one does not allow');
select tests.act_as('hannah');
select throws_ok($$ select public.open_follow_up(tests.id('ticket of hannah')) $$, 'PT404', null, 'requesters just write');
select tests.act_as('reto');
create temp table made as select public.open_follow_up(tests.id('ticket of hannah'), p_note => 'She called.') as ticket;
select results_eq($$ select ticket ->> 'follows_ticket_id', ticket ->> 'subject', ticket ->> 'assignee_id' from made $$,
  $$ values (tests.id('ticket of hannah')::text, 'A question', tests.id('member reto')::text) $$, 'a new ticket, the member''s');
select is((select public.open_ticket((ticket ->> 'id')::uuid) #>> '{notes,0,content}' from made), 'She called.', 'with the note');

select * from finish();
rollback;
