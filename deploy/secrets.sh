#!/bin/sh
# Makes the secrets of compose.cluster.yaml, once: what is there already stays.
# usage: deploy/secrets.sh
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

keep() { # keep NAME TEXT
    [ -e "$1" ] && return
    printf '%s\n' "$2" >"$1"
    # The users within the containers are others than this one: they are let at the files, and
    # nobody else into the folder.
    chmod 0444 "$1"
}

keep postgres_password "$(random)"
keep redis_password "$(random)"
keep secret_key "$(random)"
keep database_url "postgresql+psycopg://woven:$(cat postgres_password)@postgres:5432/woven"
keep redis_url "redis://:$(cat redis_password)@redis:6379/0"
keep redis_conf "requirepass $(cat redis_password)"
chmod 0700 .
echo "The secrets are in deploy/secrets: keep a copy of secret_key where the backups are not."
