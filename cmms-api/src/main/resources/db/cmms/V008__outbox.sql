-- Records for Kafka, written in the transaction of what they tell about; the relay sends them in the order of id and
-- deletes what Kafka has acknowledged.
create table outbox (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  id bigint generated always as identity,
  event_id uuid not null unique,
  topic text not null,
  key text not null,
  payload bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
alter table outbox enable row level security;
alter table outbox force row level security;
create policy tenant on outbox using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, delete on outbox to millwright_cmms;

-- The relay works for one tenant after another, each under its own policy. It learns from this function only whose turn it
-- is; the policy lets the owner, as whom the function runs, read.
create policy relay on outbox for select to millwright_owner using (true);
create function tenants_with_outbox() returns setof text
  language sql stable security definer set search_path = cmms, pg_temp
  as $$ select distinct tenant_id from outbox $$;
revoke all on function tenants_with_outbox() from public;
grant execute on function tenants_with_outbox() to millwright_cmms;
