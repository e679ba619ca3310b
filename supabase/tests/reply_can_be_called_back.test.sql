-- What a member sends waits a while, in which its author takes it back: nothing of it is lost.
begin;
select plan(17);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.save_member_draft(tests.id('ticket of hannah'), 'Hello Han');
create temp table sent as select public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello Hannah', 'solved') as said;
grant select on sent to authenticated, service_role;
create function pg_temp.cancel() returns jsonb language sql as $$
  select public.cancel_reply((said ->> 'draft_id')::uuid) from sent $$;
select ok((select (said ->> 'send_at')::timestamptz between now() + interval '9 seconds' and now() + interval '2 minutes' from sent),
  'it is told when it leaves');
select is_empty('select 1 from public.member_drafts', 'what was kept of it is done with');
select tests.act_as_owner();
select is(tests.claim('reply.send'), null, 'it does not leave before');
select is((select state from public.drafts where id = tests.id('draft for hannah')), 'superseded', 'the AI''s draft stepped aside');

select tests.act_as('hannah');
select throws_ok('select pg_temp.cancel()', 'PT404', null, 'not the customer');
select tests.act_as('mathilde');
select throws_ok('select pg_temp.cancel()', 'PT404', null, 'not another team');
select tests.act_as_owner();
insert into public.team_members values (tests.id('front'), tests.id('member mathilde'));
select tests.act_as('mathilde');
select throws_ok('select pg_temp.cancel()', 'PT403', null, 'not a colleague');
select tests.act_as('reto');
select public.save_member_draft(tests.id('ticket of hannah'), 'One thing more');
create temp table back as select pg_temp.cancel() as said;
select results_eq($$ select said ->> 'state', said ->> 'text' from back $$,
  $$ values ('cancelled', 'Hello Hannah') $$, 'its author does');
select is((select text from public.member_drafts), E'Hello Hannah\n\nOne thing more', 'and goes on with it, what was written since behind it');
select throws_ok('select pg_temp.cancel()', 'PT409', null, 'once');
select tests.act_as_owner();
select is((select state from public.drafts where id = tests.id('draft for hannah')), 'pending', 'the AI''s draft waits again');
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 0, 'nothing will be sent');
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'open', 'the ticket is as it was');

-- When a worker has it, it may be leaving.
select tests.act_as('reto');
select public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello Hannah');
select tests.act_as_owner();
update public.jobs set run_at = clock_timestamp() where kind = 'reply.send';
select isnt(tests.claim('reply.send'), null, 'its time has come');
select throws_ok($$ select public.cancel_reply(d.id) from public.drafts d where d.state = 'approved' $$, 'PT409',
  'This answer has left or is leaving: it cannot be taken back.', 'then it is too late');

-- With the secret key nobody waits; a desk may do without, too.
select public.reply_to_ticket(tests.id('ticket of tobias'), 'Hello Tobias');
select isnt(tests.claim('reply.send'), null, 'the secret key''s leaves at once');
select public.set_setting('undo_send_seconds', '0');
select tests.act_as('mathilde');
select public.reply_to_ticket(tests.id('ticket of tobias'), 'Hello again');
select tests.act_as_owner();
select isnt(tests.claim('reply.send'), null, 'and without a delay a member''s');

select * from finish();
rollback;
