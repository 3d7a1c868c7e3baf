#!/bin/sh
# check-reproducible.sh [COMMIT]: builds the static program of a commit (HEAD) in two folders of different names and
# depths, and compares what `make install` would install of it, byte by byte. With SWIFT and the packages of
# Package.resolved as they are here, since another compiler or another package is another program. Half an hour.
# check-reproducible.sh --compare ONE ANOTHER: says in which sections two programs differ.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT

# place FOLDER: builds there, and prints the hash of what is installed.
place() {
  mkdir -p "$1"
  git -C "$here" archive "$commit" | tar -x -C "$1"
  [ ! -e "$here/Package.resolved" ] || cp "$here/Package.resolved" "$1"
  [ ! -e "$top/Package.resolved" ] || cp "$top/Package.resolved" "$1"
  make -C "$1" install SKEIN_COMMIT="$commit" DESTDIR="$1/installed" PREFIX=/usr > "$1.log" 2>&1 ||
    { tail -n 30 "$1.log" >&2; exit 1; }
  cp "$1/Package.resolved" "$top"
  (cd "$1/installed" && find . -type f -print0 | sort -z | xargs -0 sha256sum)
}

# compare ONE ANOTHER: prints the sections in which two programs differ, and by how many bytes.
compare() {
  readelf -SW "$1" | sed -n 's/^ *\[ *[0-9]*\] \([._a-zA-Z][^ ]*\) .*/\1/p' | while read -r section; do
    objcopy --dump-section "$section=$top/one.section" "$1" /dev/null 2> /dev/null || continue
    objcopy --dump-section "$section=$top/another.section" "$2" /dev/null 2> /dev/null || continue
    count=$(cmp -l "$top/one.section" "$top/another.section" 2> /dev/null | wc -l)
    [ "$count" -eq 0 ] || echo "$section: $count bytes differ"
  done
}

if [ "${1:-}" = --compare ]; then
  compare "$2" "$3"
  exit
fi

commit=$(git -C "$here" rev-parse --short=12 "${1:-HEAD}")
place "$top/one" > "$top/one.sums"
place "$top/another/further/down" > "$top/another.sums"
if ! diff "$top/one.sums" "$top/another.sums"; then
  echo "two builds of $commit differ" >&2
  one=$top/one/installed/usr/bin/skein
  another=$top/another/further/down/installed/usr/bin/skein
  cmp "$one" "$another" >&2 || true
  compare "$one" "$another" >&2
  for program in "$one" "$another"; do
    strings -n 8 "$program" | grep -F "$top" | sort -u | head -n 10 >&2 || true
  done
  trap - EXIT
  echo "both stay in $top" >&2
  exit 1
fi
files=$(grep -c . "$top/one.sums")
echo "two builds of $commit are the same: $files files, the program's SHA-256 is" \
  "$(awk '$2 == "./usr/bin/skein" { print $1 }' "$top/one.sums")"
