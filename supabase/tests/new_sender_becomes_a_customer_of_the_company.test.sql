-- A customer is made on first sight, and known again whatever the case.
begin;
select plan(2);
\ir helpers/cast.psql

select public.receive_message('{"channel": "email", "provider_id": "m1", "text": "Hi", "subject": "Hi",
  "sender": {"email": "New@TorvikHale.example", "name": "New"}}');
select public.receive_message('{"channel": "email", "provider_id": "m2", "text": "Hi", "subject": "Hi",
  "sender": {"email": "new@torvikhale.EXAMPLE", "name": "Other"}}');
select results_eq(
  $$ select name, company_id from public.customers where email = 'new@torvikhale.example' $$,
  $$ values ('New', tests.id('torvik & hale')) $$, 'one customer, lower-cased, of the company with that domain');
select is((select count(distinct customer_id) from public.tickets)::int, 1, 'both tickets are theirs');

select * from finish();
rollback;
