#!/bin/bash
# Runs skein in an emulated machine with two NUMA nodes: pages of each worker on its node, doctors that
# blame no memory without cause, and processors that go while a training runs. Needs qemu-system-x86_64,
# busybox linked statically and a Linux kernel for x86-64; without, it says so and does nothing.
# Usage: test-numa.sh SKEIN [ROUNDS [DOCTORS]]; KERNEL=vmlinuz names another kernel than the newest of /boot.
set -u
skein=$(readlink -f "$1")
rounds=${2:-400} doctors=${3:-40}
here=$(cd "$(dirname "$0")" && pwd)

skip() { echo "test-numa: skipped: $1"; exit 0; }
[ "$(uname -s)" = Linux ] || skip "it takes Linux apart"
command -v qemu-system-x86_64 >/dev/null || skip "there is no qemu-system-x86_64 (apt-get install qemu-system-x86)"
busybox=$(command -v busybox) && file=$(ldd "$busybox" 2>&1) && [ -n "$file" ]
case ${file:-} in *"not a dynamic"*|*statically*) ;; *) skip "there is no static busybox (apt-get install busybox-static)" ;; esac
command -v cpio >/dev/null || skip "there is no cpio"
kernel=${KERNEL:-$(ls -v /boot/vmlinuz-* 2>/dev/null | tail -1)}
[ -r "${kernel:-/nowhere}" ] || skip "there is no kernel in /boot (apt-get install linux-image-cloud-amd64, or KERNEL=vmlinuz)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,dev,proc,sys,tmp,etc}
cp "$busybox" "$root/bin/busybox"
cp "$here/numa-guest/init" "$root/init" || exit 1
strip -o "$root/bin/skein" "$skein" 2>/dev/null || cp "$skein" "$root/bin/skein"
# The libraries, at their own paths.
ldd "$skein" | grep -o '/[^ ]*' | sort -u | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initramfs.gz"

# Prints what the guest says; a processor of it is a thread here.
boot() {
  : >"$work/serial"
  timeout "$1" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 2G -display none -monitor none -no-reboot \
    -smp 8,sockets=2,cores=2,threads=2 \
    -object memory-backend-ram,id=m0,size=1G -object memory-backend-ram,id=m1,size=1G \
    -numa node,nodeid=0,cpus=0-3,memdev=m0 -numa node,nodeid=1,cpus=4-7,memdev=m1 \
    -numa dist,src=0,dst=1,val=20 \
    -kernel "$kernel" -initrd "$work/initramfs.gz" \
    -append "console=ttyS0 panic=-1 quiet skein.rounds=$rounds skein.doctors=$doctors $2" \
    -serial "file:$work/serial" >"$work/qemu" 2>&1 </dev/null &
  guest=$!
  tail -n +1 -f --pid=$guest "$work/serial" 2>/dev/null | sed -u 's/\r//g'
  wait $guest
  tr -d '\r' <"$work/serial" >>"$work/said"
}
boot $((600 + 10 * rounds + 60 * doctors)) skein.cases=memory
boot 900 "skein.cases=isolated isolcpus=6,7"
failures=$(grep -c '^FAIL' "$work/said")
ends=$(grep -c '^DONE' "$work/said")
[ "$ends" -eq 2 ] || { echo "test-numa: a guest did not come to its end"; tail -3 "$work/qemu"; exit 1; }
echo "$(grep -c '^OK' "$work/said") cases hold, $failures fail"
exit "$((failures > 0))"
