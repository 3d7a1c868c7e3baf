"""Runs Skein and its peers in turn and writes the table that sets them side by side.

    python compare.py --skein .build/release/skein --environments .build-peers
    python compare.py … --inference
    python compare.py … --shape grid --least 1

Each round runs every program once at every shape, a few shapes at a time, so that whatever drifts
on the machine meets all of them alike; a figure is the median over the rounds, and a peer's the
best of its settings.
"""

import argparse
import json
import os
import pathlib
import sys

from grid import GRIDS, fits
from grid_report import grid, left_out
from programs import PEERS, run
from report import footer, slower, summary, table
from shape import Shape
from shapes import chosen


def arguments() -> argparse.Namespace:
    """The command line, its defaults filled in for what it asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skein", required=True, help="the program")
    parser.add_argument("--environments", required=True, type=pathlib.Path)
    add = parser.add_argument
    add("--inference", action="store_true", help="predictions, not training steps")
    add("--peer", action="append", choices=list(PEERS), help="default: all; in a grid the quick")
    add("--shape", action="append", default=[], help="default: the named ones of the mode")
    add("--threads", type=int, default=os.cpu_count() or 1)
    add("--rounds", type=int, help="default: 5, in a grid 1")
    add("--seconds", type=float, help="for each setting and round; default: 2, in a grid 0.3")
    add("--chunk", type=int, help="shapes that each program gets in turn; default: 1, in a grid 9")
    add("--least", type=float, help="exit with 1 where best peer ÷ Skein is below")
    add("--output", type=pathlib.Path, help="a file for the table")
    add("--records", type=pathlib.Path, help="a file for all figures, as JSON")
    options = parser.parse_args()
    named = [name for name in options.shape if name in GRIDS]
    if named and named != options.shape:
        parser.error("a grid is a report of its own; ask for other shapes in another run")
    options.grid = bool(named)
    options.rounds = options.rounds or (1 if options.grid else 5)
    options.seconds = options.seconds or (0.3 if options.grid else 2.0)
    options.chunk = options.chunk or (9 if options.grid else 1)
    able = [
        name
        for name, peer in PEERS.items()
        if (peer.inference if options.inference else peer.training)
    ]
    for name in options.peer or []:
        if name not in able:
            parser.error(f"{name} has no " + ("prediction" if options.inference else "training"))
    quick = [name for name in able if PEERS[name].quick]
    options.peer = options.peer or (quick if options.grid else able)
    # The peers run in this script's folder.
    options.skein = str(pathlib.Path(options.skein).resolve())
    options.environments = options.environments.absolute()
    return options


def save(path: pathlib.Path | None, text: str) -> None:
    if path:
        path.write_text(text + "\n")


def measure(shapes: list[Shape], options: argparse.Namespace) -> tuple[list[dict], list[str]]:
    """All figures, and what failed. The records are written after each chunk."""
    records: list[dict] = []
    failures: list[str] = []
    for round_number in range(options.rounds):
        for index, first in enumerate(range(0, len(shapes), options.chunk)):
            chunk = shapes[first : first + options.chunk]
            programs = ["skein", *options.peer]
            if (round_number + index) % 2:
                programs.reverse()
            for program in programs:
                records += run(program, chunk, options, failures)
            save(options.records, json.dumps(records, indent=1))
            done = ", ".join(shape.name for shape in chunk)
            print(f"round {round_number + 1}: {done} done", file=sys.stderr)
    return records, failures


def report(shapes: list[Shape], records: list[dict], failures: list[str], options) -> str:
    parts = [(grid if options.grid else table)(records, shapes, options)]
    parts.append(summary(records, shapes, options.least or 1))
    cells = [cell for name in options.shape for cell in GRIDS.get(name, [])]
    missing = [cell for cell in cells if not fits(cell)]
    parts += [left_out(missing)] if missing else []
    parts += ["Failed:\n\n" + "\n".join(f"- {line}" for line in failures)] if failures else []
    return "\n\n".join([*parts, footer(records, options)])


def main() -> int:
    options = arguments()
    shapes = chosen(options.shape, options.inference)
    records, failures = measure(shapes, options)
    text = report(shapes, records, failures, options)
    print(text)
    save(options.output, text)
    behind = options.least is not None and slower(records, shapes, options.least)
    return 1 if failures or behind else 0


if __name__ == "__main__":
    sys.exit(main())
