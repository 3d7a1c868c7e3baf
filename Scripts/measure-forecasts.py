"""Trains on eleven series of different kinds with five seeds each, and prints the errors beside those of
the best simple method, and which part of the test part's values intervals of 90 % hold: the table of
docs/forecasting.md.

    python3 Scripts/measure-forecasts.py .build/release/skein FOLDER [HORIZON [KIND ...]]

FOLDER has seattle-temps.csv, co2-weekly.csv and sunspots-monthly.csv; the other series are generated here,
1,500 rows each, the same on every machine.
"""

import json
import math
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

ROWS = 1500


def generated():
    def table(kind, value):
        draw = random.Random(kind)
        past = []
        for row in range(ROWS):
            past.append(value(row, past, draw))
        return past

    def wave(row, length, height):
        return height * math.sin(2 * math.pi * row / length)

    yield "trend", table("trend", lambda t, p, r: 0.05 * t + r.gauss(0, 1))
    yield "season", table(
        "season", lambda t, p, r: wave(t, 12, 5) + wave(t + 2, 6, 2) + r.gauss(0, 1))
    yield "both", table("both", lambda t, p, r: 0.03 * t + wave(t, 12, 5) + r.gauss(0, 1))
    draw = random.Random("levels")
    level, shifts = 0.0, []
    for _ in range(ROWS):
        level += draw.gauss(0, 5) if draw.random() < 0.01 else 0
        shifts.append(level + draw.gauss(0, 1))
    yield "levels", shifts
    yield "walk", table("walk", lambda t, p, r: (p[-1] if p else 0) + r.gauss(0, 1))
    yield "counts", table(
        "counts", lambda t, p, r: float(r.randint(1, 6)) if r.random() < 0.2 else 0.0)
    yield "noise", table("noise", lambda t, p, r: r.gauss(0, 1))
    yield "two seasons", table(
        "two", lambda t, p, r: wave(t, 24, 5) + wave(t, 168, 4) + r.gauss(0, 1))


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    horizon = sys.argv[3] if len(sys.argv) > 3 else "1"
    wanted = sys.argv[4:]
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        series = [
            ("Seattle", folder / "seattle-temps.csv", []),
            ("CO2", folder / "co2-weekly.csv", ["--missing", "interpolate"]),
            ("sunspots", folder / "sunspots-monthly.csv", [])]
        for kind, values in generated():
            path = scratch / f"{kind.replace(' ', '-')}.csv"
            path.write_text("v\n" + "".join(f"{value:.6f}\n" for value in values))
            series.append((kind, path, []))
        print("| series | best simple method | its RMSE | Skein, five seeds | median ÷ simple | within 90 % |")
        print("|---|---|---|---|---|---|")
        for kind, path, options in series:
            if wanted and kind not in wanted:
                continue
            errors, held, best = [], [], None
            for seed in range(5):
                run = subprocess.run(
                    [program, "train", "--data", str(path), "--horizon", horizon, "--seed", str(seed),
                     "--json", "--quiet", "--overwrite", "--output", str(scratch / "run"), *options],
                    check=True, capture_output=True, text=True)
                target = json.loads(run.stdout)["results"]["targets"][0]
                errors.append(target["test"]["rmse"])
                held.append(target["intervals"][0]["coverage"])
                best = target["methods"][0]
            ratio = statistics.median(errors) / best["errors"]["rmse"]
            print(
                f"| {kind} | {best['name']} | {best['errors']['rmse']:.4g} |"
                f" {' '.join(f'{error:.4g}' for error in errors)} | {ratio:.3f} | {statistics.median(held):.1%} |", flush=True)


if __name__ == "__main__":
    main()
