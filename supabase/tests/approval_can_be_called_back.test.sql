-- An approved draft of the AI goes back to the review, with what was changed; it can be approved anew.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.approve_draft(tests.id('draft for hannah'), 'Four days.');
select is(public.cancel_reply(tests.id('draft for hannah')) ->> 'state', 'pending', 'it waits again');
select tests.act_as_owner();
select results_eq($$ select state, text, final_text, decided_by from public.drafts where id = tests.id('draft for hannah') $$,
  $$ values ('pending', 'Two to three days.', 'Four days.', null::uuid) $$, 'with the changed text, undecided');
select is_empty('select 1 from public.feedback', 'nothing is learned from it');
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 0, 'nothing will be sent');

select tests.act_as('reto');
select is(public.approve_draft(tests.id('draft for hannah')) ->> 'edited', 'true', 'approved anew it is the changed text');
select tests.act_as_owner();
update public.jobs set run_at = clock_timestamp() where kind = 'reply.send';
create temp table mine as select tests.claim('reply.send') as job;
select is((select public.begin_send(tests.id('draft for hannah'), '<ours@test>', (job ->> 'id')::uuid, (job ->> 'token')::uuid) ->> 'text'
  from mine), 'Four days.', 'that is sent');
select throws_ok($$ select public.cancel_reply(tests.id('draft for hannah')) $$, 'PT409', null, 'then it stays');

-- A server that refuses it: it has not left, and can be taken back although its time was up.
select public.mark_sent(d.id, 'failed', 'Full.') from public.deliveries d;
select public.fail_job((job ->> 'id')::uuid, (job ->> 'token')::uuid, 'Full.') from mine;
select is(public.cancel_reply(tests.id('draft for hannah')) ->> 'state', 'pending', 'what failed to leave can be taken back');
select public.approve_draft(tests.id('draft for hannah'));
select isnt(tests.claim('reply.send'), null, 'and is sent again when it is approved again');

select * from finish();
rollback;
