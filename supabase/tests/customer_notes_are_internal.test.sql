-- Notes about a customer are read by members who see the customer, never by the customer.
begin;
select plan(10);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('hannah');
select throws_ok($$ select public.add_customer_note(tests.id('customer hannah'), 'Me') $$, 'PT404', null, 'no customer writes one');
select tests.act_as('mathilde');
select throws_ok($$ select public.add_customer_note(tests.id('customer hannah'), 'Hm') $$, 'PT404', null, 'nor another team');
select tests.act_as('reto');
select throws_ok($$ select public.add_customer_note(tests.id('customer hannah'), ' ') $$, 'PT422', null, 'an empty one is none');
select is(public.add_customer_note(tests.id('customer hannah'), 'Prefers the phone.') ->> 'author_id',
  tests.id('member reto')::text, 'an agent who sees her writes one');
select is((select content from public.customer_notes), 'Prefers the phone.', 'and reads it');
select tests.act_as('hannah');
select is_empty($$ select * from public.customer_notes $$, 'she does not');
select tests.act_as('mathilde');
select is_empty($$ select * from public.customer_notes $$, 'nor does another team');
select throws_ok($$ select public.remove_customer_note(gen_random_uuid()) $$, 'PT404', null, 'what is not there is not removed');
select tests.act_as('reto');
select lives_ok($$ select public.remove_customer_note(id) from public.customer_notes $$, 'its author takes it away');
select tests.act_as_owner();
select is((select details ->> 'content' from public.audit_log where action = 'customer.note_remove'), 'Prefers the phone.',
  'and what it said is on record');

select * from finish();
rollback;
