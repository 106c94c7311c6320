-- Advisories as they came in. The id is a hash over the episode, so a replay meets the primary key and changes nothing.
create table advisory (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  id text not null check (id ~ '^[0-9a-f]{64}$'),
  asset_tag text not null,
  failure_mode text not null,
  rule text not null,
  raised_at timestamptz not null,
  received_at timestamptz not null default now(),
  -- PARKED waits until its asset is registered
  outcome text not null check (outcome in ('OPENED', 'EVIDENCE', 'PARKED')),
  work_order_id uuid,
  -- the message, kept while it is parked
  message bytea,
  primary key (tenant_id, id),
  check ((outcome = 'PARKED') = (work_order_id is null)),
  check ((outcome = 'PARKED') = (message is not null))
);
create index advisory_parked on advisory (tenant_id, asset_tag) where outcome = 'PARKED';
alter table advisory enable row level security;
alter table advisory force row level security;
create policy tenant on advisory using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on advisory to millwright_cmms;
