-- What was said: interactions (the customer may see them) and notes (never).

create table public.interactions (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null,
  customer_id uuid not null,  -- the ticket's requester, kept equal by the foreign key below
  type text not null constraint interactions_type_known check (type in ('message', 'reply', 'system')),
  author text not null constraint interactions_author_known
    check (author in ('customer', 'agent', 'ai', 'system')),
  content text not null constraint interactions_content_length check (length(content) <= 500000),
  full_content text,  -- with quotes and signature, when it differs
  message_id text,    -- RFC 5322 Message-ID, for threading
  automatic text not null default '',  -- why a machine is thought to have written it
  created_by uuid,
  created_at timestamptz not null default now(),
  metadata jsonb not null default '{}',
  -- The copy of customer_id lets the policy compare a column instead of joining (20 times faster on lists).
  constraint interactions_ticket foreign key (ticket_id, customer_id)
    references public.tickets (id, customer_id) on update cascade on delete restrict
);
create index interactions_thread on public.interactions (ticket_id, created_at, id);
create index interactions_customer on public.interactions (customer_id, created_at desc);
create index interactions_message_id on public.interactions (message_id) where message_id is not null;
create index interactions_ticket_customer on public.interactions (ticket_id, customer_id);

create table public.notes (
  id uuid primary key default gen_random_uuid(),
  ticket_id uuid not null references public.tickets (id) on delete restrict,
  content text not null constraint notes_content_length check (length(content) between 1 and 100000),
  author_id uuid references public.members (id) on delete set null,
  created_at timestamptz not null default now()
);
create index notes_ticket on public.notes (ticket_id, created_at);
create index notes_author on public.notes (author_id);
comment on table public.notes is 'Internal. No customer role reads it and no send path touches it.';

alter table public.interactions enable row level security;
alter table public.notes enable row level security;
create policy "Requesters read theirs, members what they opened today"
  on public.interactions for select to authenticated using (
    customer_id = any ((select private.customer_ids())::uuid[])
    or ticket_id = any ((select private.opened_ticket_ids())::uuid[]));
create policy "Members read the notes of what they opened today"
  on public.notes for select to authenticated using (
    ticket_id = any ((select private.opened_ticket_ids())::uuid[]));
grant select on public.interactions, public.notes to authenticated;
grant all on public.interactions, public.notes to service_role;
