-- Wrong codes, so that guessing a second factor is bounded. Not upstream's: there only the
-- rate limit per address bounds it, which a guesser with many addresses escapes.

set role supabase_auth_admin;

create table auth.mfa_failed_attempts (
  id bigint generated always as identity primary key,
  factor_id uuid not null references auth.mfa_factors (id) on delete cascade,
  created_at timestamptz not null default now()
);
create index mfa_failed_attempts_factor_id_idx on auth.mfa_failed_attempts (factor_id, created_at);
create index mfa_failed_attempts_created_at_idx on auth.mfa_failed_attempts (created_at);
alter table auth.mfa_failed_attempts enable row level security;

-- Verified challenges are asked for at every verification: was this code used before?
create index mfa_challenges_factor_id_idx on auth.mfa_challenges (factor_id);

reset role;
