#!/bin/bash
# check_symbols.sh LIBRARY SOURCE…: none of these sources, compiled for better processors, may define a symbol that
# others define too (weak, or unique): the linker might keep that copy for every processor.
set -euo pipefail

library=$1
shift
for source in "$@"; do
    symbols=$(nm --defined-only --demangle "$library" | awk -v member="$source.o:" '
        /^[^ ]+:$/ { inside = $0 == member; found += inside }
        inside && $2 ~ /^[WwVvu]$/
        END { if (!found) print member " is not in the library" }')
    if [ -n "$symbols" ]; then
        printf '%s: %s\n' "$source" "$symbols"
        exit 1
    fi
done
echo "$# sources share no symbol"
