-- Orders as the shop knows them: brought in by an admin or a shop's own script, read by the
-- customer whose they are, and by the desk when that customer asks where one is.

create table public.orders (
  id uuid primary key default gen_random_uuid(),
  number text not null unique constraint orders_number_form check (number ~ '^[A-Z]{0,4}-?[0-9][0-9A-Z]{2,14}$'),
  customer_id uuid not null references public.customers (id) on delete cascade,
  status text not null default 'placed' constraint orders_status_known check (
    status in ('placed', 'packed', 'shipped', 'delivered', 'cancelled', 'returned')),
  placed_at timestamptz not null,
  shipped_at timestamptz,
  delivered_at timestamptz,
  carrier text not null default '' constraint orders_carrier_length check (length(carrier) <= 80),
  tracking text not null default '' constraint orders_tracking_form check (tracking ~ '^[A-Za-z0-9 ./-]{0,80}$'),
  expected_on date,
  total numeric(12, 2) constraint orders_total_range check (total >= 0),
  currency text not null default '' constraint orders_currency_form check (currency ~ '^([A-Z]{3})?$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint orders_shipped_known check (status not in ('shipped', 'delivered') or shipped_at is not null),
  constraint orders_total_in_something check (total is null or currency <> '')
);
create index orders_customer on public.orders (customer_id, placed_at desc);
comment on table public.orders is 'What customers ordered and what became of it; written by import_orders.';

alter table public.orders enable row level security;
create policy "Customers see their orders, members all" on public.orders for select to authenticated
  using ((select private.is_member()) or customer_id = any ((select private.customer_ids())::uuid[]));
grant select on public.orders to authenticated, service_role;
revoke insert, update, delete, truncate on public.orders from service_role;

-- The way an order's number is written down here, whatever way somebody wrote it.
create function private.order_number(p_text text) returns text
language sql immutable set search_path = '' as $$
  select upper(regexp_replace(coalesce(p_text, ''), '[#[:space:]]', '', 'g'))
$$;
revoke execute on function private.order_number(text) from public;

-- The customer of an order, by the address that the shop knows: a new one is made where there is none.
create function private.customer_by_email(p_email text, p_name text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare v_id uuid;
begin
  if coalesce(p_email, '') !~ '^[^@[:space:]]+@[^@[:space:]]+$' then
    raise exception using errcode = 'PT422', message = format('An order needs the mail address of its customer, not %L.', p_email);
  end if;
  select i.customer_id into v_id from public.customer_identities i
  where i.channel = 'email' and lower(i.address::text) = lower(trim(p_email));
  if v_id is not null then return v_id; end if;
  select c.id into v_id from public.customers c where lower(c.email::text) = lower(trim(p_email));
  if v_id is not null then return v_id; end if;
  insert into public.customers (email, name) values (lower(trim(p_email)), coalesce(p_name, '')) returning id into v_id;
  insert into public.customer_identities (customer_id, channel, address) values (v_id, 'email', lower(trim(p_email)));
  return v_id;
end $$;
revoke execute on function private.customer_by_email(text, text) from public;

-- p_rows: [{number, email, name?, status, placed_at, shipped_at?, delivered_at?, carrier?, tracking?,
-- expected_on?, total?, currency?}], 5,000 at most; a number that is there already is brought up to
-- date, but stays with its customer. All or nothing.
create function public.import_orders(p_rows jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_row jsonb;
  v_new integer := 0;
  v_changed integer := 0;
  v_inserted boolean;
  v_number text;
begin
  if not (private.is_service() or private.is_admin()) then
    raise exception using errcode = 'PT403', message = 'Only an admin may bring in orders.';
  elsif jsonb_typeof(p_rows) is distinct from 'array' or jsonb_array_length(p_rows) > 5000 then
    raise exception using errcode = 'PT422', message = 'Orders are a list of 5,000 rows at most.';
  end if;
  for v_row in select r from jsonb_array_elements(p_rows) with ordinality x (r, n)
               order by private.order_number(r ->> 'number'), n loop
    v_number := private.order_number(v_row ->> 'number');
    insert into public.orders as o (number, customer_id, status, placed_at, shipped_at, delivered_at, carrier,
      tracking, expected_on, total, currency)
    values (v_number, private.customer_by_email(v_row ->> 'email', v_row ->> 'name'),
      coalesce(nullif(v_row ->> 'status', ''), 'placed'), nullif(v_row ->> 'placed_at', '')::timestamptz,
      nullif(v_row ->> 'shipped_at', '')::timestamptz, nullif(v_row ->> 'delivered_at', '')::timestamptz,
      coalesce(v_row ->> 'carrier', ''), coalesce(v_row ->> 'tracking', ''),
      nullif(v_row ->> 'expected_on', '')::date, nullif(v_row ->> 'total', '')::numeric, coalesce(v_row ->> 'currency', ''))
    on conflict (number) do update set status = excluded.status, placed_at = excluded.placed_at,
      shipped_at = excluded.shipped_at, delivered_at = excluded.delivered_at, carrier = excluded.carrier,
      tracking = excluded.tracking, expected_on = excluded.expected_on, total = excluded.total,
      currency = excluded.currency, updated_at = clock_timestamp()
    where o.customer_id = excluded.customer_id
    returning xmax = 0 into v_inserted;
    if not found then
      raise exception using errcode = 'PT409', message = format('Order %s belongs to another customer.', v_number);
    end if;
    if v_inserted then v_new := v_new + 1; else v_changed := v_changed + 1; end if;
  end loop;
  perform private.audit('order.import', null, null, jsonb_build_object('new', v_new, 'changed', v_changed));
  return jsonb_build_object('new', v_new, 'changed', v_changed);
end $$;

-- Whether p_owner is p_customer, or was merged into that one.
create function private.is_same_customer(p_owner uuid, p_customer uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  with recursive chain as (
    select c.id, c.merged_into from public.customers c where c.id = p_owner
    union
    select c.id, c.merged_into from public.customers c join chain on c.id = chain.merged_into)
  select exists (select 1 from chain where id = p_customer)
$$;
revoke execute on function private.is_same_customer(uuid, uuid) from public;

-- For the tool order_status: an order of the ticket's own customer, or null. Somebody else's and one
-- that does not exist give the same. Days are those of the desk's own calendar.
create function public.order_of_ticket(p_ticket_id uuid, p_number text) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select jsonb_build_object('number', o.number, 'status', o.status,
    'placed_on', (o.placed_at at time zone z.name)::date, 'shipped_on', (o.shipped_at at time zone z.name)::date,
    'delivered_on', (o.delivered_at at time zone z.name)::date, 'expected_on', o.expected_on,
    'carrier', o.carrier, 'tracking', o.tracking, 'today', (private.clock() at time zone z.name)::date)
  from public.tickets t
  join public.orders o on o.number = private.order_number(p_number)
  cross join lateral (
    select coalesce((select c.time_zone from public.calendars c where c.is_default), 'UTC') as name) z
  where t.id = p_ticket_id and private.is_same_customer(o.customer_id, t.customer_id)
$$;

revoke execute on function public.import_orders(jsonb), public.order_of_ticket(uuid, text)
  from public, anon, authenticated;
-- Checks the caller itself.
grant execute on function public.import_orders(jsonb) to authenticated, service_role;
grant execute on function public.order_of_ticket(uuid, text) to service_role;
