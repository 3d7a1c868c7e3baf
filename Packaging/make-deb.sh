#!/bin/sh
# make-deb.sh ROOT FOLDER: a Debian package, in FOLDER, of what `make install DESTDIR=ROOT PREFIX=/usr` installed, by
# MAINTAINER, "Name <address>". The same program, changelog, maintainer and day give the same bytes.
set -eu
root=$1
output=$2
: "${MAINTAINER:?is not given: Name <address>}"
program=$root/usr/bin/skein
here=$(cd "$(dirname "$0")" && pwd)
version=$("$program" --version)
architecture=$(dpkg --print-architecture)
# Fails where the program needs more than the C library, which the package would have to depend on.
needs=$("$here/../Scripts/check-static.sh" "$program")
glibc=$(printf '%s\n' "$needs" | sed 's/.* glibc \([0-9.]*\) or later$/\1/')
# The day of the newest commit, so that it is not that of the build.
: "${SOURCE_DATE_EPOCH:=$(git -C "$here" log -1 --format=%ct 2>/dev/null || echo 0)}"
export SOURCE_DATE_EPOCH

umask 022
documents=$root/usr/share/doc/skein
install -D -m 644 "$here/copyright" "$documents/copyright"
install -m 644 "$here/../CHANGELOG.md" "$documents/changelog"
gzip -9nf "$root"/usr/share/man/man1/*.1 "$documents/changelog"

mkdir -p "$root/DEBIAN"
cat > "$root/DEBIAN/control" << END
Package: skein
Version: $version
Architecture: $architecture
Maintainer: $MAINTAINER
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: libc6 (>= $glibc)
Section: science
Priority: optional
Description: trains recurrent sequence models on every core of a machine
 Skein trains LSTM, GRU and plain RNN models for forecasts, classes and text, without
 a GPU, to the same bits for any number of workers, and measures every forecast
 beside simple methods.
END
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums)
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$output"
dpkg-deb --root-owner-group --build "$root" "$output/skein_${version}_$architecture.deb"
