-- Whoever holds the token of an invitation becomes a member with its role and teams, once.
begin;
select plan(12);
\ir helpers/cast.psql

create function tests.invited(p_email text, p_token text, p_role text default 'agent') returns uuid
language plpgsql as $$
declare v_id uuid := public.invite_member(p_email, p_role, array['orders'], 'Nils Novak') ->> 'id';
begin
  update public.invitations set token_hash = private.token_hash(p_token) where id = v_id;
  return v_id;
end $$;

select tests.invited('nils.work@postbox.example', 'secret');
select is((select count(*) from public.notices n join public.jobs j on j.key = n.id::text and j.kind = 'notice.send'
  where n.to_address = 'nils.work@postbox.example' and length(n.data ->> 'token') = 64)::int, 1, 'the mail is on its way');
select is((select count(*) from public.invitations i, public.notices n
  where i.token_hash = n.data ->> 'token')::int, 0, 'what is kept is not what was sent');
select tests.act_as_role('anon');
select throws_ok($$ select public.accept_invitation('secret') $$, '42501', null, 'a visitor signs in first');
select tests.act_as('hannah');
select throws_ok($$ select public.accept_invitation('guess') $$, 'PT404', null, 'a guess opens nothing');
select throws_ok($$ select public.accept_invitation('secret') $$, 'PT409', null, 'a customer does not change sides');
select tests.act_as('nils');
select throws_ok($$ select public.accept_invitation() $$, 'PT404', null, 'without the token the mailbox must be proved');
select is(public.accept_invitation('secret') ->> 'role', 'agent', 'the token makes a member');
select tests.act_as_owner();
select results_eq($$ select m.name, m.email, array(select t.key from public.team_members tm
    join public.teams t on t.id = tm.team_id where tm.member_id = m.id)
  from public.members m where m.user_id = tests.id('nils') $$,
  $$ values ('Nils Novak', 'nils.work@postbox.example', array['orders']) $$, 'as who was invited, in the teams');
select tests.act_as('nils');
select ok(private.is_member(), 'who is one at once');
select throws_ok($$ select public.accept_invitation('secret') $$, 'PT404', null, 'a token opens once');

select tests.act_as_owner();
select tests.invited('late@postbox.example', 'late');
update public.invitations set expires_at = now() where email = 'late@postbox.example';
select tests.act_as('ingrid');
select throws_ok($$ select public.accept_invitation('late') $$, 'PT404', null, 'and not after its time');
select tests.act_as_owner();
select lives_ok($$ select public.invite_member('late@postbox.example') $$, 'who was late is invited anew');

select * from finish();
rollback;
