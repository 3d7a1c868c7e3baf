#!/usr/bin/env python3
"""Writes placements.json: what hwloc-calc answers to each expression on each machine.

Needs hwloc-calc (hwloc 2.9). Run it in this folder. Two forms that hwloc-calc does not have, a step
behind a range and a list of indexes, are asked for in the forms that it has.
"""
import json
import re
import subprocess

LARGE = [
    "pack:4 numa:4 l3:4 core:16 pu:4",
    "pack:16 die:4 l3:2 l2:4 core:4 pu:2",
    "numa:8 group:4 core:32 pu:1",
    "pack:3 numa:2 core:5 pu:2(indexes=30*2:1*30)",
]
LEVELS = ["package", "die", "numa", "l3", "l2", "l1", "core", "pu"]


def plain(term):
    """The terms of hwloc-calc that name the same."""
    operation = re.match(r"[~^x+]?", term).group()
    if term[len(operation):].startswith("0x"):
        return [term]
    results = [""]
    for link in term[len(operation):].split("."):
        name, indexes = link.split(":", 1) if ":" in link else (link, None)
        if indexes is None:
            choices = [name]
        else:
            choices = []
            for part in indexes.split(","):
                step = re.fullmatch(r"(\d+)-(\d+):(\d+)", part)
                if step:
                    first, last, width = map(int, step.groups())
                    choices += [f"{name}:{i}" for i in range(first, last + 1, width)]
                else:
                    choices.append(f"{name}:{part}")
        results = [f"{r}.{c}" if r else c for r in results for c in choices]
    assert operation in ("", "~") or len(results) == 1, term
    return [operation + result for result in results]


def calc(machine, expression):
    """The processors as a list such as 0-3,8; None where hwloc-calc complains."""
    terms = [p for term in expression.split() for p in plain(term)]
    run = subprocess.run(
        ["hwloc-calc", "--disallowed", "-i", machine, "--taskset", *terms],
        capture_output=True, text=True)
    # What hwloc adds to a synthetic description is no complaint.
    complaints = [l for l in run.stderr.splitlines() if not l.startswith("Inserting a NUMA level")]
    if run.returncode or complaints or not run.stdout.startswith("0x"):
        return None
    mask = int(run.stdout, 16)
    numbers = [i for i in range(mask.bit_length()) if mask >> i & 1]
    ranges = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in ranges)


def count(machine, level):
    run = subprocess.run(
        ["hwloc-calc", "--disallowed", "-i", machine, "-N", level, "all"],
        capture_output=True, text=True)
    text = run.stdout.strip()
    return int(text) if text.isdigit() else 0


def expressions(machine):
    yield from ["all", "root", "0x1", "0xff", "0xf0f0", "0x1,0x0000000f", "0x1,,0x3", "0xf...f"]
    there = {level: count(machine, level) for level in LEVELS}
    there = {level: number for level, number in there.items() if number > 0}
    for level, n in there.items():
        last = n - 1
        yield from [
            f"{level}:0", f"{level}:{last}", f"{level}:0-{last}", f"{level}:{n // 2}-",
            f"{level}:{last}:2", f"{level}:0:{n // 2 + 1}", f"{level}:all", f"{level}:even",
            f"{level}:0-{last}:3", f"{level}:0,{last}", f"{level}:0,{n // 3}-{n // 2}",
            f"all ~{level}:{last}", f"{level}:0-{n // 2} x{level}:{n // 2}-",
            f"{level}:0-{n // 2} ^{level}:{n // 2}-{last}",
        ]
        if n > 1:
            yield from [f"{level}:odd", f"all ~{level}:odd", f"{level}:0 {level}:{last}"]
    names = list(there)
    for outer in names:
        for inner in names[names.index(outer) + 1:]:
            yield from [
                f"{outer}:0.{inner}:0", f"{outer}:{there[outer] - 1}.{inner}:all",
                f"{outer}:all.{inner}:0", f"{outer}:0.{inner}:0-1", f"{outer}:0.{inner}:0,1",
            ]
    if "core" in there and "package" in there:
        yield from [
            "package:0.core:0-1.pu:0", "package:0.core:even.pu:0", "Package:0.Core:0", "pack:0.co:0",
            "socket:0", "core=0", "package:0.core:0-3:2 package:all.core:0",
        ]
    if "numa" in there:
        yield from ["node:0", "NUMANode:0", "numa:0 core:0"]


machines = [m["machine"] for m in json.load(open("expected.json"))] + LARGE
table = []
for machine in machines:
    answers = {}
    for expression in expressions(machine):
        answer = calc(machine, expression)
        if answer:
            answers[expression] = answer
    table.append({"machine": machine, "answers": answers})
    print(machine, len(answers))
with open("placements.json", "w") as file:
    json.dump(table, file, indent=1)
    file.write("\n")
