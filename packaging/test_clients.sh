#!/bin/bash
# Fetches the official clients of the OpenAI API for Python and Node, with which tests/e2e checks the endpoint.
#
# They go to $FIRESIDE_TEST_CLIENTS, or ~/.cache/fireside/test-clients: venv/ and node_modules/. What is there already
# is left alone. Without network, pip or npm it says so and succeeds; the tests then skip.
set -u

folder=${FIRESIDE_TEST_CLIENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/fireside/test-clients}

say() { printf 'fireside: %s\n' "$*" >&2; }

python_client()
{
    [ -x "$folder/venv/bin/python" ] && "$folder/venv/bin/python" -c 'import openai' 2>/dev/null && return
    python3 -m venv "$folder/venv" >/dev/null &&
        "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check openai >/dev/null
}

node_client()
{
    [ -d "$folder/node_modules/openai" ] && return
    command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix "$folder" openai >/dev/null
}

if ! mkdir -p "$folder"; then
    say "cannot create $folder; the tests with official API clients will be skipped"
    exit 0
fi
python_client 2>/dev/null || say "the Python client of the OpenAI API is not available (needs python3-venv and network); its test will be skipped"
node_client 2>/dev/null || say "the Node client of the OpenAI API is not available (needs npm and network); its test will be skipped"
exit 0
