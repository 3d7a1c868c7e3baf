"""The figures side by side, as Markdown: a row for each shape, and what stands below any table."""

import argparse
import os
import platform
import statistics
from pathlib import Path

from shape import Shape


def best(records: list[dict], peer: str, shape: Shape) -> tuple[float, str] | None:
    """The median over rounds of the peer's best setting, and which that is."""
    settings: dict[str, list[float]] = {}
    for record in records:
        if record["peer"] == peer and record["shape"] == shape.name:
            settings.setdefault(record["setting"], []).append(record["milliseconds"])
    if not settings:
        return None
    return min((statistics.median(times), name) for name, times in settings.items())


def peers_of(records: list[dict]) -> list[str]:
    return sorted({record["peer"] for record in records} - {"Skein"})


def ratio(records: list[dict], shape: Shape) -> tuple[float, str] | None:
    """Best peer ÷ Skein, and who that is; None where one of the two has no figure."""
    skein = best(records, "Skein", shape)
    others = [(best(records, peer, shape), peer) for peer in peers_of(records)]
    known = [(*time, peer) for time, peer in others if time]
    if skein is None or not known:
        return None
    time, setting, peer = min(known)
    return time / skein[0], f"{peer} ({setting}), {number(time)} ms to {number(skein[0])}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def markdown(rows: list[list[str]], left: int) -> str:
    """A table whose first row is its head and whose first `left` columns are no numbers."""
    lines = [["---"] * left + ["---:"] * (len(rows[0]) - left)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows[:1] + lines + rows[1:])


def step_of(options: argparse.Namespace) -> str:
    if options.inference:
        return "one prediction (forward pass of a whole batch)"
    return "one training step (forward, backward, Adam; MSE of the last output)"


def of_peak(records: list[dict], shape: Shape, milliseconds: float, inference: bool) -> str:
    peak = statistics.median(
        record["peak"]
        for record in records
        if record["peer"] == "Skein" and record["shape"] == shape.name
    )
    return f"{shape.flops(inference) / milliseconds / 1e6 / peak:.0%}"


def table(records: list[dict], shapes: list[Shape], options: argparse.Namespace) -> str:
    """A row for each shape, a column for each peer."""
    peers = peers_of(records)
    rows = [["shape", "T, B, I, units", "Skein", *peers, "best peer ÷ Skein", "of peak"]]
    for shape in shapes:
        skein = best(records, "Skein", shape)
        if skein is None:
            continue
        cells = [shape.name, shape.sizes.replace(",", ", "), number(skein[0])]
        others = [best(records, peer, shape) for peer in peers]
        cells += [f"{number(time[0])} ({time[1]})" if time else "–" for time in others]
        known = ratio(records, shape)
        cells.append(f"{known[0]:.2f}×" if known else "–")
        rows.append([*cells, of_peak(records, shape, skein[0], options.inference)])
    return f"Milliseconds of {step_of(options)}.\n\n" + markdown(rows, left=2)


def slower(records: list[dict], shapes: list[Shape], least: float) -> list[str]:
    """A line for each shape whose best peer ÷ Skein is below `least`, the worst first."""
    known = [(ratio(records, shape), shape) for shape in shapes]
    behind = sorted((*pair, shape.name) for pair, shape in known if pair and pair[0] < least)
    return [f"- {name}: {value:.3f}, {peer}" for value, peer, name in behind]


def summary(records: list[dict], shapes: list[Shape], least: float) -> str:
    """Lowest, highest and median ratio, and every shape below `least`."""
    ratios = [(pair[0], shape.name) for shape in shapes if (pair := ratio(records, shape))]
    if not ratios:
        return "Nothing to compare."
    (low, worst), (high, finest) = min(ratios), max(ratios)
    middle = statistics.median(value for value, _ in ratios)
    text = f"Best peer ÷ Skein over {len(ratios)} shapes: from {low:.2f}× ({worst}) to"
    text += f" {high:.2f}× ({finest}), median {middle:.2f}×."
    behind = slower(records, shapes, least)
    text += f"\n\nBelow {least:g}: " + ("none." if not behind else f"{len(behind)}.\n\n")
    return text + "\n".join(behind)


def footer(records: list[dict], options: argparse.Namespace) -> str:
    """How, where and with what the figures were measured."""
    versions: dict[str, str] = {}
    for record in records:
        versions.update(record["versions"])
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    rounds = "One round" if options.rounds == 1 else f"Medians of {options.rounds} rounds"
    return (
        f"{rounds} of {options.seconds:g} s for each setting, interleaved,"
        f" {options.threads} threads, on {processor()} with {os.cpu_count()} processors,"
        f" {platform.system()} {platform.release()}; a peer counts with its best setting."
        f"\n\nVersions: {listed}."
    )


def processor() -> str:
    """The processor's name, as Linux has it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
