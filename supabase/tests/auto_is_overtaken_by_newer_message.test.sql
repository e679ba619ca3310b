-- The customer wrote again while the model thought: no mail goes out by itself.
begin;
select plan(4);
\ir helpers/cast.psql

create temp table got as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
create temp table mine as select tests.claim('ticket.answer') as job;
create temp view ids as select (said ->> 'interaction_id')::uuid as interaction, (said ->> 'ticket_id')::uuid as ticket,
  (job ->> 'id')::uuid as job, (job ->> 'token')::uuid as token from got, mine;

select tests.mail('hannah', 'It has arrived!', 'mail-2', array['<mail-1>']);
create temp table decided as select public.record_answer(interaction, tests.answer('auto'), job, token) as said from ids;
select is((select said ->> 'outcome' from decided), 'review', 'auto becomes review');
select matches((select said ->> 'reason' from decided), 'written again', 'with the reason');
select is((select state from public.drafts), 'superseded', 'the draft is superseded');
select is((select count(*) from public.jobs where kind = 'reply.send')::int, 0, 'nothing is sent');

select * from finish();
rollback;
