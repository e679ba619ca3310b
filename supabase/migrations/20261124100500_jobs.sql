-- A queue without an extension: leases are fenced by a token and kept on database time.

create table public.jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null constraint jobs_kind_form check (kind ~ '^[a-z_]+\.[a-z_]+$'),
  key text not null,  -- with kind, the idempotency key: the same work is enqueued once
  payload jsonb not null default '{}',
  state text not null default 'queued' constraint jobs_state_known
    check (state in ('queued', 'running', 'done', 'dead')),
  run_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  max_attempts integer not null default 5,
  lease_until timestamptz,
  lease_token uuid,
  worker text,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  constraint jobs_once unique (kind, key)
);
create index jobs_due on public.jobs (run_at, created_at) where state = 'queued';
create index jobs_leased on public.jobs (lease_until) where state = 'running';
create index jobs_dead on public.jobs (finished_at desc) where state = 'dead';

create table public.workers (
  name text primary key,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  info jsonb not null default '{}'
);

alter table public.jobs enable row level security;
alter table public.workers enable row level security;
create policy "Admins see the jobs" on public.jobs for select to authenticated
  using ((select private.is_admin()));
create policy "Admins see the workers" on public.workers for select to authenticated
  using ((select private.is_admin()));
grant select on public.jobs, public.workers to authenticated;
grant all on public.jobs, public.workers to service_role;

create function private.enqueue(p_kind text, p_key text, p_payload jsonb, p_run_at timestamptz default clock_timestamp())
returns uuid language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  insert into public.jobs (kind, key, payload, run_at)
  values (p_kind, p_key, p_payload, p_run_at)
  on conflict (kind, key) do nothing
  returning id into v_id;
  return v_id;
end $$;
revoke execute on function private.enqueue(text, text, jsonb, timestamptz) from public;

-- An expired lease is somebody who died: give it back, or bury it after the last attempt.
create function private.reap_jobs() returns void
language sql security definer set search_path = '' as $$
  update public.jobs set
    state = case when attempts >= max_attempts then 'dead' else 'queued' end,
    finished_at = case when attempts >= max_attempts then clock_timestamp() end,
    last_error = coalesce(last_error, '') || case when coalesce(last_error, '') = '' then '' else E'\n' end
      || format('Attempt %s: the worker %s stopped answering.', attempts, worker),
    lease_until = null, lease_token = null, worker = null
  where id in (
    select j.id from public.jobs j
    where j.state = 'running' and j.lease_until < clock_timestamp()
    for update skip locked)
$$;
revoke execute on function private.reap_jobs() from public;

create function public.claim_jobs(
  p_worker text, p_kinds text[], p_limit integer default 1, p_lease_seconds integer default 15)
returns table (id uuid, kind text, payload jsonb, attempts integer, token uuid, waited_ms double precision)
language plpgsql security definer set search_path = '' as $$
begin
  perform private.reap_jobs();
  return query
  with due as (
    select j.id from public.jobs j
    where j.state = 'queued' and j.run_at <= clock_timestamp() and j.kind = any (p_kinds)
    order by j.run_at, j.created_at
    limit least(greatest(p_limit, 1), 100)
    for update skip locked)
  update public.jobs j set
    state = 'running', attempts = j.attempts + 1, worker = p_worker, lease_token = gen_random_uuid(),
    started_at = clock_timestamp(),
    lease_until = clock_timestamp() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600))
  from due where j.id = due.id
  returning j.id, j.kind, j.payload, j.attempts, j.lease_token,
    (extract(epoch from clock_timestamp() - greatest(j.run_at, j.created_at)) * 1000)::float8;
end $$;

create function public.extend_job(p_job_id uuid, p_token uuid, p_lease_seconds integer default 15)
returns boolean language sql security definer set search_path = '' as $$
  with held as (
    update public.jobs set lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    where id = p_job_id and lease_token = p_token and state = 'running'
    returning 1)
  select exists (select 1 from held)
$$;

create function public.finish_job(p_job_id uuid, p_token uuid)
returns boolean language sql security definer set search_path = '' as $$
  with held as (
    update public.jobs set state = 'done', finished_at = clock_timestamp(), lease_until = null, lease_token = null
    where id = p_job_id and lease_token = p_token and state = 'running'
    returning 1)
  select exists (select 1 from held)
$$;

create function public.fail_job(p_job_id uuid, p_token uuid, p_error text, p_retryable boolean default true)
returns text language plpgsql security definer set search_path = '' as $$
declare v_state text;
begin
  update public.jobs set
    state = case when p_retryable and attempts < max_attempts then 'queued' else 'dead' end,
    -- 1, 2, 4, 8 … s, at most 5 min, spread so that what failed together does not return together
    run_at = clock_timestamp() + make_interval(secs => least(power(2, attempts - 1), 300) * (0.75 + random() / 2)),
    finished_at = case when p_retryable and attempts < max_attempts then null else clock_timestamp() end,
    last_error = left(p_error, 2000), lease_until = null, lease_token = null, worker = null
  where id = p_job_id and lease_token = p_token and state = 'running'
  returning state into v_state;
  return coalesce(v_state, 'lost');
end $$;

create function public.worker_heartbeat(p_worker text, p_info jsonb default '{}')
returns timestamptz language sql security definer set search_path = '' as $$
  insert into public.workers (name, info) values (p_worker, p_info)
  on conflict (name) do update set seen_at = clock_timestamp(), info = excluded.info
  returning seen_at
$$;

create function public.retry_job(p_job_id uuid) returns text
language plpgsql security definer set search_path = '' as $$
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may retry a job.';
  end if;
  update public.jobs set state = 'queued', attempts = 0, run_at = clock_timestamp(), finished_at = null
  where id = p_job_id and state = 'dead';
  if not found then
    raise exception using errcode = 'PT409',
      message = 'Only a dead job can be retried: see `autocrm job list --state dead`.';
  end if;
  perform private.audit('job.retry', null, p_job_id);
  return 'queued';
end $$;

revoke execute on function public.claim_jobs(text, text[], integer, integer),
  public.extend_job(uuid, uuid, integer), public.finish_job(uuid, uuid),
  public.fail_job(uuid, uuid, text, boolean), public.worker_heartbeat(text, jsonb),
  public.retry_job(uuid) from public, anon, authenticated;
grant execute on function public.claim_jobs(text, text[], integer, integer),
  public.extend_job(uuid, uuid, integer), public.finish_job(uuid, uuid),
  public.fail_job(uuid, uuid, text, boolean), public.worker_heartbeat(text, jsonb),
  public.retry_job(uuid) to service_role;
grant execute on function public.retry_job(uuid) to authenticated;
