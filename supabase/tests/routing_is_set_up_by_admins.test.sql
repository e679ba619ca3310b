-- Strategies, skills, capacity and hours are set by admins; members read how work is shared out.
begin;
select plan(13);
\ir helpers/cast.psql

select tests.act_as('hannah');
select throws_ok($$ select public.routing_overview() $$, 'PT403', null, 'a customer sees nothing of it');
select tests.act_as('reto');
select throws_ok($$ select public.set_team_routing('front', 'manual') $$, 'PT403', null, 'an agent sets no strategy');
select throws_ok($$ select public.set_member_routing('reto@postbox.example', p_capacity => 1) $$, 'PT403', null, 'nor a capacity');
select throws_ok($$ select public.set_skills_needed('category', 'billing', '{x}') $$, 'PT403', null, 'nor what is needed');
select is((public.routing_overview() #>> '{teams,0,strategy}'), 'manual', 'but sees it: by hand at first');
select tests.act_as('anna');
select is(public.set_team_routing('front', 'round_robin', 'orders') ->> 'strategy', 'round_robin', 'an admin sets it');
select throws_ok($$ select public.set_team_routing('front', 'dice') $$, 'PT422', null, 'a strategy that is none');
select throws_ok($$ select public.set_team_routing('front', null, 'front') $$, 'PT422', null, 'nobody takes over from themselves');
select throws_ok($$ select public.set_team_routing('moon', 'manual') $$, 'PT404', null, 'a team that is none');
select throws_ok($$ select public.set_skills_needed('category', 'magic', '{x}') $$, 'PT422', null, 'a category that is none');
select throws_ok($$ select public.set_member_routing('reto@postbox.example', '{"two words"}') $$, 'PT422', null, 'a skill that is none');
select is((select public.routing_overview() #>> '{teams,0,fallback}'), 'orders', 'and is seen');
select public.set_team('legal', 'Legal');
select is((select count(*) from public.team_routing)::int, 3, 'a new team shares out by hand');

select * from finish();
rollback;
