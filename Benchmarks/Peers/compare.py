"""Runs Skein and its peers in turn and writes the table that sets them side by side.

    python compare.py --skein .build/release/skein --environments .build-peers

Each round runs every program once at every shape, so that whatever drifts on the machine meets all
of them alike; a figure is the median over the rounds, and a peer's the best of its settings.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

from shapes import Shape, chosen

HERE = pathlib.Path(__file__).resolve().parent
# The environment's name, which is also that of its requirements, and the script.
PEERS = {
    "pytorch": "pytorch.py",
    "jax": "jax_lstm.py",
    "keras-jax": "keras_jax.py",
    "keras-tensorflow": "keras_tensorflow.py",
}


def lines_of(command: list[str], environment: dict[str, str] | None = None) -> list[str]:
    """The program's standard output; its complaints go to ours. Ends with it if it fails."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=HERE, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed with exit code {done.returncode}")
    return done.stdout.splitlines()


def run_skein(skein: str, shape: Shape, threads: int, seconds: float) -> dict:
    """One benchmark of Skein, on as many workers as the peers have threads."""
    command = [skein, "bench", "--json", "--quiet", "--model", shape.model]
    command += ["--input-size", str(shape.inputs), "--sequence-length", str(shape.steps)]
    command += ["--batch-size", str(shape.batch), "--workers", str(threads)]
    report = json.loads("\n".join(lines_of(command + ["--seconds", str(seconds)])))
    result = report["results"][-1]
    return {
        "peer": "Skein",
        "setting": result["isa"],
        "shape": shape.name,
        "milliseconds": result["millisecondsPerStep"],
        "peak": result["peakGigaflopsPerSecond"],
        "versions": {"Skein": report["skein"]},
    }


def run_peer(name: str, environments: pathlib.Path, shape: Shape, options) -> list[dict]:
    """One run of a peer: a line for each of its settings."""
    python = environments / name / "bin" / "python"
    command = [str(python), PEERS[name], "--shape", shape.name]
    command += ["--seconds", str(options.seconds), "--threads", str(options.threads)]
    return [json.loads(line) for line in lines_of(command) if line.startswith("{")]


def processor() -> str:
    """The processor's name, as Linux has it."""
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def best(records: list[dict], peer: str, shape: Shape) -> tuple[float, str] | None:
    """The median over rounds of the peer's best setting, and which that is."""
    settings: dict[str, list[float]] = {}
    for record in records:
        if record["peer"] == peer and record["shape"] == shape.name:
            settings.setdefault(record["setting"], []).append(record["milliseconds"])
    if not settings:
        return None
    return min((statistics.median(times), name) for name, times in settings.items())


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(records: list[dict], shapes: list[Shape], options) -> str:
    """The comparison as Markdown."""
    peers = sorted({record["peer"] for record in records} - {"Skein"})
    versions: dict[str, str] = {}
    for record in records:
        versions.update(record["versions"])
    head = ["shape", "T, B, I, units", "Skein", *peers, "best peer ÷ Skein", "of peak"]
    rows = [head, ["---"] * 2 + ["---:"] * (len(head) - 2)]
    ratios: list[tuple[float, str]] = []
    for shape in shapes:
        skein = best(records, "Skein", shape)
        if skein is None:
            continue
        units = "+".join(map(str, shape.hidden))
        cells = [shape.name, f"{shape.steps}, {shape.batch}, {shape.inputs}, {units}"]
        cells.append(number(skein[0]))
        others = [best(records, peer, shape) for peer in peers]
        cells += [f"{number(time[0])} ({time[1]})" if time else "–" for time in others]
        known = [time[0] for time in others if time]
        ratios += [(min(known) / skein[0], shape.name)] if known else []
        cells.append(f"{ratios[-1][0]:.2f}×" if known else "–")
        peak = statistics.median(
            record["peak"]
            for record in records
            if record["peer"] == "Skein" and record["shape"] == shape.name
        )
        cells.append(f"{shape.flops / skein[0] / 1e6 / peak:.0%}")
        rows.append(cells)
    text = "Milliseconds of one training step (forward, backward, Adam; MSE of the last output).\n\n"
    text += "\n".join("| " + " | ".join(row) + " |" for row in rows)
    if len(ratios) > 1:
        low, high = min(ratios), max(ratios)
        middle = statistics.median(ratio for ratio, _ in ratios)
        text += f"\n\nBest peer ÷ Skein over {len(ratios)} shapes: from {low[0]:.2f}× ({low[1]}) to"
        text += f" {high[0]:.2f}× ({high[1]}), median {middle:.2f}×."
    text += f"\n\nMedians of {options.rounds} interleaved rounds of {options.seconds:g} s each,"
    text += f" {options.threads} threads, on {processor()} with {os.cpu_count()} processors,"
    text += f" {platform.system()} {platform.release()};"
    text += " a peer's best setting stands behind its time.\n\nVersions: "
    return text + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skein", required=True, help="the program")
    parser.add_argument("--environments", required=True, type=pathlib.Path)
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="default: all")
    parser.add_argument("--shape", action="append", default=[], help="default: all")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each setting and round")
    parser.add_argument("--output", type=pathlib.Path, help="a file for the table")
    parser.add_argument("--records", type=pathlib.Path, help="a file for all figures, as JSON")
    options = parser.parse_args()
    # The peers run in this script's folder.
    skein = str(pathlib.Path(options.skein).resolve())
    environments = options.environments.absolute()
    shapes = chosen(options.shape)
    records: list[dict] = []
    for round_number in range(options.rounds):
        for shape in shapes:
            programs = ["skein", *(options.peer or PEERS)]
            if round_number % 2:
                programs.reverse()
            for program in programs:
                if program == "skein":
                    found = [run_skein(skein, shape, options.threads, options.seconds)]
                else:
                    found = run_peer(program, environments, shape, options)
                records += found
            print(f"round {round_number + 1}: {shape.name} done", file=sys.stderr)
    text = table(records, shapes, options)
    print(text)
    if options.output:
        options.output.write_text(text)
    if options.records:
        options.records.write_text(json.dumps(records, indent=1) + "\n")


if __name__ == "__main__":
    main()
