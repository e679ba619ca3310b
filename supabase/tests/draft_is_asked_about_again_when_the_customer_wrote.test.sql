-- The AI's words do not leave past what the customer wrote since, unless a person knows and wants it.
begin;
select plan(11);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.begin_send() returns jsonb language plpgsql as $$
declare v_job jsonb;
begin
  update public.jobs set run_at = clock_timestamp() where kind = 'reply.send';
  v_job := tests.claim('reply.send');
  return public.begin_send(tests.id('draft for hannah'), '<ours@test>', (v_job ->> 'id')::uuid, (v_job ->> 'token')::uuid);
end $$;
create function tests.writes(p_text text) returns void language sql as $$
  select tests.mail('hannah', p_text, p_text, array['<question.hannah@postbox.example>']) $$;

-- Between the draft and the approval.
select tests.writes('Two of them');
select tests.act_as('reto');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah')) $$, 'PT409',
  'The customer has written again since. Look at the ticket again, then approve it anyway or write anew.', 'it is asked');
select is(public.approve_draft(tests.id('draft for hannah'), p_anyway => true) ->> 'state', 'approved', 'and may be done anyway');
select tests.act_as_owner();
select is(tests.begin_send() ->> 'action', 'send', 'then it leaves');

-- Between the approval and the sending.
select public.mark_sent(id, 'failed') from public.deliveries;
delete from public.jobs where kind = 'reply.send';
delete from public.deliveries;
update public.drafts set state = 'pending', interaction_id = (select id from public.interactions order by created_at desc limit 1)
where id = tests.id('draft for hannah');
select tests.act_as('reto');
select public.approve_draft(tests.id('draft for hannah'), 'Four days.');
select tests.act_as_owner();
select tests.writes('Forget it');
select is(tests.begin_send(), '{"action": "skip", "state": "pending"}'::jsonb, 'it does not leave');
select results_eq($$ select state, final_text from public.drafts where id = tests.id('draft for hannah') $$,
  $$ values ('pending', 'Four days.') $$, 'it waits for review again');
select is((select count(*) from public.feedback where kind = 'edit')::int, 0, 'nothing is learned from it');
select is((select count(*) from public.deliveries)::int, 0, 'nothing was sent');
select is((select count(*) from public.audit_log where action = 'draft.ask_again')::int, 1, 'it is on record');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah')) $$, 'PT409', null, 'and is asked about again');
select public.approve_draft(tests.id('draft for hannah'), p_anyway => true);
select is(tests.begin_send() ->> 'text', 'Four days.', 'approved anyway it leaves');

-- A draft that was set aside for another answer does not come back by accident.
select public.reply_to_ticket(tests.id('ticket of tobias'), 'Hello');
select throws_ok($$ select public.approve_draft(tests.id('draft for tobias')) $$, 'PT409',
  'This draft was set aside. Look at the ticket again, then approve it anyway or write anew.', 'nor after one''s own answer');

select * from finish();
rollback;
