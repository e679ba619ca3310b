-- An out-of-office mail in between does not stop the answer.
begin;
select plan(1);
\ir helpers/cast.psql

create temp table got as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
create temp table mine as select tests.claim('ticket.answer') as job;
create temp view ids as select (said ->> 'interaction_id')::uuid as interaction, (said ->> 'ticket_id')::uuid as ticket,
  (job ->> 'id')::uuid as job, (job ->> 'token')::uuid as token from got, mine;

select tests.mail('hannah', 'I am away', 'mail-2', array['<mail-1>'], 'auto-submitted');
select is((select public.record_answer(interaction, tests.answer('auto'), job, token) ->> 'outcome' from ids), 'auto',
  'auto stays auto');

select * from finish();
rollback;
