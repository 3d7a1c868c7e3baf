#!/usr/bin/env bash
# Writes expected.json: what hwloc's own programs (Debian package hwloc, 2.9) say of every machine
# that the tests use. The tests compare Skein with it.
#
#   counts   hwloc-calc's number of packages, NUMA nodes, cores (0: no such level) and processors
#   caches   per level, hwloc-info's [bytes, processors sharing it] of each cache
#   distrib  hwloc-distrib's first core for each of 1, 2, 4… workers, on symmetric machines whose
#            levels are powers of two (elsewhere it differs on purpose; see CoreOrder.swift)
set -euo pipefail
cd "$(dirname "$0")"

synthetic=("pu:1" "pu:3" "core:1 pu:2" "core:2 pu:2" "numa:3 core:5 pu:1" "pack:2 core:8 pu:2"
  "pack:4 numa:2 l3:2 core:4 pu:4" "pack:2 l3:4 l2:2 core:2 pu:1" "pack:3 l3:3 core:3 pu:2"
  "pack:8 core:64 pu:2")
distributed=("core:2 pu:2" "pack:2 core:8 pu:2" "pack:2 l3:4 l2:2 core:2 pu:1"
  "pack:4 numa:2 l3:2 core:4 pu:4")

count() { # machine type
  local n
  n=$(hwloc-calc -i "$1" -N "$2" all 2>/dev/null) || n=0
  echo "${n:-0}"
}

caches() { # machine level
  hwloc-info -i "$1" "l$2cache:all" 2>/dev/null | awk '
    BEGIN { split("0 1 1 2 1 2 2 3 1 2 2 3 2 3 3 4", ones, " ") }
    $1 == "cpuset" {
      text = tolower($3); gsub(/0x/, "", text); sharing = 0
      for (i = 1; i <= length(text); i++) {
        digit = index("0123456789abcdef", substr(text, i, 1))
        if (digit > 0) sharing += ones[digit]
      }
    }
    /attr cache size/ { printf "%s[%s, %d]", comma, $5, sharing; comma = ", " }'
}

distrib() { # machine
  local n=1 cores comma=""
  cores=$(count "$1" core)
  while [ "$n" -le "$cores" ]; do
    printf '%s[%s]' "$comma" "$(hwloc-distrib -i "$1" "$n" 2>/dev/null |
      while read -r set; do hwloc-calc -i "$1" -I core "$set" 2>/dev/null | cut -d, -f1; done |
      paste -sd, | sed 's/,/, /g')"
    comma=", "
    n=$((n * 2))
  done
}

machine() { # name
  local level lists=() spread=""
  for level in 1 2 3; do lists+=("[$(caches "$1" "$level")]"); done
  for symmetric in "${distributed[@]}"; do
    if [ "$symmetric" = "$1" ]; then spread=$(distrib "$1"); fi
  done
  printf '  {"machine": "%s", "packages": %s, "numaNodes": %s, "cores": %s, "processors": %s,\n' \
    "$1" "$(count "$1" package)" "$(count "$1" numanode)" "$(count "$1" core)" "$(count "$1" pu)"
  printf '   "caches": [%s, %s, %s],\n   "distrib": [%s]}' "${lists[@]}" "$spread"
}

{
  echo "["
  separator=""
  for name in *.xml "${synthetic[@]}"; do
    printf '%s' "$separator"
    machine "$name"
    separator=$',\n'
  done
  printf '\n]\n'
} >expected.json
