#!/usr/bin/env python3
"""Measures the peak memory of 40 trainings beside the estimate that `skein train` prints.

Prints a Markdown table, and fails where one is off by more than a tenth.
Usage: measure-memory.py SKEIN
"""
import os
import re
import subprocess
import sys
import tempfile

UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
MODELS = ["lstm:8,dense:1", "lstm:64,lstm:64,dense:1", "lstm:256,dense:1", "rnn:256,dense:1"]
CASES = [(steps, batch, model, 2) for steps in (10, 50, 200) for batch in (16, 128, 512) for model in MODELS]
CASES += [
    (100, 64, "lstm:512,lstm:512,dense:1", 1),
    (50, 32, "lstm:1024,dense:1", 2),
    (20, 32, "dense:512,lstm:32,dense:1", 2),
    (50, 32, "lstm:60,lstm:50,dense:1", 2),
]


def measure(skein, folder, steps, batch, model, workers):
    """The peak and the estimate, in bytes."""
    command = [
        skein, "train", "--data", "sine", "--epochs", "3", "--window", str(steps), "--batch-size", str(batch),
        "--model", model, "--workers", str(workers), "--no-tuning", "--overwrite",
        "--output", os.path.join(folder, "run"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    estimate = re.search(r"about ([\d.]+) (\w+) of memory", said)
    if status != 0 or estimate is None:
        sys.exit(f"{' '.join(command)} failed:\n{said}")
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return peak, float(estimate[1]) * UNITS[estimate[2]]


def main():
    worst = 0.0
    print("| window | batch | model | workers | peak, MiB | estimate, MiB | estimate ÷ peak |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for steps, batch, model, workers in CASES:
            peak, estimate = measure(sys.argv[1], folder, steps, batch, model, workers)
            ratio = estimate / peak
            worst = max(worst, abs(ratio - 1))
            row = f"| {steps} | {batch} | `{model}` | {workers}"
            print(f"{row} | {peak / 2**20:.1f} | {estimate / 2**20:.1f} | {ratio:.2f} |", flush=True)
    if worst > 0.1:
        sys.exit(f"an estimate is off by {100 * worst:.0f} %")


if __name__ == "__main__":
    main()
