-- Mails from each address of a customer are theirs; answers go where they wrote last.
begin;
select plan(17);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('mathilde');
select throws_ok($$ select public.add_customer_address(tests.id('customer hannah'), 'hh@work.example') $$, 'PT404', null,
  'an agent of another team adds none');
select tests.act_as('reto');
select throws_ok($$ select public.add_customer_address(tests.id('customer hannah'), 'no address') $$, 'PT422', null,
  'an address is one');
select throws_ok($$ select public.add_customer_address(tests.id('customer hannah'), 'tobias@postbox.example') $$, 'PT409', null,
  'an address is one customer''s only');
select is(jsonb_array_length(public.add_customer_address(tests.id('customer hannah'), ' HH@work.example ')), 2, 'a second one');
select tests.act_as_owner();
select is(public.receive_message('{"channel": "email", "provider_id": "m1", "text": "Me again", "subject": "Hi",
  "in_reply_to": "<question.hannah@postbox.example>", "sender": {"email": "hh@WORK.example", "name": ""}}') ->> 'ticket_id',
  tests.id('ticket of hannah')::text, 'a reply from there joins the thread');
select is(private.reply_address(tests.id('ticket of hannah')), 'hh@work.example', 'and is answered there');
select is((select count(*) from public.customers)::int, 4, 'nobody new is made');

select tests.act_as('reto');
select throws_ok($$ select public.remove_customer_address(tests.id('customer hannah'), 'hannah@postbox.example') $$, 'PT409',
  null, 'the primary one stays');
select throws_ok($$ select public.set_customer_address(tests.id('customer hannah'), 'hannah@postbox.example', false) $$, 'PT422',
  null, 'and there is always one');
select is(public.set_customer_address(tests.id('customer hannah'), 'hh@work.example', true) #>> '{0,address}', 'hh@work.example',
  'another becomes the primary one');
select is((select email from public.customers), 'hh@work.example', 'which answers go to');
select is((public.set_customer_address(tests.id('customer hannah'), 'hh@work.example', p_verified => true)
  #>> '{0,verified}')::boolean, true, 'somebody vouches for it');
select is(jsonb_array_length(public.remove_customer_address(tests.id('customer hannah'), 'hannah@postbox.example')), 1,
  'and the first one goes');
select throws_ok($$ select public.remove_customer_address(tests.id('customer hannah'), 'hannah@postbox.example') $$, 'PT404', null,
  'once');
select tests.act_as_owner();
select tests.mail('hannah', 'Somebody else has this address now', 'm2');
select is((select count(*) from public.customers where email = 'hannah@postbox.example')::int, 1, 'it is nobody''s then');
select is(private.reply_address(tests.id('ticket of hannah')), 'hh@work.example', 'the thread is not theirs');
select is((select count(*) from public.audit_log where action ~ '^customer[.]address')::int, 4, 'all of it is on record');

select * from finish();
rollback;
