-- A member's signature and then the team's stand below what members write, as they are when it is sent.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select throws_ok($$ select public.set_team_signature('front', 'Front desk') $$, 'PT403', null, 'not an agent');
select tests.act_as('anna');
select throws_ok($$ select public.set_team_signature('nope', 'x') $$, 'PT404', null, 'of a team that is there');
select public.set_team_signature('front', E'Front desk\n+41 1 234');
select tests.act_as_owner();
update public.members set signature = 'Reto' where id = tests.id('member reto');

create function tests.sent_text(p_draft_id uuid) returns text language plpgsql as $$
declare
  v_job jsonb;
  v_said jsonb;
begin
  update public.jobs set run_at = clock_timestamp() where kind = 'reply.send' and key = p_draft_id::text;
  v_job := tests.claim('reply.send');
  v_said := public.begin_send(p_draft_id, '<' || p_draft_id || '>', (v_job ->> 'id')::uuid, (v_job ->> 'token')::uuid);
  update public.teams set signature = 'Changed' where key = 'front';
  perform public.mark_sent((v_said ->> 'delivery_id')::uuid, 'sent');
  return v_said ->> 'text';
end $$;

select tests.act_as('reto');
create temp table sent as select (public.reply_to_ticket(tests.id('ticket of hannah'), E'Hello\n') ->> 'draft_id')::uuid as id;
select tests.act_as_owner();
select is(tests.sent_text(id), E'Hello\n\n-- \nReto\nFront desk\n+41 1 234', 'the mail has both') from sent;
select results_eq($$ select content, full_content from public.interactions where type = 'reply' $$,
  $$ values (E'Hello\n', E'Hello\n\n-- \nReto\nFront desk\n+41 1 234') $$,
  'the thread has the words apart from the signature, and it as it was sent');
select is(tests.sent_text((public.reply_to_ticket(tests.id('ticket of hannah'), 'Hi') ->> 'draft_id')::uuid),
  E'Hi\n\n-- \nChanged', 'with the secret key the team''s');
select is(tests.sent_text((public.reply_to_ticket(tests.id('ticket of tobias'), 'Hi') ->> 'draft_id')::uuid),
  'Hi', 'without any nothing');
select is((select full_content from public.interactions where type = 'reply' and ticket_id = tests.id('ticket of tobias')), null,
  'then it is not kept twice');
update public.tickets set team_id = tests.id('front') where id = tests.id('ticket of tobias');
select is(tests.sent_text((public.approve_draft(tests.id('draft for tobias'), p_anyway => true) ->> 'draft_id')::uuid),
  'Two to three days.', 'a draft of the AI is a whole mail already');

select * from finish();
rollback;
