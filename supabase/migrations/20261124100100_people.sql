-- Who there is: teams and members on our side, companies and customers on the other.

create table public.teams (
  id uuid primary key default gen_random_uuid(),
  key text not null unique constraint teams_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name text not null constraint teams_name_length check (length(name) between 1 and 120),
  is_default boolean not null default false,  -- where a ticket waits before triage
  created_at timestamptz not null default now()
);
create unique index teams_one_default on public.teams (is_default) where is_default;
comment on table public.teams is 'Groups of members; a ticket belongs to one.';

create table public.members (
  id uuid primary key default gen_random_uuid(),
  -- Null when the sign-in is gone: what the member did and read stays on record.
  user_id uuid unique references auth.users (id) on delete set null,
  name text not null constraint members_name_length check (length(name) between 1 and 120),
  email text not null constraint members_email_form check (email ~ '^[^@\s]+@[^@\s]+$'),
  role text not null constraint members_role_known check (role in ('agent', 'admin')),
  active boolean not null default true,
  skills text[] not null default '{}',
  capacity integer not null default 20 constraint members_capacity_range check (capacity between 0 and 1000),
  signature text not null default '',
  locale text not null default 'en' constraint members_locale_form check (locale ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index members_email_unique on public.members (lower(email));
create trigger members_touch before update on public.members
  for each row execute function private.touch_updated_at();
comment on table public.members is 'Auth users who are agents or admins. Roles are read here, never from user_metadata.';

create table public.team_members (
  team_id uuid not null references public.teams (id) on delete cascade,
  member_id uuid not null references public.members (id) on delete cascade,
  primary key (team_id, member_id)
);
create index team_members_member on public.team_members (member_id, team_id);

create table public.companies (
  id uuid primary key default gen_random_uuid(),
  name text not null constraint companies_name_length check (length(name) between 1 and 200),
  domain text unique constraint companies_domain_form check (domain ~ '^[a-z0-9.-]+$'),
  shares_tickets boolean not null default false,  -- colleagues see each other's tickets
  created_at timestamptz not null default now()
);

create table public.customers (
  id uuid primary key default gen_random_uuid(),
  email text not null constraint customers_email_form
    check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 320),
  name text not null default '' constraint customers_name_length check (length(name) <= 200),
  auth_user_id uuid unique references auth.users (id) on delete set null,
  company_id uuid references public.companies (id) on delete set null,
  locale text constraint customers_locale_form check (locale ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  time_zone text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  metadata jsonb not null default '{}'
);
create unique index customers_email_unique on public.customers (lower(email));
create index customers_company on public.customers (company_id) where company_id is not null;
create trigger customers_touch before update on public.customers
  for each row execute function private.touch_updated_at();

create table public.customer_identities (
  customer_id uuid not null references public.customers (id) on delete cascade,
  channel text not null constraint customer_identities_channel_known
    check (channel in ('email', 'portal', 'chat', 'api')),
  address text not null constraint customer_identities_address_length check (length(address) between 1 and 320),
  created_at timestamptz not null default now(),
  primary key (channel, address)
);
create index customer_identities_customer on public.customer_identities (customer_id);
comment on table public.customer_identities is 'How a customer is known on each channel; an address belongs to one customer.';

-- One person is on one side only: then what a customer may read never depends on a second role.
create function private.one_side_only() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_table_name = 'members' and exists (
       select 1 from public.customers c where c.auth_user_id = (to_jsonb(new) ->> 'user_id')::uuid)
  or tg_table_name = 'customers' and exists (
       select 1 from public.members m where m.user_id = (to_jsonb(new) ->> 'auth_user_id')::uuid) then
    raise exception using errcode = 'PT409',
      message = 'This user is already known on the other side: a member cannot also be a customer. Use a second e-mail address.';
  end if;
  return new;
end $$;
create trigger members_one_side before insert or update of user_id on public.members
  for each row execute function private.one_side_only();
create trigger customers_one_side before insert or update of auth_user_id on public.customers
  for each row when (new.auth_user_id is not null) execute function private.one_side_only();

-- What policies ask. Argument-free or given only auth.uid(), so they run once a query.
create function private.member_id() returns uuid
language sql stable security definer set search_path = '' as $$
  select m.id from public.members m where m.user_id = (select auth.uid()) and m.active
$$;

create function private.is_member() returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select 1 from public.members m where m.user_id = (select auth.uid()) and m.active)
$$;

create function private.is_admin() returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.members m
    where m.user_id = (select auth.uid()) and m.active and m.role = 'admin')
$$;

create function private.team_ids(p_user uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(tm.team_id), '{}')
  from public.team_members tm join public.members m on m.id = tm.member_id
  where m.user_id = p_user and m.active
$$;

-- Whose tickets a customer may see: their own, and their colleagues' where the company shares.
create function private.customers_seen_by(p_customer uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct mate.id), '{}')
  from public.customers me
  left join public.companies co on co.id = me.company_id and co.shares_tickets
  join public.customers mate on mate.id = me.id or mate.company_id = co.id
  where me.id = p_customer
$$;

create function private.customer_ids() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select private.customers_seen_by(c.id) from public.customers c
    where c.auth_user_id = (select auth.uid())), '{}')
$$;

revoke execute on function private.customers_seen_by(uuid), private.member_id(), private.is_member(), private.is_admin(),
  private.team_ids(uuid), private.customer_ids() from public;
grant execute on function private.member_id(), private.is_member(), private.is_admin(),
  private.team_ids(uuid), private.customer_ids() to anon, authenticated, service_role;

alter table public.teams enable row level security;
alter table public.members enable row level security;
alter table public.team_members enable row level security;
alter table public.companies enable row level security;
alter table public.customers enable row level security;
alter table public.customer_identities enable row level security;

create policy "Members see the teams" on public.teams for select to authenticated
  using ((select private.is_member()));
create policy "Members see their colleagues" on public.members for select to authenticated
  using ((select private.is_member()));
create policy "Members see who is in which team" on public.team_members for select to authenticated
  using ((select private.is_member()));
-- The policies of companies, customers and identities need tickets: see the next file.

grant select on public.teams, public.members, public.team_members, public.companies,
  public.customers, public.customer_identities to authenticated;
grant all on public.teams, public.members, public.team_members, public.companies,
  public.customers, public.customer_identities to service_role;
