#!/bin/bash
# The one list of packages: every line names a package and says why, no package stands twice.
# Usage: test_dependencies.sh SOURCE_DIR
set -uo pipefail

list=$1/packaging/dependencies/debian.txt
name='[a-z0-9][a-z0-9+.-]+'
status=0

bad=$(grep -nEv "^(#.*|\[(build|run|test)\]|)$|^$name( \| $name)* +# .+" "$list")
if [ -n "$bad" ]; then
    echo "expected 'package  # why', found:"
    echo "$bad"
    status=1
fi
twice=$(sed 's/#.*//; s/|/ /g' "$list" | tr -s ' ' '\n' | grep -E "^$name$" | sort | uniq -d)
if [ -n "$twice" ]; then
    echo "listed twice: $twice"
    status=1
fi
if [ "$(grep -cE "^$name" "$list")" -lt 20 ]; then
    echo "the list is too short to be whole"
    status=1
fi
exit $status
