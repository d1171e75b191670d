#!/bin/bash
# Installs the Debian packages into a clean Debian root and uses them there as a person would: the endpoint without a
# window, then the window under Xvfb with a picture of it. Needs root's rights, debootstrap and the network.
#
#   packaging/check_clean_root.sh [--suite bookworm] [--root FOLDER] [--picture FILE.png] PACKAGE.deb…
#
# --root keeps the installed root in FOLDER and starts from a fresh copy of it the next time; without it a temporary one is
# made and removed. Exit status 0 only where everything worked.
set -euo pipefail

say() { printf 'fireside: %s\n' "$*" >&2; }
fail()
{
    say "$*"
    exit 1
}

suite=bookworm base='' picture=clean-root.png packages=()
while [ $# -gt 0 ]; do
    case $1 in
    --suite | --root | --picture)
        [ $# -gt 1 ] || fail "$1 needs a value"
        case $1 in
        --suite) suite=$2 ;;
        --root) base=$2 ;;
        --picture) picture=$2 ;;
        esac
        shift 2
        ;;
    *.deb) packages+=("$1") && shift ;;
    *) say "unknown argument '$1'" && exit 2 ;;
    esac
done
[ ${#packages[@]} -gt 0 ] || fail "no packages given; make them with: cd build && cpack -G DEB"
[ "$(id -u)" -eq 0 ] || fail "a clean root takes root's rights; run this with sudo"
command -v debootstrap >/dev/null || fail "debootstrap is missing; install it"

work=$(mktemp -d /var/tmp/fireside-root.XXXXXX)
root=$work/root
clean_up()
{
    # Whatever still runs in there, it alone.
    local link
    for link in /proc/[0-9]*/root; do
        if [ "$(readlink "$link" 2>/dev/null)" = "$root" ]; then
            kill "$(basename "$(dirname "$link")")" 2>/dev/null || true
        fi
    done
    sleep 1
    umount "$root/proc" "$root/dev/shm" "$root/dev/pts" "$root/dev" 2>/dev/null || true
    # One file system only: a mount that stayed must not be emptied.
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT

[ -n "$base" ] || base=$work/base
if [ ! -e "$base/usr/bin/apt-get" ]; then
    say "making a clean $suite root"
    debootstrap --variant=minbase "$suite" "$base" >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; fail "debootstrap failed"; }
fi
cp -a "$base" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t devpts devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
cp /etc/resolv.conf "$root/etc/resolv.conf"
for setting in /etc/apt/apt.conf.d/99*; do
    [ -e "$setting" ] && cp "$setting" "$root/etc/apt/apt.conf.d/"
done

# inside USER command…: only what a login has in its environment.
inside()
{
    local user=$1 home=/home/$1
    shift
    [ "$user" = root ] && home=/root
    chroot --userspec="$user" "$root" env -i HOME="$home" USER="$user" LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

say "installing $(basename -a "${packages[@]}" | tr '\n' ' ')"
names=()
for package in "${packages[@]}"; do
    cp "$package" "$root/root/"
    names+=("/root/$(basename "$package")")
done
inside root apt-get -qq update
# Recommended packages come too, as they do for a person.
inside root apt-get -qq -y install "${names[@]}" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "the packages do not install"; }
for program in fireside fireside-cli; do
    inside root ldd "/usr/bin/$program" | grep 'not found' >&2 && fail "$program lacks libraries"
    inside root "$program" --version >/dev/null || fail "$program --version failed"
done
inside root apt-get -qq -y --no-install-recommends install curl xvfb imagemagick >"$work/log" 2>&1 || fail "the tools for looking did not install"
inside root useradd -m person

say "serving without a window"
port=18439
inside person fireside --serve --port $port >"$work/serve" 2>&1 &
for _ in $(seq 120); do
    inside person curl -fsS "http://127.0.0.1:$port/health" >"$work/health" 2>/dev/null && break
    sleep 0.5
done
[ -s "$work/health" ] || { cat "$work/serve" >&2; fail "no answer from /health within a minute"; }
say "/health: $(cat "$work/health")"
inside person curl -fsS "http://127.0.0.1:$port/v1/chat/completions" -H 'Content-Type: application/json' -d \
    '{"model":"default","messages":[{"role":"user","content":"Name the capital of France."}],"max_tokens":24,"temperature":0}' \
    >"$work/answer" || { cat "$work/serve" >&2; fail "the chat completion failed"; }
say "answer: $(cat "$work/answer")"
grep -q '"content"' "$work/answer" || fail "the answer has no content"
for link in /proc/[0-9]*/root; do
    process=$(basename "$(dirname "$link")")
    if [ "$(readlink "$link" 2>/dev/null)" = "$root" ] && [ "$(cat "/proc/$process/comm" 2>/dev/null)" = fireside ]; then
        kill "$process"
    fi
done
wait || true

say "opening the window"
inside person Xvfb :77 -screen 0 1280x800x24 -nolisten tcp >"$work/xvfb" 2>&1 &
sleep 2
inside person env DISPLAY=:77 fireside >"$work/window" 2>&1 &
window=$!
sleep 12
kill -0 $window 2>/dev/null || { cat "$work/window" >&2; fail "the window did not stay open"; }
inside person env DISPLAY=:77 import -window root /tmp/window.png
cp "$root/tmp/window.png" "$picture"
cat "$work/window" >&2
say "works; the window is in $picture"
