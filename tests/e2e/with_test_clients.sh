#!/bin/bash
# with_test_clients.sh PACKAGE SCRIPT [ARGUMENT …]: runs a Python script in the test clients' environment, with the folder
# of that name there as its last argument. Exit status 77 (skipped) where packaging/test_clients.sh has not fetched it.
set -eu
clients=${FIRESIDE_TEST_CLIENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/fireside/test-clients}
package=$1
shift
if ! "$clients/venv/bin/python" -c "import $package" 2>/dev/null; then
    echo "skipped: the Python package $package is not installed; run packaging/test_clients.sh"
    exit 77
fi
exec "$clients/venv/bin/python" "$@" "$clients/$package"
