-- What a member writes is kept, for nobody else to see; of two windows the second is told.
begin;
select plan(18);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_role('anon');
select throws_ok($$ select public.save_member_draft(tests.id('ticket of hannah'), 'x') $$, '42501', null, 'not anon');
select tests.act_as('hannah');
select throws_ok($$ select public.save_member_draft(tests.id('ticket of hannah'), 'x') $$, 'PT403', null, 'not the customer');
select tests.act_as('mathilde');
select throws_ok($$ select public.save_member_draft(tests.id('ticket of hannah'), 'x') $$, 'PT404', null, 'not another team');
select tests.act_as_role('service_role');
select throws_ok($$ select public.save_member_draft(tests.id('ticket of hannah'), 'x') $$, 'PT403', null, 'the secret key is nobody');

select tests.act_as('reto');
select is(public.save_member_draft(tests.id('ticket of hannah'), 'Dear', p_version => 0) ->> 'version', '1', 'kept');
select is(public.save_member_draft(tests.id('ticket of hannah'), 'Dear Hannah', p_version => 1) ->> 'version', '2', 'and kept on');
select throws_ok($$ select public.save_member_draft(tests.id('ticket of hannah'), 'Dear Mrs', p_version => 1) $$, 'PT409',
  'You have written on in another window (it is at version 2, this one has 1): look at it there first.', 'another window is told');
select is((select text from public.member_drafts), 'Dear Hannah', 'nothing is written over');
select is(public.save_member_draft(tests.id('ticket of hannah'), 'Ask @anna', 'note') ->> 'mode', 'note', 'a note beside the reply');
select throws_ok($$ select public.save_member_draft(tests.id('ticket of hannah'), 'x', 'poem') $$, 'PT422', null, 'nothing else');
select is((select count(*) from public.member_drafts)::int, 2, 'one of each');
select tests.act_as('anna');
select is_empty('select 1 from public.member_drafts', 'nobody else sees them, no admin either');
select tests.act_as('hannah');
select is_empty('select 1 from public.member_drafts', 'nor the customer');

select tests.act_as('reto');
select public.reply_to_ticket(tests.id('ticket of hannah'), 'Dear Hannah');
select results_eq('select mode from public.member_drafts', array['note'], 'sent, the reply is gone');
select throws_ok($$ select public.save_member_draft(tests.id('ticket of hannah'), 'Dear Hannah,', p_version => 2) $$, 'PT409',
  'This draft was sent or thrown away in another window: look at the ticket before you write on.', 'and does not rise again by itself');
select public.add_note(tests.id('ticket of hannah'), 'Ask Anna');
select is_empty('select 1 from public.member_drafts', 'written, the note is gone');
select public.save_member_draft(tests.id('ticket of hannah'), 'Dear');
select is(public.discard_member_draft(tests.id('ticket of hannah')) ->> 'discarded', 'true', 'one throws it away');
select is(public.discard_member_draft(tests.id('ticket of hannah')) ->> 'discarded', 'false', 'once');

select * from finish();
rollback;
