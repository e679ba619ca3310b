-- Feedback: the spells in which a ticket was to do, how content the customer was at the end of each
-- (asked by a signed link that needs no sign-in), and how what went wrong comes back to a person.

-- SPELLS -----------------------------------------------------------------------------------------

-- From its beginning a ticket is to do until it is solved or closed, and again from each reopening.
create table public.ticket_spells (
  ticket_id uuid not null references public.tickets (id) on delete cascade,
  number integer not null constraint ticket_spells_number_range check (number >= 1),
  began_at timestamptz not null,
  ended_at timestamptz constraint ticket_spells_order check (ended_at >= began_at),
  ended_as text constraint ticket_spells_ended_as_known check (ended_as in ('solved', 'closed')),
  -- Who had the ticket at the end.
  member_id uuid references public.members (id) on delete set null,
  team_id uuid references public.teams (id) on delete set null,
  first_reply_at timestamptz,
  first_reply_by text constraint ticket_spells_first_reply_by_known check (first_reply_by in ('agent', 'ai')),
  replies_agent integer not null default 0,
  replies_ai integer not null default 0,
  -- Seconds from the beginning, by the default calendar as it stood then.
  business_s numeric,
  first_reply_business_s numeric,
  primary key (ticket_id, number),
  constraint ticket_spells_ended_as_something check ((ended_at is null) = (ended_as is null)),
  constraint ticket_spells_replied_by_somebody check ((first_reply_at is null) = (first_reply_by is null))
);
create unique index ticket_spells_one_open on public.ticket_spells (ticket_id) where ended_at is null;
create index ticket_spells_began on public.ticket_spells (began_at);
create index ticket_spells_ended on public.ticket_spells (ended_at);
create index ticket_spells_replied on public.ticket_spells (first_reply_at);
create index ticket_spells_member on public.ticket_spells (member_id, ended_at desc);
create index ticket_spells_team on public.ticket_spells (team_id);
comment on table public.ticket_spells is
  'One row a time in which a ticket was to do; the first begins with the ticket, the others with a reopening.';

alter table public.ticket_spells enable row level security;
create policy "Members see the spells of tickets they see" on public.ticket_spells for select to authenticated
  using ((select private.is_member())
    and exists (select 1 from public.tickets t where t.id = ticket_spells.ticket_id));
grant select on public.ticket_spells to authenticated;
grant all on public.ticket_spells to service_role;

create function private.is_over(p_status text) returns boolean
language sql immutable set search_path = '' as $$ select p_status in ('solved', 'closed') $$;

-- Open seconds of the default calendar; around the clock where none is chosen.
create function private.desk_seconds(p_from timestamptz, p_to timestamptz) returns numeric
language sql stable security definer set search_path = '' as $$
  select private.business_seconds((select c.id from public.calendars c where c.is_default), p_from, p_to)
$$;

create function private.begin_spell() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ticket_spells (ticket_id, number, began_at, ended_at, ended_as, member_id, team_id, business_s)
  values (new.id, 1, new.created_at,
    case when private.is_over(new.status) then new.created_at end,
    case when private.is_over(new.status) then new.status end,
    case when private.is_over(new.status) then new.assignee_id end,
    case when private.is_over(new.status) then new.team_id end,
    case when private.is_over(new.status) then 0 end);
  return null;
end $$;
create trigger tickets_spell_new after insert on public.tickets
  for each row execute function private.begin_spell();

-- Undoing a merge is no reopening: the spell that the merge ended goes on.
create function private.turn_spell() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := private.clock();
  v_spell public.ticket_spells;
begin
  select * into v_spell from public.ticket_spells s
  where s.ticket_id = new.id order by s.number desc limit 1 for update;
  if private.is_over(new.status) then
    update public.ticket_spells set ended_at = greatest(v_now, began_at), ended_as = new.status,
      member_id = new.assignee_id, team_id = new.team_id,
      business_s = private.desk_seconds(began_at, greatest(v_now, began_at))
    where ticket_id = new.id and number = v_spell.number;
  elsif old.merged_into is not null then
    update public.ticket_spells set ended_at = null, ended_as = null, member_id = null, team_id = null,
      business_s = null
    where ticket_id = new.id and number = v_spell.number;
  else
    insert into public.ticket_spells (ticket_id, number, began_at)
    values (new.id, coalesce(v_spell.number, 0) + 1, greatest(v_now, v_spell.ended_at));
  end if;
  return null;
end $$;
create trigger tickets_spell after update of status on public.tickets
  for each row when (private.is_over(old.status) is distinct from private.is_over(new.status))
  execute function private.turn_spell();

-- A reply that was really sent counts for the spell in which it left; the last one, if none is open.
create function private.count_reply() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.ticket_spells s set
    first_reply_business_s = case when s.first_reply_at is null
      then private.desk_seconds(s.began_at, greatest(new.created_at, s.began_at)) else s.first_reply_business_s end,
    first_reply_by = coalesce(s.first_reply_by, new.author),
    first_reply_at = coalesce(s.first_reply_at, greatest(new.created_at, s.began_at)),
    replies_agent = s.replies_agent + (new.author = 'agent')::integer,
    replies_ai = s.replies_ai + (new.author = 'ai')::integer
  where s.ticket_id = new.ticket_id
    and s.number = (select max(n.number) from public.ticket_spells n where n.ticket_id = new.ticket_id);
  return null;
end $$;
create trigger interactions_spell after insert on public.interactions
  for each row when (new.type = 'reply' and new.author in ('agent', 'ai'))
  execute function private.count_reply();

-- For tickets that came in by another way (imports, or from before there were spells): one spell
-- each, from the ticket's own times and its thread. Reopenings of the past are not in there.
create function private.fill_ticket_spells() returns bigint
language plpgsql security definer set search_path = '' as $$
declare v_count bigint;
begin
  insert into public.ticket_spells (ticket_id, number, began_at, ended_at, ended_as, member_id, team_id,
    first_reply_at, first_reply_by, replies_agent, replies_ai, business_s, first_reply_business_s)
  select t.id, 1, t.created_at, e.at, case when e.at is not null then e.ended_as end,
    case when e.at is not null then t.assignee_id end, case when e.at is not null then t.team_id end,
    r.first_at, r.first_by, coalesce(r.agent, 0), coalesce(r.ai, 0),
    private.desk_seconds(t.created_at, e.at),
    private.desk_seconds(t.created_at, r.first_at)
  from public.tickets t
  cross join lateral (
    select case when private.is_over(t.status)
        then greatest(coalesce(t.solved_at, t.closed_at, t.updated_at), t.created_at) end as at,
      case when t.solved_at is not null then 'solved' else t.status end as ended_as) e
  left join (
    select i.ticket_id, greatest(min(i.created_at), min(h.created_at)) as first_at,
      (array_agg(i.author order by i.created_at, i.id))[1] as first_by,
      count(*) filter (where i.author = 'agent') as agent, count(*) filter (where i.author = 'ai') as ai
    from public.interactions i join public.tickets h on h.id = i.ticket_id
    where i.type = 'reply' and i.author in ('agent', 'ai') group by i.ticket_id) r on r.ticket_id = t.id
  where not exists (select 1 from public.ticket_spells s where s.ticket_id = t.id);
  get diagnostics v_count = row_count;
  return v_count;
end $$;

revoke execute on function private.is_over(text), private.desk_seconds(timestamptz, timestamptz),
  private.begin_spell(), private.turn_spell(), private.count_reply(), private.fill_ticket_spells() from public;
select private.fill_ticket_spells();

-- RATINGS ----------------------------------------------------------------------------------------

insert into public.settings (key, value, kind, minimum, maximum, description) values
  ('feedback_url', '""', 'text', null, null,
   'The page that rating links lead to; empty: /functions/v1/feedback below site_url. Without either nobody is asked.'),
  ('csat_link_days', '30', 'integer', 1, 365, 'For so many days a rating link can be used.'),
  ('csat_change_hours', '24', 'number', 0, 8760, 'For so many hours a rating can be changed.'),
  ('csat_bad_score', '2', 'integer', 0, 5, 'A rating of so much or less comes back to a person; 0: none does.'),
  ('csat_bad_reopens', 'true', 'boolean', null, null,
   'A bad rating opens the ticket again, while a reply of the customer would.'),
  ('reopened_needs_person', 'true', 'boolean', null, null,
   'On a ticket that was opened again the AI sends nothing by itself: a person decides.');
insert into public.notification_kinds (position, key, way, merges, label) values
  (95, 'reopened', 'mail', true, 'A ticket that was solved is open again');

create table public.csat_ratings (
  ticket_id uuid not null,
  spell integer not null,  -- each solving is rated once
  score integer not null constraint csat_ratings_score_range check (score between 1 and 5),
  way text not null constraint csat_ratings_way_known check (way in ('link', 'portal')),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (ticket_id, spell),
  constraint csat_ratings_of_a_spell foreign key (ticket_id, spell)
    references public.ticket_spells (ticket_id, number) on delete cascade
);
create index csat_ratings_created on public.csat_ratings (created_at desc);
comment on table public.csat_ratings is 'How content a customer was with a solving: 1 (not at all) to 5.';

-- Apart from the score, since they are a customer's words: members read them like the thread.
create table public.csat_comments (
  ticket_id uuid not null,
  spell integer not null,
  comment text not null constraint csat_comments_comment_length check (length(comment) between 1 and 4000),
  primary key (ticket_id, spell),
  constraint csat_comments_of_a_rating foreign key (ticket_id, spell)
    references public.csat_ratings (ticket_id, spell) on delete cascade
);

-- What signs the links. No API role reads the secret: it leaves the database in no way.
create table public.feedback_keys (
  id integer primary key generated by default as identity,
  secret bytea not null default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
    constraint feedback_keys_secret_length check (length(secret) = 32),
  created_at timestamptz not null default clock_timestamp()
);
insert into public.feedback_keys default values;

alter table public.csat_ratings enable row level security;
alter table public.csat_comments enable row level security;
alter table public.feedback_keys enable row level security;
create policy "Customers see their own ratings, members those of tickets they see" on public.csat_ratings
  for select to authenticated using (exists (
    select 1 from public.tickets t where t.id = csat_ratings.ticket_id
      and ((select private.is_member()) or t.customer_id = (select private.my_customer_id()))));
create policy "Customers read their own comments, members those of what they opened today" on public.csat_comments
  for select to authenticated using (
    ticket_id = any ((select private.opened_ticket_ids())::uuid[])
    or exists (select 1 from public.tickets t
               where t.id = csat_comments.ticket_id and t.customer_id = (select private.my_customer_id())));
grant select on public.csat_ratings, public.csat_comments to authenticated;
grant all on public.csat_ratings, public.csat_comments to service_role;
revoke all on public.feedback_keys from service_role;
grant select (id, created_at) on public.feedback_keys to service_role;

-- SIGNED LINKS -----------------------------------------------------------------------------------

-- RFC 2104 over SHA-256, for keys of at most 64 bytes.
create function private.hmac_sha256(p_key bytea, p_data bytea) returns bytea
language plpgsql immutable strict set search_path = '' as $$
declare
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
  for v_at in 0 .. length(p_key) - 1 loop
    v_inner := set_byte(v_inner, v_at, get_byte(v_inner, v_at) # get_byte(p_key, v_at));
    v_outer := set_byte(v_outer, v_at, get_byte(v_outer, v_at) # get_byte(p_key, v_at));
  end loop;
  return sha256(v_outer || sha256(v_inner || p_data));
end $$;

create function private.to_base64url(p_data bytea) returns text
language sql immutable strict set search_path = '' as $$
  select translate(encode(p_data, 'base64'), E'+/=\n', '-_')
$$;

-- Null for what is none.
create function private.from_base64url(p_text text) returns bytea
language sql immutable strict set search_path = '' as $$
  select case when p_text ~ '^[A-Za-z0-9_-]*$' and length(p_text) % 4 <> 1 then
    decode(translate(p_text, '-_', '+/') || repeat('=', (4 - length(p_text) % 4) % 4), 'base64') end
$$;

-- <key, ticket, spell, seconds since 1970 at which it expires>.<signature>, each base64url.
create function private.feedback_token(p_ticket_id uuid, p_spell integer, p_expires_at timestamptz) returns text
language sql stable security definer set search_path = '' as $$
  select private.to_base64url(b.body) || '.' || private.to_base64url(private.hmac_sha256(k.secret, b.body))
  from public.feedback_keys k
  cross join lateral (
    select int4send(k.id) || uuid_send(p_ticket_id) || int4send(p_spell)
      || int8send(floor(extract(epoch from p_expires_at))::bigint) as body) b
  order by k.id desc limit 1
$$;

-- Whose solving a link is about. Raises PT403 for one that we did not sign, or that has expired.
create function private.read_feedback_token(p_token text, out ticket_id uuid, out spell integer)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_body bytea := private.from_base64url(split_part(p_token, '.', 1));
  v_signature bytea := private.from_base64url(split_part(p_token, '.', 2));
  v_secret bytea;
begin
  if length(p_token) <= 200 and length(v_body) = 32 then
    select k.secret into v_secret from public.feedback_keys k
    where k.id = ('x' || encode(substr(v_body, 1, 4), 'hex'))::bit(32)::integer;
  end if;
  -- Digests are compared, so that the time it takes says nothing of the signature.
  if v_secret is null or v_signature is null
     or sha256(v_signature) <> sha256(private.hmac_sha256(v_secret, v_body)) then
    raise exception using errcode = 'PT403',
      message = 'This link is not valid: open it as it stands in the mail.';
  end if;
  if to_timestamp(('x' || encode(substr(v_body, 25, 8), 'hex'))::bit(64)::bigint) <= private.clock() then
    raise exception using errcode = 'PT403',
      message = 'This link has expired: answer to the mail instead.';
  end if;
  ticket_id := encode(substr(v_body, 5, 16), 'hex')::uuid;
  spell := ('x' || encode(substr(v_body, 21, 4), 'hex'))::bit(32)::integer;
end $$;

-- A new secret: all links that are out hold no more.
create function public.renew_feedback_key() returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_key public.feedback_keys;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may void the links.';
  end if;
  delete from public.feedback_keys where true;
  insert into public.feedback_keys default values returning * into v_key;
  perform private.audit('feedback.key');
  return jsonb_build_object('id', v_key.id, 'created_at', v_key.created_at);
end $$;

-- RATING -----------------------------------------------------------------------------------------

-- What the page shows of a solving: its number, the rating so far, until when it can be changed.
create function private.feedback_state(p_ticket_id uuid, p_spell integer) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('number', t.number, 'language', private.mail_locale(t.customer_id, t.id),
    'score', r.score, 'comment', coalesce(c.comment, ''), 'rated_at', r.created_at,
    'until', u.until, 'open', r.score is null or private.clock() < u.until)
  from public.tickets t
  left join public.csat_ratings r on r.ticket_id = t.id and r.spell = p_spell
  left join public.csat_comments c on c.ticket_id = t.id and c.spell = p_spell
  cross join lateral (select r.created_at
    + make_interval(secs => private.setting('csat_change_hours')::float8 * 3600) as until) u
  where t.id = p_ticket_id
$$;

-- A bad rating comes back to a person: the ticket is opened again, as a reply would, and who has it
-- (else the team) is told.
create function private.bring_back(p_ticket_id uuid, p_spell integer, p_score integer) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_reply_before text := coalesce(current_setting('autocrm.reply', true), '');
  v_reopens boolean;
begin
  select * into strict v_ticket from public.tickets t where t.id = p_ticket_id;
  v_reopens := coalesce(private.setting('csat_bad_reopens')::boolean, false)
    and private.is_over(v_ticket.status) and v_ticket.merged_into is null
    and v_ticket.solved_at > private.clock() - make_interval(days => private.setting('reopen_days')::integer);
  if v_reopens then
    perform set_config('autocrm.reply', 'yes', true);
    v_ticket := private.apply_changes(p_ticket_id, '{"status": "open"}',
      format('The customer was not content: %s of 5.', p_score));
    perform set_config('autocrm.reply', v_reply_before, true);
  end if;
  perform private.notify(m, 'feedback', p_ticket_id,
    jsonb_build_object('score', p_score, 'spell', p_spell, 'reopened', v_reopens))
  from private.concerned(v_ticket) m;
  return v_reopens;
end $$;

-- p_comment: null leaves what is there, '' takes it away.
create function private.rate(p_ticket_id uuid, p_spell integer, p_score integer, p_comment text, p_way text)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := private.clock();
  v_state jsonb;
  v_bad integer := private.setting('csat_bad_score')::integer;
  v_reopened boolean := false;
begin
  perform 1 from public.tickets t where t.id = p_ticket_id for no key update;
  v_state := private.feedback_state(p_ticket_id, p_spell);
  if p_score is null or p_score not between 1 and 5 then
    raise exception using errcode = 'PT422', message = 'Choose a number from 1 (not at all content) to 5.';
  end if;
  if length(p_comment) > 4000 then
    raise exception using errcode = 'PT422', message = 'A comment has 4000 characters at most.';
  end if;
  if not exists (select 1 from public.ticket_spells s
                 where s.ticket_id = p_ticket_id and s.number = p_spell and s.ended_as = 'solved') then
    raise exception using errcode = 'PT409', message = 'This request is not solved, so there is nothing to rate yet.';
  end if;
  if not (v_state ->> 'open')::boolean then
    raise exception using errcode = 'PT409',
      message = 'You have rated this already, and the time to change it is over: answer to the mail instead.';
  end if;
  insert into public.csat_ratings as r (ticket_id, spell, score, way, created_at, changed_at)
  values (p_ticket_id, p_spell, p_score, p_way, v_now, v_now)
  on conflict (ticket_id, spell) do update set score = excluded.score, changed_at = excluded.changed_at;
  if trim(p_comment) = '' then
    delete from public.csat_comments c where c.ticket_id = p_ticket_id and c.spell = p_spell;
  elsif p_comment is not null then
    insert into public.csat_comments (ticket_id, spell, comment) values (p_ticket_id, p_spell, trim(p_comment))
    on conflict (ticket_id, spell) do update set comment = excluded.comment;
  end if;
  -- The comment is not repeated here: the audit log is read without opening the ticket.
  perform private.audit('csat.rate', p_ticket_id, null, jsonb_build_object('spell', p_spell, 'way', p_way,
    'before', jsonb_build_object('score', v_state -> 'score'), 'after', jsonb_build_object('score', p_score)));
  if p_score <= v_bad and coalesce((v_state ->> 'score')::integer, v_bad + 1) > v_bad then
    v_reopened := private.bring_back(p_ticket_id, p_spell, p_score);
  end if;
  return private.feedback_state(p_ticket_id, p_spell) || jsonb_build_object('reopened', v_reopened);
end $$;

-- What the page of a link shows: {"number", "language", "score", "comment", "rated_at", "until", "open"}.
create function public.feedback_form(p_token text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.feedback_state(f.ticket_id, f.spell) from private.read_feedback_token(p_token) f
$$;

-- Rate by a link. The state as the page shows it, and whether the ticket is `reopened` by it.
create function public.give_feedback(p_token text, p_score integer, p_comment text default null) returns jsonb
language sql security definer set search_path = '' as $$
  select private.rate(f.ticket_id, f.spell, p_score, p_comment, 'link')
  from private.read_feedback_token(p_token) f
$$;

-- Rate as the signed-in customer: the last solving of a ticket of their own.
create function public.rate_ticket(p_ticket_id uuid, p_score integer, p_comment text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare v_spell integer;
begin
  if not exists (select 1 from public.tickets t
                 where t.id = p_ticket_id and t.customer_id = private.my_customer_id()) then
    raise exception using errcode = 'PT404', message = 'You have no such ticket.';
  end if;
  select max(s.number) into v_spell from public.ticket_spells s
  where s.ticket_id = p_ticket_id and s.ended_as = 'solved';
  return private.rate(p_ticket_id, v_spell, p_score, p_comment, 'portal');
end $$;

-- ASKING -----------------------------------------------------------------------------------------

-- Where rating links begin; null when nobody has said.
create function private.feedback_url() returns text
language sql stable security definer set search_path = '' as $$
  select coalesce(nullif(private.setting('feedback_url') #>> '{}', ''),
    rtrim(nullif(private.setting('site_url') #>> '{}', ''), '/') || '/functions/v1/feedback')
$$;

-- The handler of timers of the kind `csat`. Asked is a person whose ticket is still solved and who
-- has not said anything yet.
create function private.timer_csat(p_ticket_id uuid, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket public.tickets;
  v_customer public.customers;
  v_spell integer;
  v_url text := private.feedback_url();
begin
  select * into v_ticket from public.tickets t where t.id = p_ticket_id;
  select s.number into v_spell from public.ticket_spells s
  where s.ticket_id = p_ticket_id and s.ended_as = 'solved'
    and s.number = (select max(n.number) from public.ticket_spells n where n.ticket_id = p_ticket_id);
  if v_spell is null or not private.is_over(v_ticket.status) or v_ticket.merged_into is not null
     or exists (select 1 from public.csat_ratings r where r.ticket_id = p_ticket_id and r.spell = v_spell)
     or not exists (select 1 from public.interactions i
                    where i.ticket_id = p_ticket_id and i.author = 'customer' and i.automatic = '') then
    return;
  end if;
  if v_url is null then
    perform private.audit('csat.unasked', p_ticket_id, null,
      '{"why": "Set feedback_url or site_url, so that there is a page to lead to."}');
    return;
  end if;
  select * into strict v_customer from public.customers c where c.id = v_ticket.customer_id;
  perform private.send_notice(v_customer.email, 'csat', private.mail_locale(v_customer.id, p_ticket_id),
    jsonb_build_object('ticket_id', p_ticket_id, 'number', v_ticket.number, 'subject', v_ticket.subject,
      'name', v_customer.name, 'link', v_url || '?token=' || private.feedback_token(p_ticket_id, v_spell,
        private.clock() + make_interval(days => private.setting('csat_link_days')::integer))),
    format('csat:%s:%s', p_ticket_id, v_spell));
end $$;

-- REOPENED ---------------------------------------------------------------------------------------

-- Who has the ticket is told of the customer's reply as such; here, whoever would not know: the team
-- of a ticket that nobody has, and who has one that a colleague opened again.
create function private.tell_of_reopening() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify(m, 'reopened', t.id)
  from public.tickets t cross join lateral private.concerned(t) m
  where t.id = new.id and t.status = 'open'
    and not exists (select 1 from public.csat_ratings r where r.ticket_id = t.id and r.changed_at >= now())
    and (t.assignee_id is null or not exists (
      select 1 from public.interactions i
      where i.ticket_id = t.id and i.author = 'customer' and i.created_at >= now()));
  return null;
end $$;
create constraint trigger tickets_tell_reopening after update on public.tickets
  deferrable initially deferred for each row
  when (old.status in ('solved', 'closed') and new.status = 'open' and old.merged_into is null)
  execute function private.tell_of_reopening();

-- As before, behind a door: what came back is not answered by a machine alone.
alter function public.record_answer(uuid, jsonb, uuid, uuid, double precision) rename to keep_answer;
alter function public.keep_answer(uuid, jsonb, uuid, uuid, double precision) set schema private;
revoke execute on function private.keep_answer(uuid, jsonb, uuid, uuid, double precision) from service_role;

create function public.record_answer(
  p_interaction_id uuid, p_answer jsonb, p_job_id uuid default null, p_job_token uuid default null,
  p_waited_ms double precision default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  if p_answer #>> '{decision,outcome}' = 'auto' and coalesce(private.setting('reopened_needs_person')::boolean, false)
     and exists (select 1 from public.interactions i join public.tickets t on t.id = i.ticket_id
                 where i.id = p_interaction_id and t.reopen_count > 0) then
    p_answer := jsonb_set(p_answer, '{decision}', p_answer -> 'decision'
      || '{"outcome": "review", "reason": "The ticket was opened again: a person decides."}');
  end if;
  return private.keep_answer(p_interaction_id, p_answer, p_job_id, p_job_token, p_waited_ms);
end $$;

-- GRANTS -----------------------------------------------------------------------------------------

revoke execute on function private.hmac_sha256(bytea, bytea), private.to_base64url(bytea),
  private.from_base64url(text), private.feedback_token(uuid, integer, timestamptz),
  private.read_feedback_token(text), private.feedback_state(uuid, integer),
  private.bring_back(uuid, integer, integer), private.rate(uuid, integer, integer, text, text),
  private.feedback_url(), private.timer_csat(uuid, jsonb), private.tell_of_reopening() from public;
revoke execute on function public.renew_feedback_key(), public.feedback_form(text),
  public.give_feedback(text, integer, text), public.rate_ticket(uuid, integer, text),
  public.record_answer(uuid, jsonb, uuid, uuid, double precision) from public, anon, authenticated;
grant execute on function public.feedback_form(text), public.give_feedback(text, integer, text)
  to anon, authenticated, service_role;  -- the link is the permission
grant execute on function public.rate_ticket(uuid, integer, text), public.renew_feedback_key()
  to authenticated, service_role;
grant execute on function public.record_answer(uuid, jsonb, uuid, uuid, double precision) to service_role;
