#!/usr/bin/env bash
# Draws the pictures of docs/pinning.md: real machines from the tests' collection, with workers on them.
# Usage: Scripts/draw-machines.sh path/to/skein
set -euo pipefail
cd "$(dirname "$0")/.."
skein=${1:?give the path of the skein command}

mkdir -p docs/images
# picture, machine, workers, placement
while read -r picture machine workers placement; do
  "$skein" topology --topology "Tests/TopologyTests/Machines/$machine.xml" \
    --workers "$workers" --placement "$placement" --svg "docs/images/$picture.svg" \
    >/dev/null 2>&1
  echo "docs/images/$picture.svg"
done <<'PICTURES'
clusters-spread 128arm-2pa2n8cluster4co 16 spread
clusters-compact 128arm-2pa2n8cluster4co 16 compact
four-threads-spread 64intel64-fakeKNL-SNC4-hybrid 16 spread
four-threads-smt 64intel64-fakeKNL-SNC4-hybrid 16 smt
shared-caches-compact 96em64t-4n4d3ca2co 24 compact
core-kinds-spread fakecpukinds 2 spread
offline-spread 16em64t-4s2c2t-offlines 7 spread
list 48amd64-4d2n6c-sparse 4 0,4,8,12
PICTURES
