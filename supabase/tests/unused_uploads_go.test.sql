-- A file that was uploaded and not sent for a week goes, its row first; nothing of a message does.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.uploaded(p_name text, p_days integer, p_ticket text default 'hannah') returns void language sql as $$
  insert into public.uploads (id, ticket_id, path, name, content_type, size, sha256, uploaded_by, created_at)
  values (tests.id(p_name), tests.id('ticket of ' || p_ticket), p_name, p_name, 'image/png', 1, repeat('a', 64),
    tests.id('reto'), now() - make_interval(days => p_days));
  insert into storage.objects (bucket_id, name, metadata) values ('attachments', p_name, '{"size": 1}') $$;
select tests.uploaded(name, days) from (values ('old', 8), ('older', 9), ('young', 6), ('sent', 30),
  ('leaving', 30), ('in the making', 30), ('given up', 30)) f (name, days);
insert into public.uploads (id, path, name, content_type, size, sha256, uploaded_by, created_at)
values (tests.id('for a new ticket'), 'new', 'new', 'image/png', 1, repeat('a', 64), tests.id('hannah'), now() - interval '7 days 1 hour');

select tests.act_as('hannah');
select throws_ok('select public.tidy_up()', '42501', null, 'customers do not tidy up');
select tests.act_as('anna');
select throws_ok('select public.tidy_up()', '42501', null, 'nor do members');
select tests.act_as_owner();
select private.attach(tests.id('question of hannah'), array[tests.id('sent')]);
update public.uploads set draft_id = tests.id('draft for hannah') where id = tests.id('leaving');
insert into public.member_drafts (ticket_id, member_id, mode, text, attachments, updated_at) values
  (tests.id('ticket of hannah'), tests.id('member reto'), 'reply', 'Dear', array[tests.id('in the making')], now()),
  (tests.id('ticket of hannah'), tests.id('member anna'), 'reply', 'Dear',
    array[tests.id('young'), tests.id('given up')], now() - interval '20 days');

select public.set_setting('unused_upload_days', '0');
select tests.act_as_role('service_role');
select is(public.tidy_up(), '{"more": false, "uploads": 0, "notifications": 0}', 'at 0 all is kept');
select tests.act_as_owner();
select public.set_setting('unused_upload_days', '7');
select tests.act_as_role('service_role');
select is(public.tidy_up(1), '{"more": true, "uploads": 1, "notifications": 0}', 'some at a time');
select is(public.tidy_up(), '{"more": false, "uploads": 3, "notifications": 0}', 'then the others');
select is(public.tidy_up() ->> 'uploads', '0', 'once');
select tests.act_as_owner();
select results_eq('select name from public.uploads order by name collate "C"',
  array['in the making', 'leaving', 'sent', 'young'], 'left is what was sent, leaves, is being written with, or is young');
select results_eq($$ select payload ->> 'bucket', payload -> 'paths' from public.jobs where kind = 'files.delete' order by created_at $$,
  $$ values ('attachments', '["given up"]'::jsonb), ('attachments', '["older", "old", "new"]') $$,
  'jobs delete the files');
select results_eq($$ select a.name from public.attachments a where a.path = 'sent' $$, array['sent'], 'the message has its file');
select is((select attachments from public.member_drafts where member_id = tests.id('member anna')), array[tests.id('young')],
  'a draft does not name what is gone');
select is((select count(*)::integer from public.audit_log where action = 'upload.expire'
  and (ticket_id is null or ticket_id = tests.id('ticket of hannah'))), 4, 'each is on record');
select tests.act_as('reto');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'x', p_attachments => array[tests.id('old')]) $$,
  'PT422', 'Attach files that you have uploaded for this ticket.', 'what is gone is not sent');
select throws_ok($$ insert into storage.objects (bucket_id, name) values ('attachments', 'old') $$, '42501', null,
  'nor uploaded after all');
select lives_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'x', p_attachments => array[tests.id('in the making')]) $$,
  'what was kept is sent');

select * from finish();
rollback;
