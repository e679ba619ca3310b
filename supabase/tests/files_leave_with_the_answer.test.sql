-- A file is announced, uploaded, named in an answer, and an attachment once that was sent.
begin;
select plan(27);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.announce(p_ticket text, p_name text, p_size bigint default 3) returns uuid language sql as $$
  select (public.prepare_upload(tests.id('ticket of ' || p_ticket), p_name, 'application/PDF; x=y', p_size, repeat('a', 64)) ->> 'id')::uuid $$;
-- As Storage does it: with the caller's rights, the size at the end.
create function tests.upload(p_id uuid, p_size bigint default 3) returns void language plpgsql as $$
begin
  insert into storage.objects (bucket_id, name, metadata)
  select 'attachments', u.path, jsonb_build_object('size', p_size) from public.uploads u where u.id = p_id;
  if not found then raise exception 'no such upload'; end if;
end $$;
grant execute on all functions in schema tests to anon, authenticated, service_role;

select tests.act_as_role('anon');
select throws_ok($$ select tests.announce('hannah', 'a.pdf') $$, '42501', null, 'not anon');
select tests.act_as('tobias');
select throws_ok($$ select tests.announce('hannah', 'a.pdf') $$, 'PT404', null, 'not another customer');
select tests.act_as('mathilde');
select throws_ok($$ select tests.announce('hannah', 'a.pdf') $$, 'PT404', null, 'not another team');

select tests.act_as('reto');
select throws_ok($$ select tests.announce('hannah', 'a.pdf', 0) $$, 'PT422', 'The file a.pdf is empty.', 'not an empty one');
select throws_ok($$ select tests.announce('hannah', 'a.pdf', 10485761) $$, 'PT422',
  'The file a.pdf is too large: 10485761 bytes, 10485760 may be attached.', 'nor one that is too large');
select throws_ok($$ select tests.announce('hannah', 'Setup.EXE') $$, 'PT422',
  'Files that end in .exe are not accepted: send Setup.EXE in another form.', 'nor a program');
select throws_ok($$ select tests.announce('hannah', 'run.exe. .') $$, 'PT422', null, 'however it is written');
select throws_ok($$ select tests.announce('hannah', '../../x') $$, 'PT422', null, 'nor a path');
select throws_ok($$ select tests.announce('hannah', E'a\r\nb.pdf') $$, 'PT422', null, 'nor lines');

create temp table mine as select tests.announce('hannah', 'Offérte 1.pdf') as id;
grant select on mine to anon, authenticated, service_role;
select results_eq($$ select u.path ~ ('^' || u.ticket_id || '/' || u.id || '/Off_rte_1\.pdf$'), u.name, u.content_type
  from public.uploads u, mine where u.id = mine.id $$,
  $$ values (true, 'Offérte 1.pdf', 'application/pdf') $$, 'it has a place of its own');
select tests.act_as('anna');
select throws_ok($$ select tests.upload(id) from mine $$, '42501', null, 'nobody else uploads there');
select tests.act_as('reto');
select throws_ok($$ insert into storage.objects (bucket_id, name) select 'attachments', u.ticket_id || '/x' from public.uploads u $$,
  '42501', null, 'nor anybody elsewhere');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'See there', p_attachments => array[id]) from mine $$,
  'PT422', 'The file Offérte 1.pdf has not been uploaded whole: upload it again.', 'what is not there is not sent');
select lives_ok($$ select tests.upload(id) from mine $$, 'who announced it uploads it');
select throws_ok($$ select public.remove_upload(id) from mine $$, 'PT409', 'Delete the file in Storage first.', 'bytes first');
select tests.act_as('anna');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'x', p_attachments => array[id]) from mine $$,
  'PT422', 'Attach files that you have uploaded for this ticket.', 'nobody sends what is another''s');
select tests.act_as('hannah');
select is_empty('select 1 from public.uploads', 'the customer does not see it yet');

select tests.act_as('reto');
select public.reply_to_ticket(tests.id('ticket of hannah'), 'See there', p_attachments => array[id]) from mine;
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Again', p_attachments => array[id]) from mine $$,
  'PT422', 'The file Offérte 1.pdf was sent already.', 'once');
set local storage.allow_delete_query = 'true';  -- as the Storage API does
delete from storage.objects;
select isnt_empty('select 1 from storage.objects', 'what leaves with an answer is not deleted');
select is((public.cancel_reply(d.id) #>> '{draft,attachments,0}')::uuid, (select id from mine), 'called back, it is with the draft again')
from public.drafts d where d.state = 'approved';
select public.reply_to_ticket(tests.id('ticket of hannah'), 'See there', p_attachments => array[id]) from mine;

select tests.act_as_owner();
update public.jobs set run_at = clock_timestamp() where kind = 'reply.send';
create temp table job as select tests.claim('reply.send') as job;
create temp table begun as select public.begin_send((job #>> '{payload,draft_id}')::uuid, '<ours@test>',
  (job ->> 'id')::uuid, (job ->> 'token')::uuid) as said from job;
select is((select said #>> '{attachments,0,name}' from begun), 'Offérte 1.pdf', 'the worker is told of it');
select public.mark_sent((said ->> 'delivery_id')::uuid, 'sent') from begun;
select tests.act_as('hannah');
select results_eq($$ select a.name from public.attachments a join public.interactions i on i.id = a.interaction_id where i.type = 'reply' $$,
  array['Offérte 1.pdf'], 'sent, it is an attachment of the answer');
select is((select count(*) from storage.objects)::int, 1, 'which the customer fetches');
select tests.act_as('tobias');
select is_empty('select 1 from storage.objects', 'and no other customer');

-- The customer's own files go into the customer's own ticket.
select tests.act_as('hannah');
create temp table hers as select tests.announce('hannah', 'photo.pdf', 5) as id;
select tests.upload(id, 4) from hers;
select throws_ok($$ select public.add_message(tests.id('ticket of hannah'), 'Look', array[id]) from hers $$, 'PT422', null,
  'not half of it');
select tests.act_as_owner();
update storage.objects set metadata = '{"size": 5}' where name like '%photo.pdf';
select tests.act_as('hannah');
select public.add_message(tests.id('ticket of hannah'), 'Look', array[id]) from hers;
select results_eq($$ select a.name from public.attachments a join public.interactions i on i.id = a.interaction_id
  where i.content = 'Look' $$, array['photo.pdf'], 'it comes with her message');
select is_empty($$ delete from storage.objects returning 1 $$, 'and stays');

select * from finish();
rollback;
