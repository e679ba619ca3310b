-- The customer answers our mail: its Message-ID is that of the delivery.
begin;
select plan(2);
\ir helpers/cast.psql
\ir helpers/tickets.psql

insert into public.deliveries (draft_id, ticket_id, to_address, message_id, state)
values (tests.id('draft for hannah'), tests.id('ticket of hannah'), 'hannah@postbox.example', '<ours@test>', 'sent');
select isnt(tests.mail('tobias', 'I guessed it', 'mail-1', array['<ours@test>']) ->> 'ticket_id',
  tests.id('ticket of hannah')::text, 'not for a stranger');
select is(tests.mail('hannah', 'Thanks', 'mail-2', array['<ours@test>']) ->> 'ticket_id',
  tests.id('ticket of hannah')::text, 'for her it does');

select * from finish();
rollback;
