#!/bin/bash
# Installs what is missing, builds Fireside, fetches the starter model and opens the chat window on it.
#
#   ./run.sh                 the window
#   ./run.sh --serve         the same without a window: the endpoint at http://127.0.0.1, until Ctrl+C
#   ./run.sh --model FILE    another model
#
# Everything after ./run.sh goes to the program. A second run starts at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf 'fireside: %s\n' "$*" >&2; }

window=yes
own_model='' # named by the caller, as --model or as a file to open
value=''     # the next argument belongs to an option
for argument in "$@"; do
    if [ -n "$value" ]; then
        value=''
        continue
    fi
    case $argument in
    --serve | --help | -h | --version | -v) window='' ;;
    --model | --model=*) own_model=yes ;;
    -*) ;;
    *) own_model=yes ;;
    esac
    case $argument in
    --model | --host | --port | --api-key) value=yes ;;
    esac
done

if [ -n "$window" ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then
    say "there is no display here, so the chat window cannot open. To use Fireside without a window:"
    say "    ./run.sh --serve"
    exit 1
fi

packaging/setup.sh

# The build configures itself again when one of its files changes; the preset is needed once.
if [ ! -f build/build.ninja ]; then
    say "building, a few minutes the first time"
    cmake --preset release >&2
fi
quiet=(--quiet)
[ ! -t 2 ] || quiet=() # a terminal shows how far it is, in one line below the warnings
NINJA_STATUS='fireside: building, %f of %t ' \
    cmake --build build --target fireside fireside-cli -- "${quiet[@]}" >&2

if [ -n "$own_model" ]; then
    exec build/bin/fireside "$@"
fi
model=$(packaging/fetch_starter_model.sh)
exec build/bin/fireside --model "$model" "$@"
