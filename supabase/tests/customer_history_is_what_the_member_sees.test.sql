-- A customer's history shows members the tickets they see, with counts and times of these only.
begin;
select plan(10);
\ir helpers/cast.psql
\ir helpers/tickets.psql

-- A second ticket of Hannah's, with the books; a day later.
insert into public.tickets (id, customer_id, subject, team_id, status, created_at)
values (tests.id('second'), tests.id('customer hannah'), 'The bill', tests.id('orders'), 'solved', now() + interval '1 day');
insert into public.interactions (ticket_id, customer_id, type, author, content, created_at)
values (tests.id('second'), tests.id('customer hannah'), 'message', 'customer', 'Bill?', now() + interval '1 day');

select tests.act_as('hannah');
select throws_ok($$ select public.customer_history(tests.id('customer hannah')) $$, 'PT404', null, 'a customer has no file to read');
select tests.act_as('reto');
select throws_ok($$ select public.customer_history(tests.id('customer tobias')) $$, 'PT404', null, 'nor an agent of another team');
select is(public.customer_history(tests.id('customer hannah')) -> 'counts', '{"total": 1, "by_status": {"open": 1}}'::jsonb,
  'the front desk counts its own');
select is((public.customer_history(tests.id('customer hannah')) ->> 'last_contact_at')::timestamptz < now() + interval '1 hour',
  true, 'and knows of no later contact');
select tests.act_as('anna');
select is(public.customer_history(tests.id('customer hannah')) -> 'counts',
  '{"total": 2, "by_status": {"open": 1, "solved": 1}}'::jsonb, 'an admin counts all');
select is((public.customer_history(tests.id('customer hannah')) ->> 'last_contact_at')::timestamptz, now() + interval '1 day',
  'and knows the last contact');
select is((select array_agg(t ->> 'subject') from jsonb_array_elements(
  public.customer_history(tests.id('customer hannah'), 1) -> 'tickets') t), array['The bill'], 'the newest first');
select is((select array_agg(t ->> 'subject') from jsonb_array_elements(
  public.customer_history(tests.id('customer hannah'), 1, now() + interval '1 day') -> 'tickets') t), array['A question'],
  'then the next');
select is(public.customer_history(tests.id('customer hannah')) #>> '{addresses,0,address}', 'hannah@postbox.example',
  'with the addresses');
select ok(not public.customer_history(tests.id('customer hannah'))::text like '%Bill?%', 'and without a word of a thread');

select * from finish();
rollback;
