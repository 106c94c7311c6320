#!/bin/sh
# Sets the passwords of the roles that roles.sql makes. They come from the environment and stand in no file.
set -eu
psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv owner MILLWRIGHT_OWNER_PASSWORD
\getenv historian MILLWRIGHT_HISTORIAN_PASSWORD
\getenv cmms MILLWRIGHT_CMMS_PASSWORD
alter role millwright_owner password :'owner';
alter role millwright_historian password :'historian';
alter role millwright_cmms password :'cmms';
SQL
