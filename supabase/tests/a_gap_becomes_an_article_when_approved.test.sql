-- What a person rejects or answers instead becomes a gap, the gap a suggestion, and only approved an article.
begin;
select plan(21);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.reject_draft(tests.id('draft for hannah'), 'It is wrong.');
select results_eq('select kind, note from public.gap_signals', $$ values ('rejected', 'It is wrong.') $$,
  'a rejected draft is a signal');
select is_empty('select 1 from public.knowledge_gaps', 'and no gap yet');
select tests.act_as('hannah');
select is_empty('select 1 from public.gap_signals', 'the customer sees none of it');
select throws_ok(format('select public.record_feedback(%L)', tests.id('ticket of hannah')), 'PT404', null, 'and says none of it');
select tests.act_as('mathilde');
select is_empty('select 1 from public.gap_signals', 'nor does another team');
select tests.act_as_owner();
select is((select count(*) from public.jobs where kind = 'gaps.find' and run_at > now()), 1::bigint, 'a job looks for gaps later');
select is(public.new_signals(), '[]'::jsonb, 'without a person''s answer there is nothing to suggest');
insert into public.interactions (ticket_id, customer_id, type, author, content)
values (tests.id('ticket of hannah'), tests.id('customer hannah'), 'reply', 'agent', 'We ship to Norway in two days.');
select is(jsonb_path_query_array(public.new_signals(), '$[*].answer'), '["We ship to Norway in two days."]', 'with one there is');
select isnt(public.save_gap('test', jsonb_build_object('title', 'Norway', 'language', 'en', 'category', 'shipping',
  'embedding', tests.vector(1)::text,
  'signals', (select jsonb_agg(x || '{"question": "Norway?"}') from jsonb_array_elements(public.new_signals()) x),
  'suggestion', '{"title": "Do you ship to Norway?", "content": "We ship to Norway in two days. Always.",
    "questions": [{"ask": ["To Norway?"], "answer": ["We ship to Norway in two days.", "Always."]}]}'::jsonb)), null, 'a gap is kept');
select is(public.new_signals(), '[]'::jsonb, 'its signals are in no second one');
select is((select count(*) from public.knowledge_base), 0::bigint, 'what is suggested is no article');

select tests.act_as('reto');
select results_eq('select title, state from public.kb_suggestions', $$ values ('Do you ship to Norway?', 'pending') $$,
  'an agent sees what is suggested of their tickets');
select throws_ok($$ select public.approve_suggestion(id) from public.kb_suggestions $$, 'PT403', null, 'and does not decide');
select tests.act_as('mathilde');
select is_empty('select 1 from public.kb_suggestions', 'another team''s agent does not see it');
select tests.act_as('anna');
select throws_ok($$ select public.reject_suggestion(id, ' ') from public.kb_suggestions $$, 'PT422', null, 'a rejection has a reason');
select is((select public.approve_suggestion(id, p_content => 'We ship to Norway in three days. Always.') ->> 'created'
  from public.kb_suggestions), 'true', 'an admin approves it, changed');
select results_eq('select title, content, status, questions from public.knowledge_base',
  $$ values ('Do you ship to Norway?', 'We ship to Norway in three days. Always.', 'published',
    '[{"ask": ["To Norway?"], "answer": ["Always."]}]'::jsonb) $$, 'and it is an article');
select results_eq('select state, edited from public.kb_suggestions', $$ values ('approved', true) $$, 'which is on record');
select throws_ok($$ select public.approve_suggestion(id) from public.kb_suggestions $$, 'PT409', null, 'once');
select is((select public.suggestion_effect(id) #>> '{after,tickets}' from public.kb_suggestions), '0',
  'nothing has come of it yet');
select tests.act_as_owner();
select is((select count(*) from public.jobs where kind = 'article.embed'), 1::bigint, 'it will be embedded');
select * from finish();
rollback;
