-- By load: the smallest share of the capacity in use; every assignment is on record with its reason.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/tickets.psql

insert into public.members (id, name, email, role, capacity) values
  (tests.id('member ada'), 'Ada', 'ada@postbox.example', 'agent', 10);
insert into public.team_members (team_id, member_id) values (tests.id('front'), tests.id('member ada'));
select public.set_team_routing('front', 'least_loaded');
select public.create_ticket('n', n::text, 'hannah@postbox.example') from generate_series(1, 7) n;
create temp table routed as
  select row_number() over () as n, r from (select public.route_ticket(t.id) as r from public.tickets t
    where t.subject = 'n' order by t.number) x;

select is((select array_agg(r ->> 'member' order by n) from routed limit 1),
  '{Ada,Reto,Reto,Ada,Reto,Reto,Ada}', 'whoever has the smaller share of the capacity: Ada''s 10, Reto''s 20');
select is(private.member_load(tests.id('member reto')), 4::numeric, 'each open ticket counts');
select is((select reason from public.assignments order by id limit 1 offset 1),
  'Ada has the smallest load in Front desk (0 of 10), of 2 who can take it.', 'the reason in words');
select is((select details #> '{tried,0,candidates,1}' from public.assignments order by id limit 1 offset 1) - 'last_at',
  jsonb_build_object('member_id', tests.id('member reto'), 'name', 'Reto', 'load', 0, 'capacity', 20, 'against', ''),
  'and as data, of each who was weighed');
select is((select source from public.assignments order by id limit 1 offset 1), 'routing', 'and what made it');
select is((select assigned from public.team_routing where team_id = tests.id('front'))::int, 7, 'the team counts');

update public.tickets set status = 'pending' where assignee_id = tests.id('member reto');
select is(private.member_load(tests.id('member reto')), 1.00, 'what waits for the customer counts a quarter');
update public.tickets set status = 'solved' where assignee_id = tests.id('member reto');
select is(private.member_load(tests.id('member reto')), 0::numeric, 'what is solved does not');
update public.tickets set priority = 1 where assignee_id = tests.id('member ada');
select is(private.member_load(tests.id('member ada')), 6::numeric, 'what is urgent counts twice');

select tests.act_as('mathilde');
select throws_ok($$ select public.route_ticket(tests.id('ticket of hannah')) $$, 'PT404', null, 'not an agent of another team');
select tests.act_as('hannah');
select throws_ok($$ select public.route_ticket(tests.id('ticket of hannah')) $$, 'PT404', null, 'nor the customer');
select tests.act_as('reto');
select is(public.route_ticket(tests.id('ticket of hannah')) ->> 'reason',
  'Asked for by Reto. Reto has the smallest load in Front desk (0 of 20), of 2 who can take it.', 'an agent of the team does');
select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');
select throws_ok($$ select public.route_ticket(tests.id('ticket of hannah')) $$, 'PT409', null, 'what is solved needs nobody');

select * from finish();
rollback;
