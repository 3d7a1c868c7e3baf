#!/usr/bin/env bash
# Checks that each instruction set stays in its own objects, and that all of them compute the same.
#
#   1. The AVX objects define no weak code of another module. A weak symbol, such as a specialised
#      generic of the standard library, exists in several objects, and the linker keeps any one of
#      them: AVX instructions could then run on a processor that has none.
#   2. No other object, and no other symbol of the linked program, holds an AVX instruction.
#   3. KernelCheck prints the same hashes for the scalar reference and for every instruction set,
#      on this processor, on an emulated Haswell (AVX2) and on an emulated Nehalem (neither AVX nor
#      FMA), and the emulated processors are not offered what they lack.
#
# Usage: Scripts/check-instruction-sets.sh
# Needs swift, binutils (nm, objdump) and qemu-user (qemu-x86_64); installs nothing.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

if [ "$(uname -m)" != x86_64 ]; then
  echo "check-instruction-sets: this is $(uname -m); the check is about x86-64 alone." >&2
  exit 2
fi
missing=""
for tool in swift nm objdump qemu-x86_64; do
  command -v "$tool" > /dev/null || missing="$missing $tool"
done
if [ -n "$missing" ]; then
  echo "check-instruction-sets: not installed:$missing" \
    "(Debian and Ubuntu: nm and objdump are in binutils, qemu-x86_64 in qemu-user)." >&2
  exit 2
fi

swift build -c release --product KernelCheck
bin=$(swift build -c release --show-bin-path)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

# Symbols of a Swift module begin with $s, the length of the module's name, and the name.
avx2='$s11KernelsAVX2'
avx512='$s13KernelsAVX512'

echo "1. weak code in the AVX objects"
weak_code() { # folder, prefix of the module's own symbols
  nm "$1"/*.o | awk -v own="$2" '$2 == "W" && index($3, own) != 1 { print $3 }' | sort -u
}
for pair in "KernelsAVX2 $avx2" "KernelsAVX512 $avx512"; do
  read -r module prefix <<< "$pair"
  objects=$(find "$bin/$module.build" -name '*.o' | wc -l)
  if [ "$objects" -eq 0 ]; then
    fail "$module has no objects in $bin"
    continue
  fi
  leaks=$(weak_code "$bin/$module.build" "$prefix")
  if [ -n "$leaks" ]; then
    fail "$module defines weak code that another module's copy may replace:"
    swift demangle $leaks >&2
  fi
  echo "   $module: $objects objects"
done

# Prints the symbols of a disassembly that hold an instruction with a VEX or EVEX prefix: one that
# begins with v, or names a wide register or a mask register.
avx_symbols() {
  objdump -d --no-show-raw-insn "$1" | awk '
    /^[0-9a-f]+ <.*>:$/ { symbol = substr($2, 2, length($2) - 3); next }
    /\t(v[a-z]+[0-9a-z]*[ \t]|k(and|or|mov|xor|not|test|unpck|shift|add)[a-z]*[ \t])|%[yz]mm|%k[0-7]/ {
      if ($0 ~ /\t(verr|verw|vm[a-z]*)[ \t]/) next
      count[symbol]++
    }
    END { for (symbol in count) print symbol, count[symbol] }'
}

echo "2. AVX instructions elsewhere"
for module in KernelsAVX2 KernelsAVX512; do
  avx="$bin/$module.build/PanelProduct.swift.o"
  if [ -z "$(avx_symbols "$avx")" ]; then
    fail "the search finds no AVX instruction in $avx, so it would find none elsewhere"
  fi
done
objects=0
while read -r object; do
  objects=$((objects + 1))
  found=$(avx_symbols "$object")
  if [ -n "$found" ]; then fail "$object holds AVX instructions:"$'\n'"$found"; fi
done < <(find "$bin" -name '*.o' -not -path '*/KernelsAVX*.build/*')
for program in KernelCheck skein; do
  [ -f "$bin/$program" ] || continue
  found=$(avx_symbols "$bin/$program" | awk -v a="$avx2" -v b="$avx512" \
    'index($1, a) != 1 && index($1, b) != 1')
  if [ -n "$found" ]; then fail "$program holds AVX instructions in:"$'\n'"$found"; fi
  echo "   program $program"
done
echo "   $objects objects"

echo "3. hashes"
check="$bin/KernelCheck"
"$check" reference > "$work/reference"
compare() { # name, command…
  local name=$1
  shift
  if ! "$@" > "$work/hashes" 2> "$work/errors"; then
    fail "$name did not run to its end:"
    cat "$work/errors" >&2
  elif ! diff "$work/reference" "$work/hashes" >&2; then
    fail "$name does not give the hashes of the reference (left) but its own (right)"
  else
    echo "   $name: $(wc -l < "$work/hashes") hashes"
  fi
}
refuse() { # name, command…
  local name=$1
  shift
  if "$@" > /dev/null 2>&1; then
    fail "$name is offered on a processor that lacks it"
  else
    echo "   $name: refused"
  fi
}
compare "here, baseline" "$check" baseline
for set in avx2 avx512; do
  if grep -qw "${set/avx512/avx512f}" /proc/cpuinfo; then
    compare "here, $set" "$check" "$set"
  else
    echo "   here, $set: this processor has none"
  fi
done
compare "Haswell, reference" qemu-x86_64 -cpu Haswell "$check" reference
compare "Haswell, baseline" qemu-x86_64 -cpu Haswell "$check" baseline
compare "Haswell, avx2" qemu-x86_64 -cpu Haswell "$check" avx2
refuse "Haswell, avx512" qemu-x86_64 -cpu Haswell "$check" avx512
compare "Nehalem, reference" qemu-x86_64 -cpu Nehalem "$check" reference
compare "Nehalem, baseline" qemu-x86_64 -cpu Nehalem "$check" baseline
refuse "Nehalem, avx2" qemu-x86_64 -cpu Nehalem "$check" avx2

if [ "$failures" -gt 0 ]; then
  echo "check-instruction-sets: $failures checks failed." >&2
  exit 1
fi
echo "Each instruction set stays in its own objects, and all compute the same bits."
