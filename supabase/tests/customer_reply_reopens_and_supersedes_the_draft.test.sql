-- What was drafted before has not read the newest message.
begin;
select plan(3);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.tickets set status = 'pending' where id = tests.id('ticket of hannah');
select tests.mail('hannah', 'Wait', 'mail-1', array['<question.hannah@postbox.example>']);
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'open',
  'the ticket is open again');
select is((select state from public.drafts where id = tests.id('draft for hannah')), 'superseded',
  'her draft is superseded');
select is((select state from public.drafts where id = tests.id('draft for tobias')), 'pending',
  'that of another ticket is not');

select * from finish();
rollback;
