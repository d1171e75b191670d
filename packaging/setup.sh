#!/bin/bash
# Installs what building and running Fireside needs and this machine lacks, from the distribution's packages.
#
#   packaging/setup.sh            what ./run.sh needs
#   packaging/setup.sh --tests    and what ./test.sh needs
#
# The list is packaging/dependencies/debian.txt. Where nothing is missing no package tool runs, so it works offline.
# On systems without apt it prints the list and goes on: the build then says what it does not find.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
list=$here/dependencies/debian.txt

say() { printf 'fireside: %s\n' "$*" >&2; }

usage()
{
    say "unknown argument '$1'; usage: packaging/setup.sh [--tests]"
    exit 2
}

sections=" build run "
for argument in "$@"; do
    case $argument in
    --tests) sections+="test " ;;
    *) usage "$argument" ;;
    esac
done

# One line per dependency, alternatives separated by spaces: "pkgconf pkg-config".
wanted()
{
    local section='' line
    while IFS= read -r line; do
        line=${line%%#*}
        line=${line//|/ }
        read -r line <<<"$line" || true
        case $line in
        '') ;;
        \[*\]) section=${line//[\[\]]/} ;;
        *) [[ $sections == *" $section "* ]] && printf '%s\n' "$line" ;;
        esac
    done <"$list"
    return 0
}

# Names of installed packages and of what they provide, each once, between spaces.
installed()
{
    # shellcheck disable=SC2016 # the field names are dpkg's, not the shell's
    dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' |
        sed -n 's/^installed //p' | sed 's/([^)]*)//g; s/,/ /g' | tr -s ' \n' ' '
}

# Of "a b c" the first that this release of the distribution has; the first where none is known.
installable()
{
    local name
    for name in "$@"; do
        if apt-cache show --no-all-versions "$name" >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "$1"
}

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "installing packages takes root's rights: run this as root, or install sudo"
        exit 1
    fi
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "no apt here; going on with what is installed. The packages, by their names in Debian:"
    wanted >&2
    exit 0
fi

present=" $(installed) "
missing=()
while read -r -a choices; do
    found=''
    for choice in "${choices[@]}"; do
        [[ $present == *" $choice "* ]] && found=yes
    done
    [ -n "$found" ] || missing+=("${choices[*]}")
done < <(wanted)

if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${#missing[@]} missing package(s)"
    apt_options=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    # A failed update is not the end: the lists of an earlier one may do.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" -qq update ||
        say "the package lists could not be refreshed; trying with those that are here"
    names=()
    for choices in "${missing[@]}"; do
        # shellcheck disable=SC2086 # the alternatives are words
        names+=("$(installable $choices)")
    done
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" -qq -y \
        --no-install-recommends install "${names[@]}" >&2; then
        say "could not install: ${names[*]}"
        say "install them by hand, or connect to the network, and run this again"
        exit 1
    fi
fi

if [[ $sections == *" test "* && -x $here/test_clients.sh ]]; then
    "$here/test_clients.sh"
fi
