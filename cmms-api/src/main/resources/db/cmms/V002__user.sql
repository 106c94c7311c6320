-- People who sign in. An e-mail address belongs to one organization only: it says which one at sign-in.
create table app_user (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  username text not null check (username = lower(username)),
  display_name text not null,
  password_hash text not null,
  roles text[] not null check (cardinality(roles) > 0),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, username),
  unique (username)
);
alter table app_user enable row level security;
alter table app_user force row level security;
create policy tenant on app_user using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on app_user to millwright_cmms;

-- A refresh token is stored as its SHA-256 only. All tokens that one sign-in led to are one family: the second use of a
-- token ends its whole family.
create table refresh_token (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  token_hash text primary key,
  family uuid not null,
  username text not null,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked boolean not null default false,
  foreign key (tenant_id, username) references app_user (tenant_id, username)
);
create index refresh_token_family on refresh_token (family);
create index refresh_token_expiry on refresh_token (tenant_id, expires_at);
alter table refresh_token enable row level security;
alter table refresh_token force row level security;
create policy tenant on refresh_token using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on refresh_token to millwright_cmms;

-- Sign-in and refresh begin before the tenant is known. These two functions are the only way past the wall: each answers
-- one exact key with the name of its organization and nothing else; what follows runs under that tenant's policy. They run
-- as the owner, whom the two policies below let read.
create policy sign_in on app_user for select to millwright_owner using (true);
create policy refresh on refresh_token for select to millwright_owner using (true);

create function tenant_of_user(name text) returns text
  language sql stable security definer set search_path = cmms, pg_temp
  as $$ select tenant_id from app_user where username = lower(name) $$;

create function tenant_of_refresh_token(hash text) returns text
  language sql stable security definer set search_path = cmms, pg_temp
  as $$ select tenant_id from refresh_token where token_hash = hash $$;

revoke all on function tenant_of_user(text), tenant_of_refresh_token(text) from public;
grant execute on function tenant_of_user(text), tenant_of_refresh_token(text) to millwright_cmms;
