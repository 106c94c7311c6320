-- Assets (ISO 14224 equipment units) and the measurement points that their monitoring plan names.
create table asset (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  tag text not null,
  name text not null,
  asset_class text not null,
  site text,
  -- the monitoring plan in force
  plan_id text,
  plan_version integer,
  created_at timestamptz not null default now(),
  primary key (tenant_id, tag),
  foreign key (tenant_id, plan_id, plan_version) references monitoring_plan (tenant_id, id, version)
);
create index asset_class on asset (tenant_id, asset_class);
alter table asset enable row level security;
alter table asset force row level security;
create policy tenant on asset using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on asset to millwright_cmms;

create table measurement_point (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  asset_tag text not null,
  name text not null,
  -- UCUM
  unit text,
  description text,
  -- physical range in the unit
  low double precision,
  high double precision,
  -- place in the plan
  place integer not null,
  primary key (tenant_id, asset_tag, name),
  foreign key (tenant_id, asset_tag) references asset (tenant_id, tag)
);
alter table measurement_point enable row level security;
alter table measurement_point force row level security;
create policy tenant on measurement_point using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on measurement_point to millwright_cmms;
