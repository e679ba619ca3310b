-- Members, teams, categories and customers are set up by admins and the secret key.
begin;
select plan(9);
\ir helpers/cast.psql

select tests.act_as('hannah');
select throws_ok($$ select public.set_member(tests.id('nils'), 'N', 'n@postbox.example', 'admin') $$, 'PT403', null,
  'a customer makes no admin');
select throws_ok($$ select public.set_customer('x@postbox.example') $$, 'PT403', null,
  'nor a customer');
select tests.act_as('reto');
select throws_ok($$ select public.set_member(tests.id('reto'), 'R', 'reto@postbox.example', 'admin') $$, 'PT403', null,
  'an agent does not promote himself');
select throws_ok($$ select public.set_team('mine', 'Mine') $$, 'PT403', null, 'nor makes a team');
select throws_ok($$ select public.set_category('mine', 'Mine', '', 'front') $$, 'PT403', null,
  'nor a category');
select tests.act_as('anna');
select throws_ok($$ select public.set_member(tests.id('nils'), 'N', 'n@postbox.example', 'agent', array['nowhere']) $$, 'PT422', null,
  'a team must be there');
select is(public.set_member(tests.id('nils'), 'Nils', 'n@postbox.example', 'agent', array['orders']) ->> 'role', 'agent',
  'an admin makes an agent');
select tests.act_as_role('service_role');
select lives_ok($$ select public.set_team('legal', 'Legal', true) $$, 'so does the secret key');
select is((select array_agg(key) from public.teams where is_default), array['legal'],
  'one team is the default');

select * from finish();
rollback;
