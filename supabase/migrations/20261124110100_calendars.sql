-- Business calendars: the hours of each weekday, holidays, and when it is open, worked out ahead.
-- First the clock that everything here goes by.

-- The time the database goes by: the clock's, unless a test holds it by `set autocrm.now`. No
-- client of the API can set it, since PostgREST runs functions only.
create function private.clock() returns timestamptz
language sql volatile set search_path = '' as $$
  select coalesce(nullif(current_setting('autocrm.now', true), '')::timestamptz, clock_timestamp())
$$;
revoke execute on function private.clock() from public;

-- Calendars. A moment is open when the clock on the wall of the calendar's time zone shows a time
-- within its hours and within no holiday. So an hour that the wall clock shows twice counts twice,
-- and one that it skips does not count.

create table public.calendars (
  id uuid primary key default gen_random_uuid(),
  key text not null unique constraint calendars_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name text not null constraint calendars_name_length check (length(name) between 1 and 120),
  time_zone text not null constraint calendars_time_zone_form check (
    time_zone ~ '^(UTC|[A-Za-z_]+(/[A-Za-z_-]+)+|Etc/GMT[+-][0-9]{1,2})$'),
  is_default boolean not null default false,  -- the one that reports measure by
  covered tstzrange not null default 'empty',  -- what calendar_spans has worked out
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index calendars_one_default on public.calendars (is_default) where is_default;
comment on table public.calendars is 'When we work: hours a weekday, holidays, an IANA time zone.';

create table public.calendar_hours (
  calendar_id uuid not null references public.calendars (id) on delete cascade,
  weekday integer not null constraint calendar_hours_weekday_range check (weekday between 1 and 7),
  opens time not null constraint calendar_hours_opens_range check (opens < '24:00'),
  closes time not null,
  primary key (calendar_id, weekday, opens)
);
comment on table public.calendar_hours is
  'ISO weekdays (1 is Monday). A span that closes at or before it opens ends on the next day.';

create table public.holidays (
  calendar_id uuid not null references public.calendars (id) on delete cascade,
  day date not null,
  starts time not null default '00:00' constraint holidays_starts_range check (starts < '24:00'),
  ends time not null default '24:00',
  name text not null default '' constraint holidays_name_length check (length(name) <= 120),
  yearly boolean not null default false,  -- on this day of each year
  primary key (calendar_id, day, starts),
  constraint holidays_order check (starts < ends)
);
comment on table public.holidays is 'Closed for the whole day, or for a part of it.';

-- The open spans of some years, worked out: measuring then is two index lookups. Outside of what
-- `covered` says the functions work it out as they go, so this is never wrong, only missing.
create table public.calendar_spans (
  calendar_id uuid not null references public.calendars (id) on delete cascade,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  open_before numeric not null,  -- open seconds from the beginning of `covered` to opens_at
  primary key (calendar_id, opens_at)
);
create index calendar_spans_open_before on public.calendar_spans (calendar_id, open_before);

alter table public.calendars enable row level security;
alter table public.calendar_hours enable row level security;
alter table public.holidays enable row level security;
alter table public.calendar_spans enable row level security;
create policy "Members see the calendars" on public.calendars for select to authenticated
  using ((select private.is_member()));
create policy "Members see the hours" on public.calendar_hours for select to authenticated
  using ((select private.is_member()));
create policy "Members see the holidays" on public.holidays for select to authenticated
  using ((select private.is_member()));
create policy "Members see when we are open" on public.calendar_spans for select to authenticated
  using ((select private.is_member()));
grant select on public.calendars, public.calendar_hours, public.holidays, public.calendar_spans
  to authenticated;
grant all on public.calendars, public.calendar_hours, public.holidays, public.calendar_spans
  to service_role;
