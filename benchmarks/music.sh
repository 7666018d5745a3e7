#!/bin/sh
# Real, freely licensed music of clearly different kinds, from Debian's game packages, one folder a set.
#
#     sh benchmarks/music.sh /var/tmp/music      (about 550 MB; needs Debian or Ubuntu)
set -e
mkdir -p "$1/packages" && cd "$1/packages"
for package in wesnoth-1.16-music warzone2100-music nexuiz-music marsshooter-data hyperrogue-music \
    singularity-music fretsonfire-songs-muldjord; do
    ls "$package"_*.deb >/dev/null 2>&1 || apt-get download "$package"
    mkdir -p "../sets/$package"
    dpkg -x "$package"_*.deb "../sets/$package"
done
find ../sets -name '*.pk3' | while read -r archive; do
    python3 -m zipfile -e "$archive" "$(dirname "$archive")/unpacked"
done
echo "AURIC_TEST_AUDIO=$1/sets"
