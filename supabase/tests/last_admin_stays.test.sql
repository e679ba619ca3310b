-- The last admin is neither let out nor made an agent nor deleted, whichever way.
begin;
select plan(7);
\ir helpers/cast.psql

select tests.act_as('anna');
select throws_ok($$ select public.set_member_active(tests.id('member anna'), false) $$, 'PT409', null, 'not let out');
select throws_ok($$ select public.set_member(tests.id('anna'), 'Anna', 'anna@postbox.example', 'agent') $$, 'PT409', null,
  'not made an agent');
select tests.act_as_owner();
select throws_ok($$ update public.members set active = false where role = 'admin' $$, 'PT409', null, 'not by hand');
select throws_ok($$ delete from public.members where role = 'admin' $$, 'PT409', null, 'not deleted');
select throws_ok($$ delete from auth.users where id = tests.id('anna') $$, 'PT409', null, 'nor is the sign-in');
update public.members set role = 'admin' where id = tests.id('member mathilde');
select tests.act_as('anna');
select lives_ok($$ select public.set_member_active(tests.id('member anna'), false) $$, 'with another one she may go');
select is(private.is_admin(), false, 'and is nobody from then on');

select * from finish();
rollback;
