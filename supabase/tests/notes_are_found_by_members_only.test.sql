-- A requester can neither see nor guess at notes: not by words, not by what they exclude, not by
-- rank, and not by operators for what is internal.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(14);

select tests.act_as('hannah');
select is(public.search_tickets('internal') -> 'tickets', '[]', 'the words of a note find nothing');
select is(jsonb_array_length(public.search_tickets('question -internal') -> 'tickets'), 1,
  'and excluding them excludes nothing');
select is(public.search_tickets('hannah') #>> '{tickets,0,snippet,kind}', 'message', 'no note is shown');
select is(public.list_tickets(p_filter => '{"all": [{"fact": "words", "value": "internal"}]}') -> 'tickets', '[]',
  'nor by a filter');
select throws_ok(format('select public.search_tickets(%L)', q), 'PT422', null, q || ' is for members')
from unnest(array['tag:x', 'assignee:none', 'team:front', 'has:note', 'is:unassigned', 'from:hannah@postbox.example']) q;

select is((select array_agg(k order by k) from jsonb_object_keys(public.explain_query('intern is:open')) k), array['filter', 'sort'],
  'explaining a query tells no words that stand in tickets');

select tests.act_as('reto');
select is(public.search_tickets('internal') #>> '{tickets,0,snippet,kind}', 'note', 'a member finds the note');
select is(public.search_tickets('question -internal') -> 'tickets', '[]', 'and may exclude by it');
select tests.act_as('mathilde');
select is(public.search_tickets('internal hannah') -> 'tickets', '[]', 'a member of another team does not');

select * from finish();
rollback;
