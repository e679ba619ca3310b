-- A notice is one a key; it leaves under the lease of its job, and is not repeated when nobody knows.
begin;
select plan(18);
\ir helpers/cast.psql
\ir helpers/tickets.psql
delete from public.jobs;

create function tests.notice(p_key text) returns public.notices language sql as $$
  select n.* from public.notices n where n.key = p_key
$$;
create function tests.begin(p_key text, p_claim jsonb) returns jsonb language sql as $$
  select public.begin_notice((tests.notice(p_key)).id, '<notice.' || p_key || '@desk.example>',
    (p_claim ->> 'id')::uuid, (p_claim ->> 'token')::uuid)
$$;
create table tests.claims (n int, claim jsonb);

select is(private.send_notice('Hannah@Postbox.example', 'reminder', 'de-CH', jsonb_build_object(
    'ticket_id', tests.id('ticket of hannah'), 'number', 1, 'link', 'https://x.example/secret'), 'k1'),
  private.send_notice('tobias@postbox.example', 'reminder', 'en', '{}', 'k1'), 'the same key is the same notice');
update public.tickets set status = 'pending' where id = tests.id('ticket of hannah');
select is((select (n).to_address || ' ' || (n).locale || ' ' || (n).state from tests.notice('k1') n),
  'hannah@postbox.example de queued', 'as it was first asked for');
select is((select jsonb_agg(payload) from public.jobs where kind = 'notice.send'),
  jsonb_build_array(jsonb_build_object('kind', 'reminder', 'notice_id', (tests.notice('k1')).id)),
  'one job, which names it and holds no secret');

select throws_ok($$ select tests.begin('k1', '{}') $$, 'PT409', null, 'without the lease it is not begun');
insert into tests.claims select 1, tests.claim('notice.send');
create temporary table order_1 on commit drop as
  select tests.begin('k1', (select claim from tests.claims)) as it;
select is((select it ->> 'action' || ' ' || (it ->> 'to') from order_1), 'send hannah@postbox.example', 'the order');
select is((select it -> 'references' from order_1), '["<question.hannah@postbox.example>"]', 'joins the thread');
select is((select it #>> '{data,link}' from order_1), 'https://x.example/secret', 'the data is with it');
select is((tests.notice('k1')).state, 'sending', 'and on record before the server is spoken to');
select public.mark_notice((tests.notice('k1')).id, 'failed', 'The server was away.');
select is(tests.begin('k1', (select claim from tests.claims)) ->> 'action', 'send', 'a failed one is tried again');
select is((tests.notice('k1')).attempts, 2, 'and counted');
select is(tests.begin('k1', (select claim from tests.claims)), '{"action": "skip", "state": "unknown"}',
  'who finds it in sending does not repeat it');
select is((tests.notice('k1')).state, 'unknown', 'nobody knows');
select is(tests.begin('k1', (select claim from tests.claims)) ->> 'state', 'unknown', 'for good');
select is((tests.notice('k1')).data ? 'link', false, 'its secret is gone');

-- A reply to it joins the ticket.
select is((tests.mail('hannah', 'thanks', 'm2', array['<notice.k1@desk.example>']) ->> 'ticket_id')::uuid,
  tests.id('ticket of hannah'), 'a reply to a notice joins its ticket');
select isnt((tests.mail('tobias', 'thanks', 'm3', array['<notice.k1@desk.example>']) ->> 'ticket_id')::uuid,
  tests.id('ticket of hannah'), 'that of a stranger does not');

-- What it holds is not for members, whatever their role.
select tests.act_as('anna');
select throws_ok('select data from public.notices', '42501', null, 'an admin does not see what it is filled with');
select tests.act_as('hannah');
select is_empty('select key from public.notices', 'a customer sees no notices');

select * from finish();
rollback;
