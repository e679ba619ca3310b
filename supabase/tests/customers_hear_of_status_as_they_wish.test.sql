-- A customer is mailed about status only if they wish it, not of their own doing, and in their language.
begin;
select plan(16);
\ir helpers/cast.psql
\ir helpers/tickets.psql
delete from public.jobs;
set constraints all immediate;

create function tests.status(p_status text) returns void language sql security definer as $$
  update public.tickets set status = p_status where id = tests.id('ticket of hannah')
$$;
create function tests.told() returns text language sql security definer as $$
  select string_agg(n.data ->> 'status' || ' ' || n.locale, ', ' order by n.created_at) from public.notices n
$$;
grant execute on all functions in schema tests to anon, authenticated;

select tests.act_as_role('anon');
select throws_ok($$ select public.set_mail_preference('all') $$, '42501', null, 'nobody chooses without signing in');
select tests.act_as('nils');
select throws_ok($$ select public.set_mail_preference('all') $$, 'PT404', null, 'nor who is no customer');
select tests.act_as('tobias');
select throws_ok($$ select public.set_mail_preference('none', p_customer_id => tests.id('customer hannah')) $$, 'PT404', null,
  'nor for another');
select tests.act_as('mathilde');
select throws_ok($$ select public.set_mail_preference('none', p_customer_id => tests.id('customer hannah')) $$, 'PT404', null,
  'nor a member who does not see them');

select tests.status('solved');
select is(tests.told(), null, 'usually nothing is told of a status');
select tests.status('open');
select tests.act_as('hannah');
select throws_ok($$ select public.set_mail_preference('often') $$, 'PT422', null, 'a choice that there is not');
select is(public.set_mail_preference('all', 'de'), jsonb_build_object('customer_id', tests.id('customer hannah'),
  'mails', 'all', 'locale', 'de'), 'she wishes to hear of everything, in German');
select is((select mails from public.customer_preferences), 'all', 'and sees what she chose');
select tests.act_as_owner();
select tests.status('on_hold');
select tests.status('pending');
select tests.status('solved');
select is(tests.told(), 'on_hold de, solved de', 'what becomes of the ticket; pending comes with an answer');
select tests.mail('hannah', 'not solved', 'm2', array['<question.hannah@postbox.example>']);
select is(tests.told(), 'on_hold de, solved de', 'what she brings about herself she knows');
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'open', 'though it is open again');

set constraints all deferred;
select tests.status('solved');
select tests.status('closed');
set constraints all immediate;
select is(tests.told(), 'on_hold de, solved de, closed de', 'of several steps at once the last');

select tests.act_as('reto');
select is(public.set_mail_preference('none', p_customer_id => tests.id('customer hannah')) ->> 'mails', 'none',
  'a member sets it for a customer they see');
select tests.act_as_owner();
select is(private.answers_by_mail(c), false, 'then answers wait in the portal') from public.customers c
where c.id = tests.id('customer hannah');
update public.customers set auth_user_id = null where id = tests.id('customer hannah');
select is(private.answers_by_mail(c), true, 'unless they cannot sign in') from public.customers c
where c.id = tests.id('customer hannah');
select throws_ok($$ select public.set_mail_preference('none', p_customer_id => tests.id('customer hannah')) $$, 'PT409', null,
  'who cannot sign in is not left without answers');

select * from finish();
rollback;
