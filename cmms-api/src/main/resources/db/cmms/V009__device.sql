-- Devices that gateways let in, what they may show and what they may write. A secret is here as a hash, or sealed.
create table device (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  tag text not null,
  name text not null,
  state text not null check (state in ('ACTIVE', 'SUSPENDED')),
  auto_provision boolean not null,
  -- 0 = the gateway's default
  messages_per_second integer not null check (messages_per_second >= 0),
  readings_per_second integer not null check (readings_per_second >= 0),
  max_message_bytes integer not null check (max_message_bytes >= 0),
  created_at timestamptz not null default now(),
  created_by text not null,
  changed_at timestamptz not null default now(),
  changed_by text not null,
  version bigint not null default 1,
  primary key (tenant_id, tag)
);
alter table device enable row level security;
alter table device force row level security;
create policy tenant on device using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on device to millwright_cmms;

create table device_credential (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  id uuid not null,
  device_tag text not null,
  kind text not null check (kind in ('PASSWORD', 'API_KEY', 'CERTIFICATE', 'PRE_SHARED_KEY')),
  label text not null,
  -- PASSWORD, API_KEY: as SecretHash writes it
  secret_hash text,
  -- A gateway tells by these who comes, before it knows the tenant: hence unique over all tenants
  certificate_sha256 text unique check (certificate_sha256 ~ '^[0-9a-f]{64}$'),
  psk_identity text unique,
  -- as SecretBox seals it for tenant/device
  sealed_key bytea,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, device_tag) references device (tenant_id, tag),
  check ((kind in ('PASSWORD', 'API_KEY')) = (secret_hash is not null)),
  check ((kind = 'CERTIFICATE') = (certificate_sha256 is not null)),
  check ((kind = 'PRE_SHARED_KEY') = (psk_identity is not null and sealed_key is not null))
);
create index device_credential_device on device_credential (tenant_id, device_tag);
alter table device_credential enable row level security;
alter table device_credential force row level security;
create policy tenant on device_credential using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, delete on device_credential to millwright_cmms;

create table device_grant (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  device_tag text not null,
  -- tag of an asset, which need not be registered yet; '*' = every one
  asset text not null,
  -- names of points; empty = every one, and events
  points text[] not null,
  primary key (tenant_id, device_tag, asset),
  foreign key (tenant_id, device_tag) references device (tenant_id, tag)
);
alter table device_grant enable row level security;
alter table device_grant force row level security;
create policy tenant on device_grant using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on device_grant to millwright_cmms;

-- A removed device leaves as a record without a value.
alter table outbox alter column payload drop not null;
