-- What a breakdown of the asset costs, as ISO 14224 users class it: A safety, environment or a line without a spare, B reduced
-- output, C little effect; null = nobody has said.
alter table asset add column criticality text check (criticality in ('A', 'B', 'C'));

-- What a crew can take on. Of the assets of a site with a row of its own that crew takes care, of all others that of the
-- organization, whose site is the empty text.
create table crew_budget (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  site text not null,
  -- condition-based work within any seven days; null = no budget any more, kept so that versions go on
  hours_per_week double precision check (hours_per_week between 0 and 10000),
  hours_per_order double precision not null check (hours_per_order > 0 and hours_per_order <= 1000),
  -- what is due within that is released whatever the budget
  urgent_within_hours double precision not null check (urgent_within_hours between 0 and 8760),
  version bigint not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (tenant_id, site)
);
alter table crew_budget enable row level security;
alter table crew_budget force row level security;
create policy tenant on crew_budget using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on crew_budget to millwright_cmms;

-- Advisories that wait for a crew: one item for an episode, as there is one work order.
create table watch_item (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  id uuid not null,
  -- the one that opened it
  advisory_id text not null,
  asset_tag text not null,
  failure_mode text not null,
  title text not null,
  state text not null check (state in ('WAITING', 'RELEASED', 'DISMISSED')),
  -- the most urgent that an advisory has said, and the earliest
  priority integer not null check (priority between 1 and 5),
  due_by timestamptz not null,
  -- event time of the first and of the newest advisory
  raised_at timestamptz not null,
  latest_at timestamptz not null,
  -- 0 to 1, and what it rests on
  probability double precision not null check (probability between 0 and 1),
  basis text not null check (basis in ('PROGNOSIS', 'SYMPTOMS', 'PRIORITY')),
  remaining_life_hours double precision,
  -- probability times consequence; changes with the asset's criticality
  risk double precision not null check (risk between 0 and 1),
  -- wall time
  created_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  end_reason text,
  work_order_id uuid,
  version bigint not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, advisory_id),
  foreign key (tenant_id, asset_tag) references asset (tenant_id, tag),
  foreign key (tenant_id, work_order_id) references work_order (tenant_id, id),
  check ((state = 'WAITING') = (ended_at is null)),
  check ((state = 'RELEASED') = (work_order_id is not null))
);
-- One episode, one place on the list.
create unique index watch_item_one_waiting on watch_item (tenant_id, asset_tag, failure_mode) where state = 'WAITING';
-- The order of the list: the highest risk, then the earliest due.
create index watch_item_rank on watch_item (tenant_id, (-risk), due_by, raised_at, advisory_id) where state = 'WAITING';
alter table watch_item enable row level security;
alter table watch_item force row level security;
create policy tenant on watch_item using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on watch_item to millwright_cmms;

-- The advisories of an item, whole while it waits: its work order is made of them.
create table watch_item_advisory (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  watch_item_id uuid not null,
  advisory_id text not null,
  -- event time
  at timestamptz not null,
  text text not null,
  advisory jsonb,
  primary key (tenant_id, watch_item_id, advisory_id),
  foreign key (tenant_id, watch_item_id) references watch_item (tenant_id, id)
);
alter table watch_item_advisory enable row level security;
alter table watch_item_advisory force row level security;
create policy tenant on watch_item_advisory using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on watch_item_advisory to millwright_cmms;

-- An advisory may also wait for a crew. Its item leads to the work order that came of it.
alter table advisory
  add column watch_item_id uuid,
  drop constraint advisory_outcome_check,
  drop constraint advisory_check,
  add check (outcome in ('OPENED', 'EVIDENCE', 'PARKED', 'WATCHED')),
  add check ((outcome in ('OPENED', 'EVIDENCE')) = (work_order_id is not null)),
  add check ((outcome = 'WATCHED') = (watch_item_id is not null)),
  add foreign key (tenant_id, watch_item_id) references watch_item (tenant_id, id);

-- What takes hours from a budget: what is still to be done, and what was released of late.
create index work_order_to_do on work_order (tenant_id) where origin = 'PREDICTION' and status in ('NEW', 'ASSIGNED', 'IN_PROGRESS');
create index work_order_released on work_order (tenant_id, created_at) where origin = 'PREDICTION';

-- Capacity is looked at for one tenant after another, each under its own policy. The function says only whose turn it is;
-- the policy lets the owner, as whom it runs, read.
create policy release on watch_item for select to millwright_owner using (true);
create function tenants_with_watch_items() returns setof text
  language sql stable security definer set search_path = cmms, pg_temp
  as $$ select distinct tenant_id from watch_item where state = 'WAITING' $$;
revoke all on function tenants_with_watch_items() from public;
grant execute on function tenants_with_watch_items() to millwright_cmms;
