-- Whoever has the link of a mail rates that solving, once; for a day the rating can be changed.
begin;
select plan(17);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.link() returns text language sql security definer as $$
  select private.feedback_token(tests.id('ticket of hannah'), 1, now() + interval '30 days')
$$;
grant execute on all functions in schema tests to anon, authenticated, service_role;
create function tests.shift(p_hours integer) returns void language sql as $$
  select set_config('autocrm.now', (now() + make_interval(hours => p_hours))::text, true)
$$;

select tests.act_as_role('anon');
select throws_ok('select 1 from public.csat_ratings', '42501', null, 'strangers see no ratings');
select throws_ok($$ select public.rate_ticket(tests.id('ticket of hannah'), 1) $$, '42501', null,
  'without a link strangers rate nothing');
select throws_ok($$ select public.give_feedback(tests.link(), 5) $$, 'PT409',
  'This request is not solved, so there is nothing to rate yet.', 'what is not solved cannot be rated');

select tests.act_as_owner();
select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');
select tests.act_as_role('anon');
select is(public.feedback_form(tests.link()) ->> 'score', null, 'the page shows that nothing was said yet');
select ok((public.feedback_form(tests.link()) ->> 'open')::boolean, 'and that it can be');
select is(public.feedback_form(tests.link()) - '{number,language,score,comment,rated_at,until,open}'::text[], '{}',
  'it shows no words of the ticket');
select throws_ok(format('select public.give_feedback(tests.link(), %s)', n), 'PT422', null, n || ' is no rating')
  from unnest(array['0', '6', 'null']) n;
select is(public.give_feedback(tests.link(), 4, ' Quick. ') ->> 'score', '4', 'a rating is kept');
select is(public.feedback_form(tests.link()) ->> 'comment', 'Quick.', 'with its comment');
select is(public.give_feedback(tests.link(), 5) ->> 'comment', 'Quick.', 'it can be changed, the comment stays');

select tests.act_as_owner();
select tests.shift(23);
select tests.act_as_role('anon');
select is(public.give_feedback(tests.link(), 3, '') ->> 'comment', '', 'for a day, the comment too');
select tests.act_as_owner();
select tests.shift(25);
select tests.act_as_role('anon');
select throws_ok($$ select public.give_feedback(tests.link(), 1) $$, 'PT409', null, 'then it stands');
select ok(not (public.feedback_form(tests.link()) ->> 'open')::boolean, 'and the page says so');

select tests.act_as_owner();
select is((select array_agg(a.details #>> '{after,score}' order by a.id) from public.audit_log a where a.action = 'csat.rate'),
  array['4', '5', '3'], 'each is on record');
select is((select count(*) from public.csat_ratings), 1::bigint, 'it is one rating');

select * from finish();
rollback;
