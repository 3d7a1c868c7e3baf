#!/usr/bin/env python3
"""Trains with mpirun in many ways and compares every byte with one process; then kills ranks.

    check-ranks.py SKEIN MPIRUN [bytes|kills [COUNT]]

SKEIN is a program that `make mpi` has built, MPIRUN the launcher of the same library (mpirun.openmpi,
mpirun.mpich). Ranks share the processors, so this says nothing about speed.
"""

import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

KINDS = {
    "clipped": "--model lstm:24,lstm:16,dense:1 --clip-norm 0.05",
    "dropped": "--model gru:24:recurrent-dropout=0.2,dropout:0.2,dense:1 --average ema:0.9",
    "accumulated": "--model bidirectional(rnn:16),dense:1 --accumulate 2 --batch-size 24 --clip-value 0.01",
}
SPLITS = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (4, 1), (5, 2), (8, 1)]
FILES = ["model.safetensors", "history.csv", "predictions.csv"]
BOUND = 10.0


def command(skein, mpirun, kind, ranks, workers, folder, *more):
    train = [skein, "train", "--data", "sine", "--epochs", "4", "--quiet", "--workers", str(workers)]
    train += ["--output", folder, *KINDS[kind].split(), *more]
    return train if ranks == 1 else [*launcher(mpirun, ranks), *train, "--split", "0/1"]


def launcher(mpirun, ranks):
    if "openmpi" not in mpirun:
        return [mpirun, "-n", str(ranks)]
    # PMIx else keeps locks in memory that it shares with the ranks. One that is killed while it starts may hold such
    # a lock, and mpirun then waits for it, though every rank has ended.
    os.environ["PMIX_MCA_gds"] = "hash"
    return [mpirun, "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)]


def contents(folder):
    # The seconds of an epoch are nobody's promise.
    found = {}
    for name in FILES:
        data = (pathlib.Path(folder) / name).read_bytes()
        if name == "history.csv":
            lines = data.decode().splitlines()
            place = lines[0].split(",").index("seconds")
            data = "\n".join(",".join(f for i, f in enumerate(l.split(",")) if i != place) for l in lines)
        found[name] = data
    return found


def bytes_(skein, mpirun):
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            wanted = None
            for ranks, workers in SPLITS:
                run = f"{folder}/{kind}-{ranks}-{workers}"
                subprocess.run(command(skein, mpirun, kind, ranks, workers, run), check=True)
                found = contents(run)
                wanted = wanted or found
                for name in FILES:
                    if found[name] != wanted[name]:
                        sys.exit(f"{kind}, {ranks} x {workers}: {name} differs")
            print(f"{kind}: the same bytes for {', '.join(f'{r} x {w}' for r, w in SPLITS)}")


def ranks_of(process):
    """The processes of the ranks, below their launcher."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    found = []
    for pid in parents:
        above = pid
        while above in parents and above != process.pid:
            above = parents[above]
        try:
            if above == process.pid and os.path.basename(os.readlink(f"/proc/{pid}/exe")) == "skein":
                found.append(pid)
        except OSError:
            pass
    return sorted(found)


def kills(skein, mpirun, count):
    draw = random.Random(1)
    longest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        wanted = {}
        usual = {}
        for kind in KINDS:
            began = time.time()
            subprocess.run(command(skein, mpirun, kind, 2, 1, f"{folder}/{kind}"), check=True)
            usual[kind] = time.time() - began
            wanted[kind] = contents(f"{folder}/{kind}")
        done = missed = 0
        while done < count:
            if missed > 3 * (count + 10):
                sys.exit(f"{missed} jobs ended before a rank could be killed")
            kind = draw.choice(list(KINDS))
            run = f"{folder}/{kind}-{done}-{missed}"
            process = subprocess.Popen(
                command(skein, mpirun, kind, draw.choice([2, 3]), 1, run, "--checkpoint-every", "0.05"),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.random() * usual[kind])
            pids = ranks_of(process)
            if not pids or process.poll() is not None:
                process.wait()
                missed += 1
                continue
            os.kill(draw.choice(pids), signal.SIGKILL)
            killed = time.time()
            process.wait(timeout=60)
            longest = max(longest, time.time() - killed)
            if longest > BOUND:
                sys.exit(f"kill {done}: the job ended after {longest:.1f} s")
            done += 1
            if not os.path.exists(f"{run}/run.json"):
                continue
            ranks = draw.choice([1, 2, 4])
            resume = [skein, "train", "--resume", run, "--quiet", "--workers", "1"]
            if ranks > 1:
                resume = [*launcher(mpirun, ranks), *resume, "--split", "0/1"]
            subprocess.run(resume, check=True)
            if contents(run) != wanted[kind]:
                sys.exit(f"kill {done}: {kind} has other bytes after a resume by {ranks} ranks")
    print(f"{count} kills: every job ended, after {longest:.1f} s at most, and went on to the same bytes")


def main():
    skein, mpirun = sys.argv[1:3]
    what = sys.argv[3] if len(sys.argv) > 3 else "bytes"
    if what == "bytes":
        bytes_(skein, mpirun)
    else:
        kills(skein, mpirun, int(sys.argv[4]) if len(sys.argv) > 4 else 50)


main()
