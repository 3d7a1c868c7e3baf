#!/bin/sh
# check-static.sh PROGRAM: it needs the C library alone, and says how old that may be.
set -eu
program=$1
strange=$(objdump -p "$program" | awk '$1 == "NEEDED" { print $2 }' |
  grep -vE '^(libc|libm|libdl|libpthread|librt)\.so\.[0-9]+$|^ld-linux' || true)
if [ -n "$strange" ]; then
  echo "$program needs more than the C library:" $strange >&2
  exit 1
fi
oldest=$(objdump -T "$program" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1 | cut -d_ -f2)
here=$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)
if [ "$(printf '%s\n%s\n' "$oldest" "$here" | sort -V | tail -n 1)" != "$here" ]; then
  echo "$program needs glibc $oldest, which is later than that of this machine, $here" >&2
  exit 1
fi
echo "$program runs with glibc $oldest or later"
