-- New tickets always have a team to wait with; the work of a removed team goes to another.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select throws_ok($$ select public.remove_team('orders') $$, 'PT403', null, 'an agent removes no team');
select throws_ok($$ select public.set_team_member('orders', tests.id('member reto')) $$, 'PT403', null,
  'nor lets himself into one');
select tests.act_as('anna');
select throws_ok($$ select public.set_team('front', 'Front desk') $$, 'PT409', null, 'the default team stays the default');
select throws_ok($$ select public.remove_team('front') $$, 'PT409', null, 'and is not removed');
select is(public.set_team_member('orders', tests.id('member reto')), array['front', 'orders'], 'an admin adds');
select is(public.set_team_member('orders', tests.id('member reto'), false), array['front'], 'and takes out');
select is(public.remove_team('orders'), '{"removed": "orders", "into": "front", "tickets": 1}'::jsonb, 'and removes');
select is((select team_id from public.tickets where id = tests.id('ticket of tobias')), tests.id('front'),
  'the ticket has another team');
select is((select team_id from public.ticket_categories where key = 'billing'), tests.id('front'), 'so has the category');

select * from finish();
rollback;
