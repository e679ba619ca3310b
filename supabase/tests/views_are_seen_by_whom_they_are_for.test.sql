-- Own views are one member's, team views the team's (and the admins'), those for all are made by
-- admins. Nobody else changes them, and a view that cannot be understood is not kept.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(20);

select tests.act_as('nils');
select throws_ok($$ select public.save_view('x', 'is:open') $$, 'PT403', null, 'a stranger makes no view');
select throws_ok($$ select public.view_counts() $$, 'PT403', null, 'and counts nothing');
select throws_ok($$ select public.list_tickets() $$, 'PT403', null, 'and lists nothing');
select tests.act_as('hannah');
select throws_ok($$ select public.save_view('x', 'is:open') $$, 'PT403', null, 'nor does a customer');
select throws_ok($$ select public.list_tickets('open') $$, 'PT404', null, 'who has no views to look at');

select tests.act_as('reto');
select is((public.save_view('Urgent', 'is:open priority:1 assignee:me sort:oldest')) ->> 'sort', 'oldest', 'Reto makes one of his own');
select throws_ok($$ select public.save_view('urgent', 'is:open') $$, 'PT409', null, 'its name once');
select lives_ok($$ select public.save_view('Ours', 'is:open', p_team => 'front') $$, 'one for his team');
select throws_ok($$ select public.save_view('Theirs', 'is:open', p_team => 'orders') $$, 'PT403', null, 'but for no other');
select throws_ok($$ select public.save_view('All', 'is:open', p_scope => 'all') $$, 'PT403', null, 'and not for all');
select throws_ok($$ select public.save_view('Odd', 'is:opne') $$, 'PT422', null, 'none that means nothing');
select throws_ok($$ select public.save_view('Odd', p_filter => '{"all": [{"fact": "colour", "value": "red"}]}') $$,
  'PT422', 'A filter has no fact "colour".', 'nor as data');
select throws_ok($$ select public.save_view('Odd', 'is:open', p_columns => array['subject', 'stauts']) $$,
  'PT422', 'There is no column "stauts"; did you mean "status"?', 'nor with a column that is none');
select throws_ok($$ insert into public.views (name, scope, filter) values ('x', 'all', '{}') $$, '42501', null, 'not past the function');

select tests.act_as('mathilde');
select is((select count(*) from public.views where name in ('Urgent', 'Ours')), 0::bigint, 'Mathilde sees neither');
select throws_ok(format('select public.delete_view(%L)', tests.id('nothing')), 'PT404', null, 'and deletes none');
select tests.act_as('anna');
select is((select string_agg(name, ' ') from public.views where name in ('Urgent', 'Ours')), 'Ours', 'an admin sees the team''s');
select lives_ok($$ select public.save_view(p_name => 'Renamed', p_view_id => (select id from public.views where name = 'Ours')) $$,
  'and may change it');
select is((select query from public.views where name = 'Renamed'), 'is:open', 'what is not given stays');
select lives_ok($$ select public.delete_view((select id from public.views where name = 'Renamed')) $$, 'or delete it');

select * from finish();
rollback;
