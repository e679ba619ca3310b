-- A reply is a solved case when the ticket stayed solved for a week, and no longer when it is reopened.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.interactions set created_at = now() - interval '30 days';
insert into public.interactions (id, ticket_id, customer_id, type, author, content, created_at)
select tests.id(who || ' ' || said), tests.id('ticket of ' || who), tests.id('customer ' || who), kind, author,
  said, now() - at
from (values ('hannah', 'message', 'customer', 'How do I clean it?', interval '21 days'),
  ('hannah', 'reply', 'agent', 'With a brush.', interval '20 days'),
  ('tobias', 'message', 'customer', 'Where is my invoice?', interval '21 days'),
  ('tobias', 'reply', 'ai', 'In your account.', interval '20 days'),
  ('tobias', 'message', 'customer', 'It is not!', interval '10 days')) i (who, kind, author, said, at);
select is_empty($$ select 1 from public.lasting_answers('test') $$, 'an open ticket has no lasting reply');
update public.tickets set status = 'solved';
select is_empty($$ select 1 from public.lasting_answers('test') $$, 'nor one solved today');
update public.tickets set solved_at = now() - interval '8 days';
select results_eq($$ select answer, question like '%How do I clean it?' from public.lasting_answers('test') $$,
  $$ values ('With a brush.', true) $$, 'after a week it has, unless the customer wrote again');
select is(public.save_cases('test', (
  select jsonb_agg(to_jsonb(l) - 'names' || jsonb_build_object('embedding', tests.vector(1)::text))
  from public.lasting_answers('test') l)), 1, 'it is kept');
select is_empty($$ select 1 from public.lasting_answers('test') $$, 'once');

select tests.act_as('hannah');
select throws_ok($$ select * from public.match_cases(tests.vector(1), 'test') $$, 'PT403', null,
  'a customer finds no cases');
select is_empty($$ select 1 from public.match_cases(tests.vector(1), 'test', 5, tests.id('customer hannah')) $$,
  'not even as themselves');
select tests.act_as('reto');
select results_eq($$ select answer, ticket_id from public.match_cases(tests.vector(1), 'test') $$,
  $$ values ('With a brush.', tests.id('ticket of hannah')) $$, 'an agent finds those of tickets they see');
select is_empty($$ select 1 from public.match_cases(tests.vector(1), 'test', 5, tests.id('customer tobias')) $$,
  'but not for a customer');
select tests.act_as('mathilde');
select is_empty($$ select 1 from public.match_cases(tests.vector(1), 'test') $$, 'another team''s agent does not');
select tests.act_as('anna');
select public.set_setting('solved_cases_for_customers', 'true');
select tests.act_as_role('service_role');
select results_eq($$ select answer, ticket_id, number
    from public.match_cases(tests.vector(1), 'test', 5, tests.id('customer tobias')) $$,
  $$ values ('With a brush.', null::uuid, null::bigint) $$, 'switched on, without saying whose');
select tests.act_as('hannah');
select is_empty('select 1 from public.solved_cases', 'the table stays closed to customers');
select tests.act_as_owner();
update public.tickets set status = 'open' where id = tests.id('ticket of hannah');
select is_empty('select 1 from public.solved_cases', 'reopened, it is no case any more');

select * from finish();
rollback;
