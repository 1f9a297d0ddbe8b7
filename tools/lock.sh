#!/bin/sh
# Writes requirements.txt and requirements-dev.txt: every pin with its hashes, for every platform and
# each Python from 3.11 on. uv comes into a temporary venv, so that nobody needs it installed.
# Pins that still fit are kept; --upgrade takes the newest. No index address is written into the files.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Else dash would skip the EXIT trap when interrupted.
trap 'exit 130' INT TERM

"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check uv

compile() {
    # fewest: one version of a package for all Pythons, the one that the tests have run with.
    "$folder/bin/uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' "$@"
}

compile "$@" pyproject.toml -o requirements.txt
# Held to the runtime's pins: what is tested is what is served.
compile "$@" --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt
