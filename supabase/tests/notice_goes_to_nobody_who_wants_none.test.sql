-- No mail where there is no mailbox, to who is blocked, to who wishes none, or without end.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/tickets.psql
delete from public.jobs;

create function tests.sent(p_key text) returns text language sql as $$
  select n.state || coalesce(nullif(': ' || n.detail, ': '), '') from public.notices n where n.key = p_key
$$;
select is(private.send_notice('a@visitor.invalid', 'reminder', 'en', '{}', 'k0'), null, 'no mailbox');
select is(private.send_notice('a@invalid', 'reminder', 'en', '{}', 'k0'), null, 'nor there');
select is(private.send_notice(null, 'reminder', 'en', '{}', 'k0'), null, 'nor nowhere');
select private.send_notice(E'a@x.example\nBcc: b@x.example', 'reminder', 'en', '{"token": "t"}', 'k1');
select is(tests.sent('k1'), 'skipped: This is no mail address.', 'a header in an address');
select is((select data from public.notices where key = 'k1'), '{}', 'of what is skipped no data is kept');

insert into public.blocked_senders (kind, pattern) values ('domain', 'spam.example');
select private.send_notice('a@mail.spam.example', 'reminder', 'en', '{}', 'k2');
select is(tests.sent('k2'), 'skipped: The address is blocked.', 'who is blocked');
select private.send_notice('hannah@postbox.example', 'csat', 'en', jsonb_build_object('ticket_id', tests.id('ticket of hannah')), 'k3');
insert into public.blocked_senders (kind, pattern) values ('address', 'hannah@postbox.example');
update public.tickets set status = 'solved' where id = tests.id('ticket of hannah');
select is(public.begin_notice(n.id, '<m>', (c ->> 'id')::uuid, (c ->> 'token')::uuid) ->> 'state', 'skipped', 'also meanwhile')
from public.notices n, tests.claim('notice.send') c where n.key = 'k3';

select private.send_notice('tobias@postbox.example', 'status_changed', 'en', '{}', 'k4');
select is(tests.sent('k4'), 'skipped: The customer wishes no mails about status.', 'status is told to who wishes it');
insert into public.customer_preferences values (tests.id('customer tobias'), 'none');
select private.send_notice('tobias@postbox.example', 'reminder', 'en', '{}', 'k5');
select is(tests.sent('k5'), 'skipped: The customer wishes no mails.', 'none is none');
select private.send_notice('tobias@postbox.example', 'invitation', 'en', '{}', 'k6');
select is(tests.sent('k6'), 'queued', 'an invitation is no matter of customers');

select private.send_notice('robot@x.example', 'reminder', 'en', '{}', 'r' || n) from generate_series(1, 21) n;
select is(tests.sent('r20'), 'queued', 'twenty an hour');
select is(tests.sent('r21'), 'skipped: This address has got 20 notices within an hour already.', 'then a loop is likely');
update public.notices set created_at = created_at - interval '1 hour' where key = 'r1';
select private.send_notice('robot@x.example', 'reminder', 'en', '{}', 'r22');
select is(tests.sent('r22'), 'queued', 'an hour later the first counts no more');
select is((select count(*) from public.jobs where kind = 'notice.send'), 23::bigint, 'what is skipped makes no job');

select * from finish();
rollback;
