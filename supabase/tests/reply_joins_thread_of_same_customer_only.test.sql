-- Anybody can guess a reference; only the same customer joins a thread.
begin;
select plan(4);
\ir helpers/cast.psql

create temp table first as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
create temp table stranger as select tests.mail('tobias', 'Let me in', 'mail-2', array['<mail-1>']) as said;
create temp table own as select tests.mail('hannah', 'Any news?', 'mail-3', array['<mail-1>']) as said;
select isnt((select said ->> 'ticket_id' from stranger), (select said ->> 'ticket_id' from first),
  'a stranger who names the message gets a ticket of his own');
select is((select said ->> 'new_ticket' from stranger), 'true', 'a new one');
select is((select said ->> 'ticket_id' from own), (select said ->> 'ticket_id' from first),
  'the customer comes back to her ticket');
select is((select said ->> 'new_ticket' from own), 'false', 'which is not new');

select * from finish();
rollback;
