#!/bin/bash
# ./run.sh shows how far the build is in a terminal, and is silent elsewhere. Nothing is built.
#
#   test_run.sh SOURCE_FOLDER
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$1/run.sh" "$folder/"
mkdir -p "$folder/packaging" "$folder/build/bin" "$folder/tools"
touch "$folder/build/build.ninja"

# stub FILE COMMAND: a program in place of the real one
stub() {
    printf '#!/bin/bash\n%s\n' "$2" >"$folder/$1"
    chmod +x "$folder/$1"
}
stub packaging/setup.sh true
stub packaging/fetch_starter_model.sh 'echo model.gguf'
stub build/bin/fireside 'echo "starts $*"'
stub tools/cmake 'echo "status: $NINJA_STATUS, cmake $*"'
export PATH=$folder/tools:$PATH
cd "$folder"

fail() {
    printf 'test_run: %s\n' "$*" >&2
    exit 1
}

piped=$(./run.sh --serve 2>&1)
[[ $piped == *"-- --quiet"* ]] || fail "a build outside a terminal is not silent: $piped"
terminal=$(script -qec './run.sh --serve' /dev/null)
[[ $terminal == *"%f of %t"* ]] || fail "the terminal does not show how far it is: $terminal"
[[ $terminal != *"--quiet"* ]] || fail "the build in a terminal is silent: $terminal"
[[ $terminal == *"starts --model model.gguf --serve"* ]] || fail "it does not start: $terminal"
