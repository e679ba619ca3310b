-- What a search shows comes in parts, so that nothing a customer wrote can become markup or a mark.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(4);
select public.add_message(tests.id('ticket of hannah'), E'<b>lamp</b> \x01fake\x02 <script>alert("lamp")</script> & lamp')
from (select tests.act_as('hannah')) x;

select tests.act_as('reto');
select is((select string_agg(p ->> 'text', '') from jsonb_array_elements(
    public.search_tickets('lamp') #> '{tickets,0,snippet,parts}') p), 'lamp  fake  alert("lamp")  & lamp',
  'the parts make up the text, whose tags are gone');
select is((select array_agg(distinct p ->> 'text') from jsonb_array_elements(
    public.search_tickets('lamp') #> '{tickets,0,snippet,parts}') p where (p ->> 'hit')::boolean), array['lamp'],
  'only words that were searched for are hits');
select is(public.search_tickets('question') #> '{tickets,0,subject_parts}',
  '[{"hit": false, "text": "A "}, {"hit": true, "text": "question"}]', 'the subject, whole');
select is(public.search_tickets('"a question"') #> '{tickets,0,subject_parts}',
  '[{"hit": true, "text": "A"}, {"hit": false, "text": " "}, {"hit": true, "text": "question"}]', 'and by a phrase');

select * from finish();
rollback;
