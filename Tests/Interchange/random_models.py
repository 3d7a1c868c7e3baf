"""Random models for the checks of this folder, and a table that they are trained on."""

import importlib.util
import json
import random
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

ROWS = 300
# Of what one program says beside the other, as a part of a column's largest number.
LIMIT = 1e-6
CELLS = [
    "lstm:{}", "gru:{}", "gru:{}:reset-before", "rnn:{}", "rnn:{}:relu", "lstm:{}:zoneout=0.2",
    "lstm:{}:dropout=0.1",
]
DRIVEN = [cell for cell in CELLS if "before" not in cell and "zoneout" not in cell]
FUNCTIONS = ["", ":relu", ":tanh", ":sigmoid", ":softplus", ":gelu", ":softmax"]
LOSSES = ["mse", "mae", "huber", "logcosh", "quantile:0.1:0.5:0.9", "gaussian", "student"]
OUTPUTS = {"quantile:0.1:0.5:0.9": 3, "gaussian": 2, "student": 3}
RECIPES = [
    "--recipe plain --scale standard", "--recipe plain --scale minmax", "--recipe auto",
    "--recipe plain --normalize last", "--recipe plain --normalize window",
    "--recipe plain --normalize change --linear-path 5 --season 12",
]
# Of many series: where each begins in the table of one, its size, region and area.
PANEL = {
    "p": (0, 1.0, "north", 40.0), "q 1": (90, 30.0, "south", 12.5), "r": (40, 0.01, "north", 7.0),
    "short": (ROWS - 12, 5.0, "south", 90.0),
}
CALENDARS = ["hour", "weekday", "weekend,monthday,week", "minute,month,quarter,yearday"]


class Options:
    """Options of a random training."""

    def __init__(
        self, dice: random.Random, recipes: list[str], only_driven: bool = False,
        has_calendar: bool = True, has_ensembles: bool = True, has_entities: bool = True,
        of_panel: bool = False,
    ):
        self.dice, self.only_driven, self.has_ensembles = dice, only_driven, has_ensembles
        loss, targets = dice.choice(LOSSES), dice.choice(["a", "a,b"])
        rows, ahead = dice.choice([(1, "--horizon 1"), (3, "--horizon 3"), (1, "--step 4")])
        if of_panel:
            # A recipe comes on top of the scale of each series. Without one, floats of the largest series hold less
            # of the smallest than LIMIT.
            means = [f"{recipe} --scale mean" for recipe in recipes if "scale" not in recipe]
            recipes = [recipe for recipe in recipes if "none" not in recipe]
            recipes += means or ["--recipe plain --scale mean"]
        text, inputs, recipe = "", "a,b", dice.choice(recipes)
        kind = dice.randrange(1 if of_panel else 0, 10)
        if kind in (1, 2):
            targets, inputs, text = "a", "a,k", " --future k"
        model = self.architecture(OUTPUTS.get(loss, 1) * rows * len(targets.split(",")))
        if kind == 0:
            recipe = "--recipe plain --scale none"
            is_entity = has_entities and not model.startswith("ensemble") and dice.random() < 0.5
            inputs, first = ("a,k", "entity") if is_entity else ("k", "embedding")
            model = f"{first}:7:{dice.randint(1, 4)},{model}"
        if kind in (2, 3) and has_calendar:
            text += f" --calendar {dice.choice(CALENDARS)}"
        data = "series.csv"
        if of_panel:
            data = f"panel.csv --series name{dice.choice(['', ' --static region', ' --static area,region'])}"
            if has_entities and kind != 0 and dice.random() < 0.5:
                data += f" --series-embedding {dice.randint(1, 4)}"
        line = f"--data {data} --model {model} --inputs {inputs} --target {targets} --loss {loss}"
        self.line = f"{line} --window {dice.randint(1, 20)} {ahead} {recipe}{text}"

    def cell(self, units: int) -> str:
        dice = self.dice
        if self.only_driven:
            return dice.choice(DRIVEN + ["gru:{}:reset-before"]).format(units)
        if units > 1 and dice.random() < 0.2:
            zoneout = dice.choice(["", ":zoneout=0.2"])
            return f"lstm:{units}:projection={dice.randint(1, units - 1)}{zoneout}"
        return dice.choice(CELLS).format(units)

    def sequence_layer(self, units: int) -> str:
        """A layer that gives a sequence where one is wanted."""
        dice = self.dice
        kind = dice.randrange(5)
        if kind == 0:
            merge = dice.choice(["", ":sum", ":mean"])
            return f"bidirectional({dice.choice(DRIVEN).format(units)}){merge}"
        if kind == 1:
            return "layernorm"
        if kind == 2:
            inner = dice.choice(DRIVEN).format(units)
            return f"dense:{units}{dice.choice(FUNCTIONS)},residual({inner})"
        if kind == 3:
            return f"dropout:0.2,dense:{units}{dice.choice(FUNCTIONS)}"
        return self.cell(units)

    def architecture(self, outputs: int) -> str:
        dice = self.dice
        layers = [self.sequence_layer(dice.randint(1, 12)) for _ in range(dice.randint(0, 3))]
        end = dice.choice(["last", "mean", "max", "cell", "both"])
        units = dice.randint(1, 12)
        if end == "cell":
            layers.append(self.cell(units))
        elif end == "both":
            layers.append(f"bidirectional({dice.choice(DRIVEN).format(units)})")
        else:
            layers += [self.cell(units), end]
        chain = ",".join([*layers, f"dense:{outputs}"])
        is_ensemble = self.has_ensembles and dice.random() < 0.15
        return f"ensemble({chain}):{dice.randint(2, 4)}" if is_ensemble else chain


def series(folder: Path) -> tuple[list[datetime], dict[str, np.ndarray]]:
    rows = np.arange(ROWS)
    noise = np.random.default_rng(0).normal(0, 0.3, (2, ROWS))
    columns = {
        "a": 20 + 5 * np.sin(rows / 12 * 2 * np.pi) + noise[0], "b": 0.01 * rows + noise[1],
        "k": (rows * rows % 7).astype(float),
    }
    times = [datetime(2024, 2, 27, 5) + timedelta(minutes=430 * int(row)) for row in rows]
    lines = ["time,a,b,k"]
    for row, time in enumerate(times):
        values = ",".join(repr(float(column[row])) for column in columns.values())
        lines.append(f"{time:%Y-%m-%d %H:%M},{values}")
    (folder / "series.csv").write_text("\n".join(lines) + "\n")
    lines = ["name,region,area,time,a,b,k"]
    for name, (first, size, region, area) in PANEL.items():
        for row in range(first, ROWS):
            values = f"{columns['a'][row] * size},{columns['b'][row] * size},{columns['k'][row]}"
            lines.append(f"{name},{region},{area},{times[row]:%Y-%m-%d %H:%M},{values}")
    (folder / "panel.csv").write_text("\n".join(lines) + "\n")
    return times, columns


def loaded(path: Path):
    """The exported `model.py` as a module."""
    spec = importlib.util.spec_from_file_location(f"exported_{path.parent.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Comparison:
    """What Skein says of the test part of a run, beside what another program says."""

    def __init__(self, skein: str, folder: Path):
        self.skein, self.folder = skein, folder
        self.times, self.columns = series(folder)
        self.places = {f"{time:%Y-%m-%d %H:%M}": row for row, time in enumerate(self.times)}

    def first(self, name: str | None) -> int:
        """The row at which one of many series begins; 0 of one series."""
        return PANEL[name][0] if name else 0

    def values(self, name: str | None, columns: list[str]) -> np.ndarray:
        """[rows, columns] of one of many series, or of one series."""
        first, size, region, area = PANEL[name] if name else (0, 1.0, None, None)
        fixed = {"region=north": region == "north", "region=south": region == "south", "area": area, "name": 0}
        sizes = {"a": size, "b": size, "k": 1.0}
        rows = [
            self.columns[column][first:] * sizes[column] if column in sizes
            else np.full(ROWS - first, float(fixed[column]))
            for column in columns]
        return np.stack(rows, 1) if rows else np.empty((ROWS - first, 0))

    def call(self, *arguments: str) -> str:
        answer = subprocess.run(
            [self.skein, *arguments, "--quiet"], cwd=self.folder, capture_output=True, text=True)
        if answer.returncode != 0:
            raise RuntimeError(f"skein {' '.join(arguments)}: {answer.stderr}")
        return answer.stdout

    def train(self, options: Options) -> None:
        common = "train --epochs 1 --batch-size 64 --workers 1 --output run"
        self.call(*common.split(), "--overwrite", *options.line.split())

    def difference(self, run: str, horizon: int, steps: int, other) -> float:
        """The greatest difference between both, as a part of a column's largest number.

        other: gives [steps, targets] for the last row that is known, and the name of one of many series.
        """
        said = json.loads(self.call("predict", run, "--json"))["predictions"]
        actual = np.array([row["prediction"] for row in said], dtype=float)
        happened = np.array([row["actual"] for row in said], dtype=float)
        names = [row.get("series") for row in said]
        largest = {
            name: np.maximum(np.abs(actual[own]).max(0), np.abs(happened[own]).max(0))
            for name in set(names) for own in [[other == name for other in names]]}
        worst, kept = 0.0, {}
        chosen = said[:: max(len(said) // 20, 1)] + [row for row in said if row.get("series") == "short"]
        for row in chosen:
            ahead, name = row.get("ahead") or horizon, row.get("series")
            last = self.places[row["row"]] - ahead - self.first(name)
            if (last, name) not in kept:
                kept[last, name] = other(last, name)
            expected = kept[last, name][ahead - 1 if steps > 1 else 0]
            distance = np.abs(np.array(row["prediction"]) - expected) / largest[name]
            worst = max(worst, float(distance.max()))
        return worst

    def beside(self, run: str, exported) -> float:
        """The difference to what the `predict` of an exported `model.py` says."""
        network = exported.load()
        names = [name for name in exported.COLUMNS if name in self.columns]

        def other(last: int, name: str | None) -> np.ndarray:
            after = last + 1 + exported.HORIZON
            more = {"series": name} if name else {}
            if hasattr(exported, "STATICS"):
                more["statics"] = {"region": PANEL[name][2], "area": PANEL[name][3]}
            return exported.predict(
                network, self.values(name, names)[: last + 1],
                self.values(name, exported.ASKED)[last + 1 : after],
                self.times[self.first(name) :][:after], **more)

        return self.difference(run, exported.HORIZON, exported.STEPS, other)
