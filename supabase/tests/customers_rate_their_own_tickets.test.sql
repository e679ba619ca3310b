-- Who is signed in as a customer rates without a link: what is theirs, and only that.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');

select tests.act_as('nils');
select throws_ok($$ select public.rate_ticket(tests.id('ticket of hannah'), 1) $$, 'PT404', null, 'a stranger does not');
select tests.act_as('tobias');
select throws_ok($$ select public.rate_ticket(tests.id('ticket of hannah'), 1) $$, 'PT404', null, 'nor another customer');
select throws_ok($$ select public.rate_ticket(tests.id('ticket of tobias'), 1) $$, 'PT409', null, 'nor what is not solved');
select tests.act_as('reto');
select throws_ok($$ select public.rate_ticket(tests.id('ticket of hannah'), 5) $$, 'PT404', null, 'nor a member for them');
select tests.act_as('hannah');
select is(public.rate_ticket(tests.id('ticket of hannah'), 5, 'Fine') ->> 'score', '5', 'a customer does');
select is((select c.comment from public.csat_comments c), 'Fine', 'and reads it again');
select throws_ok('update public.csat_ratings set score = 1', '42501', null, 'by this way only');
select tests.act_as('mathilde');
select is((select count(*) from public.csat_ratings), 0::bigint, 'another team sees none');
select tests.act_as('reto');
select is((select r.way from public.csat_ratings r), 'portal', 'the ticket''s team does');

select * from finish();
rollback;
