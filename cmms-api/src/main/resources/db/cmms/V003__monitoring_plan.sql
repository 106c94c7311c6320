-- Released monitoring plans. In force for a class is the one released last.
create table monitoring_plan (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  id text not null,
  version integer not null check (version > 0),
  asset_class text not null,
  document text not null,
  sha256 text not null,
  released_at timestamptz not null,
  released_by text not null,
  primary key (tenant_id, id, version)
);
create index monitoring_plan_class on monitoring_plan (tenant_id, asset_class, released_at desc);
alter table monitoring_plan enable row level security;
alter table monitoring_plan force row level security;
create policy tenant on monitoring_plan using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on monitoring_plan to millwright_cmms;
