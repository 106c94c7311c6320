-- Organizations, the tenants. Every table of this schema shows and takes only rows of the tenant in the setting
-- app.tenant_id, which the API makes local to each transaction. nullif(..., '') because the setting is an empty string, not
-- null, after it has once been local. The owner runs the migrations and is bound by the policies too (force).
grant usage on schema cmms to millwright_cmms;

create table organization (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  created_at timestamptz not null default now()
);
alter table organization enable row level security;
alter table organization force row level security;
create policy tenant on organization using (id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on organization to millwright_cmms;
