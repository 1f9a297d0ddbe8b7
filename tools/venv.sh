#!/bin/sh
# usage: tools/venv.sh LOCKFILE
# Makes .venv where it is missing or broken, then installs the lock file into it.
# uv is used where it is present, since it is much faster; nothing needs it.
set -eu

lock=$1
venv=.venv
floor='import sys; sys.exit(sys.version_info < (3, 11))'

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# A candidate is run, not only looked up: a pyenv shim is on PATH even for a version that is not active.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if ! have "$PYTHON"; then
            say "PYTHON=$PYTHON: no such program."
            exit 3
        elif ! "$PYTHON" -c "$floor" 2>/dev/null; then
            say "PYTHON=$PYTHON is $("$PYTHON" --version 2>&1 || true): Woven needs Python 3.11 or newer."
            exit 3
        fi
        printf '%s\n' "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.12 python3.11 python3 python python3.14; do
        if have "$candidate" && "$candidate" -c "$floor" >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

usable() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c "$floor" >/dev/null 2>&1 || return 1
    # A venv made by uv has no pip, and so is of no use once uv is gone.
    have uv || "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

create() {
    python=$(find_python)
    if [ -z "$python" ]; then
        found=$(python3 --version 2>&1 || echo none)
        say "Woven needs Python 3.11 or newer; found: $found."
        say "Install one, or name it: make setup PYTHON=/path/to/python3.12"
        exit 3
    fi
    rm -rf "$venv"
    if have uv; then
        uv venv --quiet --no-project --python "$python" "$venv"
        return
    fi
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        say "$python ($("$python" --version)) has no venv or ensurepip module."
        say "On Debian and Ubuntu: apt-get install python3-venv. Elsewhere: install uv, or a full Python."
        exit 4
    fi
    "$python" -m venv "$venv"
}

usable || create

say "Installing $lock into $venv ..."
if have uv; then
    uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock"
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
