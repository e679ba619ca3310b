-- The tables about people that the next files work with: invitations, notes about a customer,
-- merges of customers, blocked senders, and what the search for customers reads.

create extension if not exists pg_trgm with schema extensions;
create extension if not exists unaccent with schema extensions;

-- ---------------------------------------------------------------------------------- columns

alter table public.members add column available boolean not null default true;
comment on column public.members.available is 'What a member says of themselves: false takes no new tickets.';

alter table public.customers add column merged_into uuid references public.customers (id) on delete restrict
  constraint customers_not_into_itself check (merged_into <> id);
create index customers_merged on public.customers (merged_into) where merged_into is not null;
comment on column public.customers.merged_into is
  'Who this customer turned out to be; a merged one keeps its sign-in and nothing else until it is undone.';

alter table public.customer_identities add column verified boolean not null default false;
comment on column public.customer_identities.verified is
  'Somebody has shown or vouched that the address is this customer''s: a sign-in that proves the mailbox joins them.';
create index customer_identities_prefix on public.customer_identities (address text_pattern_ops);

-- ------------------------------------------------------------------------------------ tables

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  email text not null constraint invitations_email_form
    check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 320 and email = lower(email)),
  name text not null default '' constraint invitations_name_length check (length(name) <= 120),
  role text not null constraint invitations_role_known check (role in ('agent', 'admin')),
  teams text[] not null default '{}',  -- keys
  locale text not null default 'en' constraint invitations_locale_form check (locale ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  token_hash text not null unique constraint invitations_token_hash_form check (token_hash ~ '^[0-9a-f]{64}$'),
  invited_by uuid references public.members (id) on delete set null,
  sends integer not null default 1,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references public.members (id) on delete set null,
  revoked_at timestamptz,
  constraint invitations_one_end check (accepted_at is null or revoked_at is null)
);
create unique index invitations_one_open on public.invitations (email)
  where accepted_at is null and revoked_at is null;
create index invitations_invited_by on public.invitations (invited_by) where invited_by is not null;
create index invitations_accepted_by on public.invitations (accepted_by) where accepted_by is not null;
comment on table public.invitations is 'Who may become a member. The token leaves by mail only; here is its SHA-256.';

create table public.customer_notes (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id) on delete cascade,
  content text not null constraint customer_notes_content_length check (length(content) between 1 and 20000),
  author_id uuid references public.members (id) on delete set null,
  created_at timestamptz not null default clock_timestamp()
);
create index customer_notes_customer on public.customer_notes (customer_id, created_at);
create index customer_notes_author on public.customer_notes (author_id);
comment on table public.customer_notes is 'Internal, about a person rather than a ticket. No customer role reads it.';

create table public.customer_merges (
  id uuid primary key default gen_random_uuid(),
  source_id uuid not null references public.customers (id) on delete restrict,
  target_id uuid not null references public.customers (id) on delete restrict,
  reason text not null default '' constraint customer_merges_reason_length check (length(reason) <= 1000),
  -- What the undo gives back: {"tickets", "identities", "notes", "blocks", "policies",
  -- "wishes", "email", "target_email", "filled"}.
  moved jsonb not null,
  merged_by uuid references public.members (id) on delete set null,
  merged_at timestamptz not null default clock_timestamp(),
  undone_by uuid references public.members (id) on delete set null,
  undone_at timestamptz,
  constraint customer_merges_two_people check (source_id <> target_id)
);
create unique index customer_merges_one_in_force on public.customer_merges (source_id) where undone_at is null;
create index customer_merges_source on public.customer_merges (source_id, merged_at);
create index customer_merges_target on public.customer_merges (target_id, merged_at);
create index customer_merges_merged_by on public.customer_merges (merged_by);
create index customer_merges_undone_by on public.customer_merges (undone_by);

create table public.blocked_senders (
  id uuid primary key default gen_random_uuid(),
  kind text not null constraint blocked_senders_kind_known check (kind in ('customer', 'address', 'domain')),
  customer_id uuid references public.customers (id) on delete cascade,
  pattern text constraint blocked_senders_pattern_form check (case kind
    when 'address' then pattern ~ '^[^@\s]+@[^@\s]+$'
    when 'domain' then pattern ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$' end),
  reason text not null default '' constraint blocked_senders_reason_length check (length(reason) <= 1000),
  messages bigint not null default 0,  -- how many it has kept out
  last_message_at timestamptz,
  created_by uuid references public.members (id) on delete set null,
  created_at timestamptz not null default now(),
  lifted_by uuid references public.members (id) on delete set null,
  lifted_at timestamptz,
  constraint blocked_senders_whom check ((kind = 'customer') = (customer_id is not null)
    and (kind = 'customer') = (pattern is null))
);
create unique index blocked_senders_one_pattern on public.blocked_senders (kind, pattern)
  where lifted_at is null and pattern is not null;
create unique index blocked_senders_one_customer on public.blocked_senders (customer_id)
  where lifted_at is null and customer_id is not null;
create index blocked_senders_customer on public.blocked_senders (customer_id, created_at) where customer_id is not null;
create index blocked_senders_created_by on public.blocked_senders (created_by);
create index blocked_senders_lifted_by on public.blocked_senders (lifted_by);
comment on table public.blocked_senders is 'Whose messages make no tickets: they are kept (inbound_events) and counted.';

alter table public.inbound_events
  add column sender text,
  add column blocked_by uuid references public.blocked_senders (id) on delete set null,
  add column held jsonb;  -- the message, until the block is lifted and it is let in
create index inbound_events_blocked on public.inbound_events (blocked_by, received_at) where blocked_by is not null;
create index inbound_events_sender on public.inbound_events (sender, received_at desc) where sender is not null;
grant select (sender, blocked_by) on public.inbound_events to authenticated;

-- What customers are found by: their name, addresses and company, folded. A table beside them,
-- since unaccent is not immutable and the customer's own row stays as small as it is.
create table public.customer_search (
  customer_id uuid primary key references public.customers (id) on delete cascade,
  document text not null
);
create index customer_search_document on public.customer_search using gin (document extensions.gin_trgm_ops);

alter table public.invitations enable row level security;
alter table public.customer_notes enable row level security;
alter table public.customer_merges enable row level security;
alter table public.blocked_senders enable row level security;
alter table public.customer_search enable row level security;

create policy "Admins see the invitations" on public.invitations for select to authenticated
  using ((select private.is_admin()));
create policy "Members read the notes about customers they see" on public.customer_notes
  for select to authenticated using ((select private.is_member())
    and exists (select 1 from public.customers c where c.id = customer_notes.customer_id));
create policy "Members see how customers they see were merged" on public.customer_merges
  for select to authenticated using ((select private.is_member())
    and exists (select 1 from public.customers c where c.id = customer_merges.target_id));
create policy "Members see who is blocked" on public.blocked_senders for select to authenticated
  using ((select private.is_member()));

-- Not the hash of the token: nobody needs it.
grant select (id, email, name, role, teams, locale, invited_by, sends, created_at, expires_at,
  accepted_at, accepted_by, revoked_at) on public.invitations to authenticated;
grant select on public.customer_notes, public.customer_merges, public.blocked_senders to authenticated;
grant all on public.invitations, public.customer_notes, public.customer_merges, public.blocked_senders,
  public.customer_search to service_role;
