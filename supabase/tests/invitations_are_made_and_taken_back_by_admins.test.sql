-- Invitations are made, sent again and revoked by admins; an old token opens nothing any more.
begin;
select plan(13);
\ir helpers/cast.psql

select tests.act_as('nils');
select throws_ok($$ select public.invite_member('nils@postbox.example', 'admin') $$, 'PT403', null, 'nobody invites themselves');
select tests.act_as('reto');
select throws_ok($$ select public.invite_member('kim@postbox.example') $$, 'PT403', null, 'an agent invites nobody');
select tests.act_as('anna');
select throws_ok($$ select public.invite_member('no address') $$, 'PT422', null, 'an address is needed');
select throws_ok($$ select public.invite_member('kim@postbox.example', 'owner') $$, 'PT422', null, 'a role that there is');
select throws_ok($$ select public.invite_member('kim@postbox.example', 'agent', array['nowhere']) $$, 'PT422', null,
  'teams that there are');
select throws_ok($$ select public.invite_member('Reto@postbox.example') $$, 'PT409', null, 'a member is not invited');
select ok(not public.invite_member('Kim@postbox.example', 'agent', array['front']) ? 'token_hash', 'no hash is shown');
select throws_ok($$ select public.invite_member('kim@postbox.example') $$, 'PT409', null, 'one open invitation each');

select tests.act_as_owner();
update public.invitations set token_hash = private.token_hash('old');
select tests.act_as('anna');
select is((public.resend_invitation(id) ->> 'sends')::int, 2, 'it is sent again') from public.invitations;
select tests.act_as_owner();
select is((select count(*) from public.invitations where token_hash = private.token_hash('old'))::int, 0,
  'with another token');
update public.invitations set token_hash = private.token_hash('new');
select tests.act_as('anna');
select ok(public.revoke_invitation(id) ->> 'revoked_at' is not null, 'and revoked') from public.invitations;
select throws_ok($$ select public.resend_invitation(id) from public.invitations $$, 'PT409', null, 'for good');
select tests.act_as('nils');
select throws_ok($$ select public.accept_invitation('new') $$, 'PT404', null, 'after which it opens nothing');

select * from finish();
rollback;
