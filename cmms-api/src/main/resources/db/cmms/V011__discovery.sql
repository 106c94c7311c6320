-- What devices sent and nobody has registered, one row for each point, at most some thousands for a tenant: the oldest go.
create table discovery (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  id uuid not null,
  -- protocol:identity
  source text not null,
  -- the device that the source names; it may not exist, and from an unknown device it is only a claim
  device_tag text,
  reason text not null check (reason in ('UNKNOWN_DEVICE', 'UNKNOWN_ASSET', 'UNKNOWN_POINT', 'NOT_GRANTED')),
  -- empty = none
  asset text not null,
  point text not null,
  unit text,
  value double precision,
  address text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  dismissed boolean not null default false,
  primary key (tenant_id, id),
  unique (tenant_id, source, asset, point)
);
create index discovery_newest on discovery (tenant_id, last_seen_at desc, id desc);
alter table discovery enable row level security;
alter table discovery force row level security;
create policy tenant on discovery using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on discovery to millwright_cmms;
