#!/usr/bin/env python3
"""Trains over network namespaces as if they were machines, with a limit on what goes between them.

    check-networks.py SKEIN MPIRUN [--rate 1gbit] [bytes | COMMAND…]

Two namespaces are joined by a pair of virtual interfaces with a token bucket (tc-tbf), each has a host name of
its own, and `mpirun` starts one rank in each. `bytes`, the default, compares a training of both, byte by byte, with
one process; what else is given is run by both ranks, such as: bench --preset large --scaling weak. Needs root,
iproute2, and a kernel with network namespaces, veth and tbf.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

NAMES = ["skein-a", "skein-b"]
ADDRESSES = ["10.77.0.1", "10.77.0.2"]

# Called as `ssh` would be: options, the address, and a command for a shell.
AGENT = """#!/bin/sh
while :; do case "$1" in -x) shift;; -*) shift;; *) break;; esac; done
case "$1" in {a0}) name={n0};; *) name={n1};; esac
shift
exec ip netns exec $name unshare --uts sh -c 'hostname $0; exec sh -c "$1"' $name "$*"
"""


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def set_up(rate):
    tear_down()
    for name in NAMES:
        ip("netns", "add", name)
        ip("-n", name, "link", "set", "lo", "up")
    ip("link", "add", "skein0", "netns", NAMES[0], "type", "veth", "peer", "name", "skein0", "netns", NAMES[1])
    for name, address in zip(NAMES, ADDRESSES):
        ip("-n", name, "addr", "add", f"{address}/24", "dev", "skein0")
        ip("-n", name, "link", "set", "skein0", "up")
        subprocess.run(
            ["tc", "-n", name, "qdisc", "add", "dev", "skein0", "root", "tbf", "rate", rate, "burst", "256kb",
             "latency", "50ms"], check=True)
    # The kernel tells a moment later that there is a carrier, and MPICH takes no interface without one.
    for name in NAMES:
        for _ in range(100):
            if "state UP" in subprocess.run(
                    ["ip", "-n", name, "-o", "link", "show", "skein0"], capture_output=True, text=True).stdout:
                break
            time.sleep(0.1)


def tear_down():
    for name in NAMES:
        subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)


def launcher(mpirun, agent):
    inside = ["ip", "netns", "exec", NAMES[0], "unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', NAMES[0]]
    if "openmpi" in mpirun:
        return [*inside, mpirun, "--allow-run-as-root", "--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self",
                "--mca", "pml", "ob1", "--mca", "btl_tcp_if_include", "skein0", "--mca", "oob_tcp_if_include", "skein0",
                "--bind-to", "none", "-H", ",".join(f"{a}:1" for a in ADDRESSES), "-n", "2"]
    return [*inside, mpirun, "-genv", "UCX_TLS", "tcp,self", "-launcher", "ssh", "-launcher-exec", agent, "-iface", "skein0", "-hosts",
            ",".join(ADDRESSES), "-ppn", "1", "-n", "2"]


def compare(skein, start):
    train = [skein, "train", "--data", "sine", "--epochs", "2", "--model", "lstm:64,dense:1", "--workers", "1", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*train, "--output", f"{folder}/alone"], check=True)
        subprocess.run([*start, *train, "--split", "0/1", "--output", f"{folder}/two"], check=True)
        for name in ["model.safetensors", "predictions.csv"]:
            if pathlib.Path(folder, "alone", name).read_bytes() != pathlib.Path(folder, "two", name).read_bytes():
                sys.exit(f"{name} differs")
    print("two namespaces: the same bytes as one process")


def main():
    words = sys.argv[1:]
    rate = "1gbit"
    if "--rate" in words:
        place = words.index("--rate")
        rate = words[place + 1]
        del words[place:place + 2]
    skein, mpirun, *command = words
    if os.geteuid() != 0:
        sys.exit("network namespaces need root")
    with tempfile.NamedTemporaryFile("w", suffix=".sh", delete=False) as agent:
        agent.write(AGENT.format(a0=ADDRESSES[0], n0=NAMES[0], n1=NAMES[1]))
    os.chmod(agent.name, 0o755)
    try:
        set_up(rate)
        start = launcher(mpirun, agent.name)
        if command in ([], ["bytes"]):
            compare(os.path.abspath(skein), start)
        else:
            sys.exit(subprocess.run([*start, os.path.abspath(skein), *command]).returncode)
    finally:
        tear_down()
        os.unlink(agent.name)


main()
