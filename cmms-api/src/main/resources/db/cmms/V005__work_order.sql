-- Work orders, their history and the evidence that came after the first advisory.
create table work_order_counter (
  tenant_id text primary key default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  last_number integer not null
);
alter table work_order_counter enable row level security;
alter table work_order_counter force row level security;
create policy tenant on work_order_counter using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on work_order_counter to millwright_cmms;

create table work_order (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  id uuid not null,
  number integer not null,
  asset_tag text not null,
  title text not null,
  description text not null,
  failure_mode text,
  status text not null check (status in
    ('NEW', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'VERIFIED', 'CLOSED', 'CANCELLED')),
  -- 1 emergency, 2 urgent, 3 high, 4 normal, 5 opportunity
  priority integer not null check (priority between 1 and 5),
  -- what started it: PREDICTION (an advisory) or MANUAL (a person); "trigger" is a word of SQL
  origin text not null check (origin in ('PREDICTION', 'MANUAL')),
  -- event time, the machines' clock
  raised_at timestamptz not null,
  due_by timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  assignee text,
  advisory_id text,
  rule text,
  failure_probability double precision,
  remaining_life_hours double precision,
  reason jsonb,
  checklist text[] not null default '{}',
  recommended_action text,
  finding text check (finding in ('CONFIRMED', 'OTHER_FAULT', 'NO_FAULT_FOUND')),
  component_replaced boolean,
  finding_note text,
  closed_at timestamptz,
  version bigint not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  unique (tenant_id, advisory_id),
  foreign key (tenant_id, asset_tag) references asset (tenant_id, tag),
  foreign key (tenant_id, assignee) references app_user (tenant_id, username),
  check ((origin = 'PREDICTION') = (advisory_id is not null)),
  check (status not in ('COMPLETED', 'VERIFIED', 'CLOSED') or finding is not null)
);
-- One episode, one work order: a second open order for the same failure mode of an asset cannot exist.
create unique index work_order_one_open on work_order (tenant_id, asset_tag, failure_mode)
  where status not in ('CLOSED', 'CANCELLED');
create index work_order_newest on work_order (tenant_id, raised_at desc, id desc);
create index work_order_similar on work_order (tenant_id, failure_mode, closed_at desc) where status = 'CLOSED';
alter table work_order enable row level security;
alter table work_order force row level security;
create policy tenant on work_order using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on work_order to millwright_cmms;

create table work_order_history (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  work_order_id uuid not null,
  seq bigint generated always as identity,
  at timestamptz not null,
  by_user text not null,
  from_status text,
  to_status text not null,
  note text,
  primary key (tenant_id, work_order_id, seq),
  foreign key (tenant_id, work_order_id) references work_order (tenant_id, id)
);
alter table work_order_history enable row level security;
alter table work_order_history force row level security;
create policy tenant on work_order_history using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
-- history is written, never changed
grant select, insert on work_order_history to millwright_cmms;

create table work_order_evidence (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  work_order_id uuid not null,
  advisory_id text not null,
  -- event time
  at timestamptz not null,
  text text not null,
  primary key (tenant_id, work_order_id, advisory_id),
  foreign key (tenant_id, work_order_id) references work_order (tenant_id, id)
);
alter table work_order_evidence enable row level security;
alter table work_order_evidence force row level security;
create policy tenant on work_order_evidence using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert on work_order_evidence to millwright_cmms;
