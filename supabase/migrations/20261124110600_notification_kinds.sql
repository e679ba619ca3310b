-- What members and customers can be told, and how each wants to be told it.

create table public.notification_kinds (
  key text primary key constraint notification_kinds_key_form check (key ~ '^[a-z][a-z_]{0,39}$'),
  label text not null,
  way text not null constraint notification_kinds_way_known check (way in ('app', 'mail', 'off')),
  merges boolean not null default false,  -- a second one about a ticket joins the unread first
  position integer not null default 1000
);
comment on table public.notification_kinds is
  'What members can be told of; `way` holds for who has chosen none: app, mail (in the app, and by digest what stays unread), off. A kind that is not here is told in the app.';
insert into public.notification_kinds (position, key, way, merges, label) values
  (10, 'assignment', 'mail', true, 'A ticket is assigned to me'),
  (20, 'mention', 'mail', false, 'A note names me'),
  (30, 'reply', 'app', true, 'A customer wrote on a ticket that I have or watch'),
  (40, 'review', 'app', true, 'An answer waits for review'),
  (50, 'warning', 'app', false, 'A ticket will soon be overdue'),
  (60, 'breach', 'mail', false, 'A ticket is overdue'),
  (70, 'team', 'off', true, 'A ticket that nobody has came to a team of mine'),
  (80, 'delivery', 'mail', true, 'Nobody knows whether an answer has arrived'),
  (90, 'feedback', 'mail', false, 'A customer was not content'),
  (100, 'rule', 'app', false, 'A rule tells me');

create table public.notification_preferences (
  member_id uuid not null references public.members (id) on delete cascade,
  kind text not null references public.notification_kinds (key) on update cascade on delete cascade,
  way text not null constraint notification_preferences_way_known check (way in ('app', 'mail', 'off')),
  primary key (member_id, kind)
);
create index notification_preferences_kind on public.notification_preferences (kind);

create table public.digest_settings (
  member_id uuid primary key references public.members (id) on delete cascade,
  every text not null default 'daily' constraint digest_settings_every_known
    check (every in ('hourly', 'daily', 'never')),
  hour integer not null default 8 constraint digest_settings_hour_range check (hour between 0 and 23),
  time_zone text not null default 'UTC' constraint digest_settings_time_zone_length
    check (length(time_zone) between 1 and 60)
);
comment on table public.digest_settings is 'When a member gets the digest; who has no row: daily at 8 UTC.';

create table public.customer_preferences (
  customer_id uuid primary key references public.customers (id) on delete cascade,
  mails text not null constraint customer_preferences_mails_known check (mails in ('all', 'answers', 'none')),
  updated_at timestamptz not null default now()
);
comment on table public.customer_preferences is
  'What a customer is mailed: all (answers, and what becomes of a ticket), answers, or none (they read in the portal). Who has no row: answers.';

alter table public.notification_kinds enable row level security;
alter table public.notification_preferences enable row level security;
alter table public.digest_settings enable row level security;
alter table public.customer_preferences enable row level security;
create policy "Members see what they can be told of" on public.notification_kinds for select to authenticated
  using ((select private.is_member()));
create policy "Members see how they are told" on public.notification_preferences for select to authenticated
  using (member_id = (select private.member_id()));
create policy "Members see when their digest comes" on public.digest_settings for select to authenticated
  using (member_id = (select private.member_id()));
create policy "Whoever sees a customer sees what they wish to be told" on public.customer_preferences
  for select to authenticated using (
    exists (select 1 from public.customers c where c.id = customer_preferences.customer_id));
grant select on public.notification_kinds, public.notification_preferences, public.digest_settings,
  public.customer_preferences to authenticated;
grant all on public.notification_kinds, public.notification_preferences, public.digest_settings,
  public.customer_preferences to service_role;

insert into public.settings (key, value, kind, minimum, maximum, description) values
  ('acknowledge_tickets', 'false', 'boolean', null, null,
   'Whoever opens a ticket is told by mail that it has arrived, unless it is answered within a minute.'),
  ('site_url', '""', 'text', null, null,
   'Where people open the desk, as in https://help.example; links in mails begin with it.');
