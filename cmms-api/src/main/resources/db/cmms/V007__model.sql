-- Released models. The newest version of a name is in force.
create table model_release (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  name text not null,
  version integer not null check (version > 0),
  card text not null,
  model bytea not null,
  sha256 text not null,
  released_at timestamptz not null default now(),
  released_by text not null,
  primary key (tenant_id, name, version)
);
alter table model_release enable row level security;
alter table model_release force row level security;
create policy tenant on model_release using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert on model_release to millwright_cmms;
