-- Files are announced and uploaded before there is a ticket, and come with its first message.
begin;
select plan(16);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.announce(p_name text, p_ticket uuid default null) returns uuid language sql as $$
  select (public.prepare_upload(p_ticket, p_name, 'image/png', 3, repeat('a', 64)) ->> 'id')::uuid $$;
create function tests.upload(p_id uuid) returns void language plpgsql as $$
begin
  insert into storage.objects (bucket_id, name, metadata)
  select 'attachments', u.path, '{"size": 3}' from public.uploads u where u.id = p_id;
  if not found then raise exception 'no such upload'; end if;
end $$;
grant execute on all functions in schema tests to anon, authenticated, service_role;

select tests.act_as_role('anon');
select throws_ok($$ select tests.announce('a.png') $$, '42501', null, 'not anon');
select tests.act_as('nils');
select lives_ok($$ select tests.announce('nils.png') $$, 'whoever may open a ticket may');
select tests.act_as('hannah');
create temp table files as select 'photo' as what, tests.announce('Foto 1.png') as id
  union all select 'bill', tests.announce('bill.png')
  union all select 'of the old one', tests.announce('old.png', tests.id('ticket of hannah'));
grant select, insert on files to anon, authenticated, service_role;
select matches((select u.path from public.uploads u join files f using (id) where f.what = 'photo'),
  '^new/[0-9a-f-]{36}/Foto_1\.png$', 'it has a place of its own');
select throws_ok($$ select public.create_ticket('Photo', 'See there', p_attachments => array(select id from files where what = 'photo')) $$,
  'PT422', 'The file Foto 1.png has not been uploaded whole: upload it again.', 'what is not there does not come');
select is((select count(*)::integer from public.tickets), 1, 'and no ticket without it');
select tests.act_as('tobias');
select is_empty('select 1 from public.uploads', 'nor sees that there is something');
select tests.act_as('reto');
select is_empty($$ select 1 from public.uploads where ticket_id is null $$, 'nor does a member');

select tests.act_as('hannah');
select tests.upload(id) from files;
select tests.act_as('tobias');
select throws_ok($$ select public.create_ticket('Photo', 'Mine', p_attachments => array(select id from files where what = 'photo')) $$,
  'PT422', 'Attach files that you have uploaded for a new ticket.', 'nobody sends what is another''s');
select tests.act_as('hannah');
select throws_ok($$ select public.create_ticket('Photo', 'x', p_attachments => array(select id from files where what = 'of the old one')) $$,
  'PT422', null, 'nor what belongs to another ticket');
create temp table made as select public.create_ticket('Photo', 'See there', p_key => 'one',
  p_attachments => array(select id from files where what <> 'of the old one' order by what)) as ticket;
grant select on made to public;
select results_eq($$ select a.name from public.attachments a join public.interactions i on i.id = a.interaction_id
  where i.ticket_id = (select (ticket ->> 'id')::uuid from made) order by a.created_at, a.id $$,
  array['bill.png', 'Foto 1.png'], 'they come with the message, in their order') ;
select is((public.create_ticket('Photo', 'See there', p_key => 'one',
  p_attachments => array(select id from files where what = 'photo'))) ->> 'duplicate', 'true', 'the same key again is the same ticket');
select throws_ok($$ select public.create_ticket('Photo', 'x', p_attachments => array(select id from files where what = 'photo')) $$,
  'PT422', 'The file Foto 1.png was sent already.', 'sent once');
set local storage.allow_delete_query = 'true';  -- as the Storage API does
select is_empty($$ delete from storage.objects o using public.uploads u where u.path = o.name and u.used_at is not null returning 1 $$,
  'and not deleted any more');
select tests.act_as('tobias');
select is_empty('select 1 from storage.objects', 'another customer does not fetch them');
select tests.act_as('reto');
select public.open_ticket((select (ticket ->> 'id')::uuid from made));
select is((select count(*)::integer from public.attachments), 2, 'who reads the ticket does');

-- A member for a customer.
insert into files select 'member''s', tests.announce('scan.png');
select tests.upload(id) from files where what = 'member''s';
select public.create_ticket('Scan', 'By letter', 'hannah@postbox.example', p_attachments => array(select id from files where what = 'member''s'));
select tests.act_as('hannah');
select is((select count(*)::integer from public.attachments a where a.name = 'scan.png'), 1, 'a member''s files come too');

select * from finish();
rollback;
