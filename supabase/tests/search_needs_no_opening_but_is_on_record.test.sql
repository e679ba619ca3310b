-- A member finds by the words of threads that they have not opened; what is shown of them is on
-- record, and only then. What a requester finds in their own tickets is nobody's business.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(8);

select tests.act_as('mathilde');
select is(jsonb_array_length(public.search_tickets('question') -> 'tickets'), 1, 'Mathilde finds the ticket of her team');
select is(public.search_tickets('question') #>> '{tickets,0,snippet,parts,1,text}', ' of tobias',
  'and sees the piece that fits');
select is((select count(*) from public.interactions), 0::bigint, 'the thread stays closed to her');
select is((select count(*) from public.search_log), 0::bigint, 'she does not read the log');
select is(jsonb_array_length(public.search_tickets('is:open') -> 'tickets'), 1, 'a search without words shows no words');

select tests.act_as('tobias');
select is(jsonb_array_length(public.search_tickets('question') -> 'tickets'), 1, 'Tobias finds his own');

select tests.act_as('anna');
select results_eq($$ select member_id, query, ticket_ids from public.search_log $$,
  $$ select tests.id('member mathilde'), 'question', array[tests.id('ticket of tobias')] from generate_series(1, 2) $$,
  'who was shown whose words is on record, and no more');
select tests.act_as_owner();
select throws_ok($$ delete from public.search_log $$, 'PT409', null, 'and stays there');

select * from finish();
rollback;
