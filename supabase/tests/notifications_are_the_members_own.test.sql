-- A notification is seen and read by the member it is for, and by nobody else.
begin;
select plan(15);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select private.notify(tests.id('member reto'), 'breach', tests.id('ticket of hannah'), '{"metric": "resolution"}');
select private.notify(tests.id('member reto'), 'rule', tests.id('ticket of hannah'));
select private.notify(tests.id('member reto'), 'rule', null);
select private.notify(tests.id('member mathilde'), 'rule', null);
create function tests.theirs(p_who text) returns uuid[] language sql security definer as $$
  select array_agg(n.id) from public.notifications n where n.member_id = tests.id('member ' || p_who)
$$;
grant execute on all functions in schema tests to anon, authenticated;

select tests.act_as_role('anon');
select throws_ok('select * from public.notifications', '42501', null, 'nobody without a sign-in sees any');
select throws_ok('select public.unread_notifications()', '42501', null, 'nor counts any');
select tests.act_as('hannah');
select is_empty('select * from public.notifications', 'a customer sees none');
select throws_ok('select public.unread_notifications()', 'PT403', null, 'and has none to count');
select throws_ok($$ select public.read_notifications(p_all => true) $$, 'PT403', null, 'or to read');
select tests.act_as('mathilde');
select is((select count(*) from public.notifications), 1::bigint, 'a colleague sees hers');
select is(public.read_notifications(tests.theirs('reto')) ->> 'read', '0', 'and marks those of others in vain');

select tests.act_as('reto');
select is(public.unread_notifications(), '{"unread": 3, "more": false}', 'he counts his own');
select throws_ok('update public.notifications set read_at = now()', '42501', null, 'which the table itself does not let him change');
select throws_ok('select public.read_notifications()', 'PT422', null, 'he must say which');
select throws_ok($$ select public.read_notifications(tests.theirs('reto'), p_all => true) $$, 'PT422', null, 'in one way');
select is(public.read_notifications(p_ticket_id => tests.id('ticket of hannah')), '{"read": 2, "unread": 1}',
  'all about a ticket');
select is(public.read_notifications(p_all => true, p_until => now() - interval '1 minute') ->> 'read', '0',
  'all until a time: not what came later');
select is(public.read_notifications(tests.theirs('reto')), '{"read": 1, "unread": 0}', 'one by its id');
select is(public.read_notifications(p_all => true), '{"read": 0, "unread": 0}', 'or what is left, which is nothing');

select * from finish();
rollback;
