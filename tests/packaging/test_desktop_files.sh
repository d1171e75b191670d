#!/bin/bash
# What the desktop reads about Fireside is well-formed, and names things alike everywhere.
# Usage: test_desktop_files.sh SOURCE_DIR
set -uo pipefail

linux=$1/packaging/linux
id=org.fireside_chat.Fireside
status=0

expect() # expect FILE TEXT
{
    grep -qF -- "$2" "$1" || { echo "$(basename "$1"): expected to find $2"; status=1; }
}

version=$(sed -n 's/^project(Fireside VERSION \([0-9.]*\).*/\1/p' "$1/CMakeLists.txt")
expect "$linux/$id.desktop" "Icon=$id"
expect "$linux/$id.desktop" "MimeType=application/x-gguf;"
expect "$linux/$id.metainfo.xml" "<id>$id</id>"
expect "$linux/$id.metainfo.xml" "<release version=\"$version\""
expect "$linux/$id.metainfo.xml" "<mediatype>application/x-gguf</mediatype>"
expect "$linux/$id.xml" 'type="application/x-gguf"'
expect "$linux/debian/changelog" "fireside ($version)"
expect "$linux/man/fireside.1" "Fireside $version"
expect "$linux/man/fireside-cli.1" "Fireside $version"

for file in "$linux"/*.xml; do
    python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$file" || status=1
done
if command -v desktop-file-validate >/dev/null; then
    desktop-file-validate "$linux/$id.desktop" || status=1
fi
if command -v appstreamcli >/dev/null; then
    appstreamcli validate --no-net "$linux/$id.metainfo.xml" || status=1
fi
exit $status
