-- The worker's bell: a broadcast on the private channel `jobs`, rung by the commit of whoever
-- enqueues, whether a function, a command or an approval from a browser. The worker listens with
-- the secret key; no policy on realtime.messages lets anybody else join. Ringing costs one insert
-- a statement, and nothing waits for it: a worker that is deaf polls.

create function private.ring() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select 1 from queued j where j.state = 'queued' and j.run_at <= clock_timestamp()) then
    perform realtime.send('{}'::jsonb, 'ring', 'jobs', true);
  end if;
  return null;
end $$;
revoke execute on function private.ring() from public;

create trigger jobs_ring after insert on public.jobs
  referencing new table as queued for each statement execute function private.ring();

-- `retry_job`, and a lease given back by `reap_jobs`.
create trigger jobs_ring_again after update on public.jobs
  referencing new table as queued for each statement execute function private.ring();
