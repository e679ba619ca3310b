-- In turn: one after the other, whoever can; then from the beginning.
begin;
select plan(3);
\ir helpers/cast.psql

insert into public.members (id, name, email, role) select tests.id('member ' || n), n, n || '@postbox.example', 'agent'
from unnest('{ada,ben}'::text[]) n;
insert into public.team_members (team_id, member_id) values
  (tests.id('front'), tests.id('member ada')), (tests.id('front'), tests.id('member ben'));
select public.set_team_routing('front', 'round_robin');
select public.create_ticket('n', n::text, 'hannah@postbox.example') from generate_series(1, 7) n;
create temp table routed as select row_number() over () as n, x.member from (
  select public.route_ticket(t.id) ->> 'member_id' as member from public.tickets t order by t.number) x;
select is((select array_agg(distinct member order by member) from routed where n <= 3),
  (select array_agg(id::text order by id) from public.members where id in (tests.id('member ada'), tests.id('member ben'), tests.id('member reto'))),
  'each of three gets one of the first three');
select is((select array_agg(member order by n) from routed where n between 4 and 6),
  (select array_agg(member order by n) from routed where n <= 3), 'then again in the same order');

select public.add_absence((select member from routed where n = 2));
select public.create_ticket('m', 'm', 'hannah@postbox.example');
select is((select public.route_ticket(t.id) ->> 'member_id' from public.tickets t where t.subject = 'm'),
  (select member from routed where n = 3), 'who is away is passed over');

select * from finish();
rollback;
