-- A rating link is worth what its signature is worth.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/tickets.psql

-- RFC 4231, test cases 1 and 2.
select is(encode(private.hmac_sha256(decode(repeat('0b', 20), 'hex'), 'Hi There'), 'hex'),
  'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7', 'HMAC-SHA-256 is the standard''s');
select is(encode(private.hmac_sha256('Jefe', 'what do ya want for nothing?'), 'hex'),
  '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'for short keys too');
select is(private.from_base64url(private.to_base64url(d)), d, length(d) || ' bytes survive the way as text')
  from unnest(array['\x'::bytea, '\xff', '\xfbff', '\xfffefd']) d;

select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');
create temp table link as
  select private.feedback_token(tests.id('ticket of hannah'), 1, now() + interval '1 day') as good;
grant select on link to anon;

create function tests.accepted(p_token text) returns boolean language plpgsql as $$
begin
  perform public.feedback_form(p_token);
  return true;
exception when sqlstate 'PT403' then
  return false;
end $$;
grant execute on function tests.accepted(text) to anon;

select tests.act_as_role('anon');
select ok(tests.accepted(good), 'the link itself is accepted') from link;
select is((
  select count(*) from link, generate_series(1, length(good)) n
  cross join lateral (
    select overlay(good placing case substr(good, n, 1) when 'A' then 'B' else 'A' end from n for 1) as other) o
  -- the last character of each part has bits that say nothing
  where tests.accepted(o.other) and n not in (length(split_part(good, '.', 1)), length(good))), 0::bigint,
  'with any character changed it is not');
select is((select count(*) from unnest(array['', '.', 'x', 'A.A', repeat('A', 5000), null]) t where tests.accepted(t)
  and t is not null), 0::bigint, 'nor is rubbish');
select ok(not tests.accepted(split_part(good, '.', 1)), 'nor one without signature') from link;

select tests.act_as_owner();
create temp table late as
  select private.feedback_token(tests.id('ticket of hannah'), 1, now() - interval '1 second') as token;
grant select on late to anon;
select tests.act_as_role('anon');
select throws_ok($$ select public.feedback_form(token) from late $$, 'PT403',
  'This link has expired: answer to the mail instead.', 'one that has expired says so');
select throws_ok($$ select public.renew_feedback_key() $$, '42501', null, 'strangers do not void links');
select tests.act_as_owner();
select public.renew_feedback_key();
select tests.act_as_role('anon');
select ok(not tests.accepted(good), 'a new secret voids all that are out') from link;

select * from finish();
rollback;
