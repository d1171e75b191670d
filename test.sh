#!/bin/bash
# Installs what is missing, builds Fireside and runs every test: the release build, then all suites again under
# AddressSanitizer and UBSan. Exit status 0 only where both are clean; ctest's summaries close the output.
#
#   FIRESIDE_SKIP_ASAN=1 ./test.sh    the release build only
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

say() { printf 'fireside: %s\n' "$*" >&2; }

# Suites draw without a display, and many-core machines do not help them: OpenBLAS' idle threads spin.
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-2}

logs=$(mktemp -d) || exit 1
trap 'rm -rf -- "$logs"' EXIT
failed=''
runs=()

# build PRESET FOLDER
build()
{
    if [ ! -f "$2/build.ninja" ]; then
        cmake --preset "$1" || return 1
    fi
    cmake --build "$2"
}

# run_suites PRESET FOLDER [ctest arguments]: builds and tests; the verdict goes to $failed, the output to a log.
run_suites()
{
    local preset=$1 folder=$2
    shift 2
    runs+=("$preset")
    if ! build "$preset" "$folder"; then
        echo "the $preset build failed" | tee "$logs/$preset"
        failed+=" $preset"
        return
    fi
    # The suites run one after another: some measure time.
    if ! ctest --preset "$preset" --no-tests=error "$@" 2>&1 | tee "$logs/$preset"; then
        failed+=" $preset"
    fi
}

# What ctest says at its end, from the line with the verdict on; all of it where there was no verdict.
summary()
{
    printf '\n%s\n' "== $1"
    if grep -q '% tests passed' "$logs/$1"; then
        sed -n '/% tests passed/,$p' "$logs/$1"
    else
        tail -n 20 "$logs/$1"
    fi
}

packaging/setup.sh --tests || exit 1
if ! packaging/fetch_starter_model.sh >/dev/null; then
    say "the tests that need the starter model will skip, and this run counts as failed"
    failed+=" starter-model"
fi
packaging/fetch_gemma_model.sh >/dev/null || say "the tests that need Gemma 3 270M will skip"

run_suites release build
if [ "${FIRESIDE_SKIP_ASAN:-0}" = 1 ]; then
    say "FIRESIDE_SKIP_ASAN=1: not run under AddressSanitizer and UBSan"
else
    run_suites asan build-asan -LE bench
fi

# A run that failed closes the output, so that the last summary never hides another's failure.
for run in "${runs[@]}"; do
    [[ " $failed " == *" $run "* ]] || summary "$run"
done
for run in "${runs[@]}"; do
    [[ " $failed " != *" $run "* ]] || summary "$run"
done
[ -z "$failed" ] || { say "failed:$failed"; exit 1; }
