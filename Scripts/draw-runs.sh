#!/usr/bin/env bash
# Draws the pictures of runs in README.md and docs/pictures.md: the reference job, and sunspots a year ahead
# with their forecast.
# Usage: Scripts/draw-runs.sh path/to/skein
set -euo pipefail
cd "$(dirname "$0")/.."
skein=$(realpath "${1:?give the path of the skein command}")

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkdir -p docs/images
"$skein" train --output "$folder/sine" --quiet
for picture in loss predictions residuals; do
  cp "$folder/sine/$picture.svg" docs/images/
  echo "docs/images/$picture.svg"
done
"$skein" train --data sunspots --horizon 12 --window 132 --model lstm:16,dense:12 --epochs 10 \
  --output "$folder/sunspots" --quiet
"$skein" forecast "$folder/sunspots" --steps 24 --quiet
for picture in errors forecast; do
  cp "$folder/sunspots/$picture.svg" docs/images/
  echo "docs/images/$picture.svg"
done
