-- An out-of-office answer is kept, but changes neither status nor draft.
begin;
select plan(3);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.tickets set status = 'pending' where id = tests.id('ticket of hannah');
select tests.mail('hannah', 'I am away', 'mail-1', array['<question.hannah@postbox.example>'],
  'auto-submitted');
select is((select count(*) from public.interactions where automatic <> '')::int, 1, 'it is kept');
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'pending',
  'the ticket waits on');
select is((select state from public.drafts where id = tests.id('draft for hannah')), 'pending',
  'the draft stands');

select * from finish();
rollback;
