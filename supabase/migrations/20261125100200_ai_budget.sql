-- What a hosted model may cost a day, on what terms it is used, and each call that was made.

create table public.ai_prices (
  model text primary key constraint ai_prices_model_form check (length(model) between 1 and 200),
  usd_in numeric(12, 6) not null constraint ai_prices_in_not_negative check (usd_in >= 0),
  usd_out numeric(12, 6) not null constraint ai_prices_out_not_negative check (usd_out >= 0),
  updated_by uuid,
  updated_at timestamptz not null default now()
);
comment on table public.ai_prices is
  'US dollars a million tokens, in and out. A snapshot (-2025-08-07) costs what its model costs.';
insert into public.ai_prices (model, usd_in, usd_out) values
  ('gpt-5', 1.25, 10), ('gpt-5-mini', 0.25, 2), ('gpt-5-nano', 0.05, 0.4),
  ('gpt-4.1', 2, 8), ('gpt-4.1-mini', 0.4, 1.6), ('gpt-4.1-nano', 0.1, 0.4),
  ('gpt-4o', 2.5, 10), ('gpt-4o-mini', 0.15, 0.6),
  ('text-embedding-3-small', 0.02, 0), ('text-embedding-3-large', 0.13, 0);

create table public.ai_terms (
  id integer primary key default 1 constraint ai_terms_one_row check (id = 1),
  usd_a_day numeric(12, 6) constraint ai_terms_budget_not_negative check (usd_a_day >= 0),  -- null: no limit
  -- Up to which part of the budget the model is asked, then the smaller one; the rest is for
  -- embeddings, without which not even the local answers have anything to quote.
  model_share numeric(4, 3) not null default 0.8 constraint ai_terms_model_share_range
    check (model_share between 0 and 1),
  smaller_share numeric(4, 3) not null default 0.95 constraint ai_terms_smaller_share_range
    check (smaller_share between 0 and 1),
  tone text not null default '' constraint ai_terms_tone_length check (length(tone) <= 1000),
  redact boolean not null default false,  -- hide personal data from the model
  updated_by uuid,
  updated_at timestamptz not null default now()
);
insert into public.ai_terms default values;

create table public.ai_budget_days (
  day date primary key,  -- in UTC
  spent_usd numeric(16, 8) not null default 0 constraint ai_budget_days_not_negative check (spent_usd >= 0)
);

-- Money set aside while a call runs. One that is never settled counts until it expires.
create table public.ai_reservations (
  id uuid primary key,
  day date not null references public.ai_budget_days (day) on delete restrict,
  tier text not null constraint ai_reservations_tier_known check (tier in ('model', 'smaller', 'embedding')),
  model text not null,
  amount_usd numeric(16, 8) not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp()
);
create index ai_reservations_day on public.ai_reservations (day, expires_at);

-- Each request to an endpoint, failed ones too: its tokens are those the server told of.
create table public.ai_calls (
  id uuid primary key,  -- of the reservation
  ticket_id uuid references public.tickets (id) on delete restrict,
  interaction_id uuid references public.interactions (id) on delete restrict,
  step text not null constraint ai_calls_step_form check (step ~ '^[a-z_]{1,40}$'),
  tier text not null,
  model text not null,
  endpoint text not null,
  request_id text,
  status text not null constraint ai_calls_status_form check (status ~ '^[a-z0-9_]{1,40}$'),
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  -- unknown: the answer was lost on its way, and the whole amount set aside counts as spent
  tokens_from text not null constraint ai_calls_tokens_from_known
    check (tokens_from in ('server', 'estimate', 'none', 'unknown')),
  cost_usd numeric(16, 8) not null,
  latency_ms double precision not null,
  created_at timestamptz not null default clock_timestamp()
);
create index ai_calls_ticket on public.ai_calls (ticket_id, created_at);
create index ai_calls_interaction on public.ai_calls (interaction_id);
create index ai_calls_created on public.ai_calls (created_at);
create trigger ai_calls_append_only before update or delete on public.ai_calls
  for each row execute function private.forbid_change();

alter table public.ai_prices enable row level security;
alter table public.ai_terms enable row level security;
alter table public.ai_budget_days enable row level security;
alter table public.ai_reservations enable row level security;
alter table public.ai_calls enable row level security;

create policy "Members see the prices" on public.ai_prices for select to authenticated
  using ((select private.is_member()));
create policy "Members see the terms" on public.ai_terms for select to authenticated
  using ((select private.is_member()));
create policy "Admins see what was spent" on public.ai_budget_days for select to authenticated
  using ((select private.is_admin()));
create policy "Admins see what is set aside" on public.ai_reservations for select to authenticated
  using ((select private.is_admin()));
-- Calls without a ticket (articles that were embedded) are for admins.
create policy "Members see the calls for tickets they see" on public.ai_calls
  for select to authenticated using (
    (select private.is_admin())
    or ((select private.is_member())
        and exists (select 1 from public.tickets t where t.id = ai_calls.ticket_id)));

-- Written by the functions below alone.
grant select on public.ai_prices, public.ai_terms, public.ai_budget_days, public.ai_reservations,
  public.ai_calls to authenticated, service_role;
revoke insert, update, delete, truncate on public.ai_prices, public.ai_terms, public.ai_budget_days,
  public.ai_reservations, public.ai_calls from service_role;

-- What so many tokens cost; null for a model without a price.
create function private.ai_cost(p_model text, p_tokens_in bigint, p_tokens_out bigint) returns numeric
language sql stable security definer set search_path = '' as $$
  select (p_tokens_in * p.usd_in + p_tokens_out * p.usd_out) / 1000000
  from public.ai_prices p
  where p.model in (p_model, regexp_replace(p_model, '-\d{4}-\d\d-\d\d$', ''))
  order by p.model = p_model desc limit 1
$$;
revoke execute on function private.ai_cost(text, bigint, bigint) from public;

-- The row of a day, locked: whoever reserves or settles waits here for the others.
create function private.lock_budget_day(p_day date) returns numeric
language plpgsql security definer set search_path = '' as $$
declare v_spent numeric;
begin
  insert into public.ai_budget_days (day) values (p_day) on conflict do nothing;
  if found then  -- once a day: those of workers that died, which have long ceased to count
    delete from public.ai_reservations r where r.expires_at < clock_timestamp() - interval '2 days';
  end if;
  select d.spent_usd into strict v_spent from public.ai_budget_days d where d.day = p_day for update;
  return v_spent;
end $$;
revoke execute on function private.lock_budget_day(date) from public;

create function private.ai_reserved(p_day date) returns numeric
language sql volatile security definer set search_path = '' as $$
  select coalesce(sum(r.amount_usd), 0) from public.ai_reservations r
  where r.day = p_day and r.expires_at > clock_timestamp()
$$;
revoke execute on function private.ai_reserved(date) from public;

-- Set money aside for the best offer that still fits into the day's budget.
-- p_offers: [{"tier", "model", "tokens_in", "tokens_out"}], best first, tokens at most.
-- p_key names the call: asked again (an answer lost on its way) it gives the same reservation.
create function public.reserve_ai_budget(p_key uuid, p_offers jsonb, p_lease_seconds integer default 300)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_terms public.ai_terms;
  v_day date := (clock_timestamp() at time zone 'UTC')::date;
  v_used numeric;
  v_offer jsonb;
  v_amount numeric;
  v_share numeric;
  v_unpriced text;
  v_row public.ai_reservations;
begin
  v_used := private.lock_budget_day(v_day);
  select * into v_row from public.ai_reservations r where r.id = p_key;
  if found then
    return jsonb_build_object('reservation_id', v_row.id, 'tier', v_row.tier, 'model', v_row.model,
      'amount_usd', v_row.amount_usd);
  end if;
  if exists (select 1 from public.ai_calls c where c.id = p_key) then
    raise exception using errcode = 'PT409', message = 'This call is settled already: a new one needs a new key.';
  end if;
  select * into strict v_terms from public.ai_terms t where t.id = 1;
  v_used := v_used + private.ai_reserved(v_day);

  for v_offer in select * from jsonb_array_elements(p_offers) loop
    v_amount := private.ai_cost(
      v_offer ->> 'model', (v_offer ->> 'tokens_in')::bigint, (v_offer ->> 'tokens_out')::bigint);
    if v_amount is null and v_terms.usd_a_day is not null then
      v_unpriced := v_offer ->> 'model';
      continue;  -- what nobody can add up fits into no budget
    end if;
    v_share := case v_offer ->> 'tier' when 'model' then v_terms.model_share
      when 'smaller' then v_terms.smaller_share else 1 end;
    if v_terms.usd_a_day is null or v_used + v_amount <= v_terms.usd_a_day * v_share then
      insert into public.ai_reservations (id, day, tier, model, amount_usd, expires_at)
      values (p_key, v_day, v_offer ->> 'tier', v_offer ->> 'model', coalesce(v_amount, 0),
        clock_timestamp() + make_interval(secs => least(greatest(p_lease_seconds, 0), 3600)))
      returning * into v_row;
      return jsonb_build_object('reservation_id', v_row.id, 'tier', v_row.tier, 'model', v_row.model,
        'amount_usd', v_row.amount_usd);
    end if;
  end loop;
  return jsonb_build_object('reservation_id', null, 'reason', case
    when v_unpriced is not null and jsonb_array_length(p_offers) = 1
      then format('A budget is set, but %s has no price: set one, 0 for a model of your own.', v_unpriced)
    else format('The AI''s budget of %s US dollars for today does not allow the call.',
      trim_scale(v_terms.usd_a_day)) end);
end $$;

-- What became of the call: the reservation is gone, its cost is spent, the call is in the ledger.
-- p_call: {"ticket_id", "interaction_id", "step", "endpoint", "request_id", "status", "tokens_in",
-- "tokens_out", "tokens_from", "latency_ms"}. Asked again, it says what it said before.
create function public.settle_ai_budget(p_reservation_id uuid, p_call jsonb)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  v_row public.ai_reservations;
  v_cost numeric;
  v_in bigint := coalesce((p_call ->> 'tokens_in')::bigint, 0);
  v_out bigint := coalesce((p_call ->> 'tokens_out')::bigint, 0);
begin
  select r.* into v_row from public.ai_reservations r where r.id = p_reservation_id;
  if found then
    perform private.lock_budget_day(v_row.day);
    delete from public.ai_reservations r where r.id = p_reservation_id;
  end if;
  if v_row.id is null or not found then
    select c.cost_usd into v_cost from public.ai_calls c where c.id = p_reservation_id;
    if not found then
      raise exception using errcode = 'PT404', message = 'There is no such reservation: reserve before you call.';
    end if;
    return jsonb_build_object('cost_usd', v_cost, 'repeated', true);
  end if;
  v_cost := case p_call ->> 'tokens_from' when 'unknown' then v_row.amount_usd
    else coalesce(private.ai_cost(v_row.model, v_in, v_out), 0) end;
  update public.ai_budget_days d set spent_usd = d.spent_usd + v_cost where d.day = v_row.day;
  insert into public.ai_calls (id, ticket_id, interaction_id, step, tier, model, endpoint, request_id, status,
    tokens_in, tokens_out, tokens_from, cost_usd, latency_ms)
  values (v_row.id, (p_call ->> 'ticket_id')::uuid, (p_call ->> 'interaction_id')::uuid, p_call ->> 'step',
    v_row.tier, v_row.model, p_call ->> 'endpoint', left(p_call ->> 'request_id', 200), p_call ->> 'status',
    v_in, v_out, p_call ->> 'tokens_from', v_cost, coalesce((p_call ->> 'latency_ms')::float8, 0));
  return jsonb_build_object('cost_usd', v_cost, 'repeated', false);
end $$;

-- Today's budget and what has become of it.
create function public.ai_budget() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_day date := (clock_timestamp() at time zone 'UTC')::date;
  v_terms public.ai_terms;
  v_spent numeric;
  v_reserved numeric;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may see the AI''s budget.';
  end if;
  select * into strict v_terms from public.ai_terms t where t.id = 1;
  v_spent := coalesce((select d.spent_usd from public.ai_budget_days d where d.day = v_day), 0);
  v_reserved := private.ai_reserved(v_day);
  return jsonb_build_object('day', v_day, 'usd_a_day', v_terms.usd_a_day, 'spent_usd', v_spent,
    'reserved_usd', v_reserved, 'left_usd', greatest(v_terms.usd_a_day - v_spent - v_reserved, 0),
    'tier', case
      when v_terms.usd_a_day is null or v_spent + v_reserved < v_terms.usd_a_day * v_terms.model_share then 'model'
      when v_spent + v_reserved < v_terms.usd_a_day * v_terms.smaller_share then 'smaller'
      when v_spent + v_reserved < v_terms.usd_a_day then 'local' else 'person' end,
    'calls', (select count(*) from public.ai_calls c
      where c.created_at >= v_day::timestamp at time zone 'UTC'));
end $$;

-- p_changes: any of usd_a_day (null: no limit), model_share, smaller_share, tone, redact.
create function public.set_ai_terms(p_changes jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_old public.ai_terms;
  v_new public.ai_terms;
  v_unknown text;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may set on what terms a model is used.';
  end if;
  select k into v_unknown from jsonb_object_keys(p_changes) k
  where k not in ('usd_a_day', 'model_share', 'smaller_share', 'tone', 'redact') limit 1;
  if v_unknown is not null then
    raise exception using errcode = 'PT422', message = format(
      'There is no term %L: there are usd_a_day, model_share, smaller_share, tone and redact.', v_unknown);
  end if;
  select * into strict v_old from public.ai_terms t where t.id = 1 for update;
  v_new := jsonb_populate_record(v_old, p_changes);
  update public.ai_terms set usd_a_day = v_new.usd_a_day, model_share = v_new.model_share,
    smaller_share = v_new.smaller_share, tone = v_new.tone, redact = v_new.redact,
    updated_by = auth.uid(), updated_at = now()
  where id = 1 returning * into v_new;
  perform private.audit('ai_terms.set', null, null,
    jsonb_build_object('before', to_jsonb(v_old), 'after', to_jsonb(v_new)));
  return to_jsonb(v_new);
end $$;

-- US dollars a million tokens; a price without p_usd_in is taken away.
create function public.set_ai_price(p_model text, p_usd_in numeric default null, p_usd_out numeric default 0)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare v_row public.ai_prices;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may set what a model costs.';
  end if;
  if p_usd_in is null then
    delete from public.ai_prices p where p.model = p_model returning * into v_row;
    if not found then
      raise exception using errcode = 'PT404', message = format('The model %L has no price.', p_model);
    end if;
  else
    insert into public.ai_prices as p (model, usd_in, usd_out, updated_by)
    values (p_model, p_usd_in, coalesce(p_usd_out, 0), auth.uid())
    on conflict (model) do update set usd_in = excluded.usd_in, usd_out = excluded.usd_out,
      updated_by = auth.uid(), updated_at = now()
    returning * into v_row;
  end if;
  perform private.audit('ai_price.set', null, null,
    to_jsonb(v_row) || jsonb_build_object('removed', p_usd_in is null));
  return to_jsonb(v_row);
end $$;

revoke execute on function public.reserve_ai_budget(uuid, jsonb, integer),
  public.settle_ai_budget(uuid, jsonb), public.ai_budget(),
  public.set_ai_terms(jsonb), public.set_ai_price(text, numeric, numeric) from public, anon, authenticated;
grant execute on function public.reserve_ai_budget(uuid, jsonb, integer),
  public.settle_ai_budget(uuid, jsonb), public.ai_budget(),
  public.set_ai_terms(jsonb), public.set_ai_price(text, numeric, numeric) to service_role;
-- Each checks the caller itself.
grant execute on function public.ai_budget(), public.set_ai_terms(jsonb),
  public.set_ai_price(text, numeric, numeric) to authenticated;
