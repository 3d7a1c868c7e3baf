"""Trains random models, a fifth as many more of many series, exports them for ONNX, and compares what ONNX Runtime
says about the same rows; then makes as many random networks of torch.nn, writes them for ONNX, imports the graphs, and
compares what PyTorch says.

    python check_onnx.py SKEIN [MODELS]

Each model is asked in the series' own units, for one window and for all at once; what it says of the first steps of a
window alone is computed, too. Every tenth network is written by PyTorch's newer exporter, which takes ten times as
long, and which writes plain layers out step by step, so those have none. Needs what requirements-onnx.txt names.
Prints each model with the greatest difference between the two programs' predictions, as a part of a column's largest
number; exits with 1 where one is above 1e-6.
"""

import json
import logging
import random
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from random_models import LIMIT, Comparison, Options
from torch import nn
from torch_networks import network

# Of what ONNX Runtime says of a row in a batch beside the row alone, which it sums in another order: where nothing is
# scaled, numbers inside a network of relu are larger than its output.
OF_BATCH = 1e-5
RECIPES = [f"--recipe plain --scale {scale}" for scale in ("standard", "minmax", "none")]


class OnnxComparison(Comparison):
    def check(self, options: Options) -> float:
        self.train(options)
        self.call("export", "run", "--format", "onnx", "--in-units")
        path = self.folder / "run" / "onnx" / "model.onnx"
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        facts = {entry.key: entry.value for entry in model.metadata_props}
        preparation = json.loads(facts["skein.preparation"])
        inputs, window = preparation["inputs"], preparation["window"]
        steps, horizon = preparation.get("steps", 1), preparation["horizon"]
        targets = preparation["targets"]
        known = preparation.get("future", [])
        panel = path.with_name("series.json")
        panel = json.loads(panel.read_text()) if panel.exists() else None

        def scales(name: str | None, count: int) -> dict[str, np.ndarray]:
            """By what a batch of one of many series is scaled."""
            if panel is None or not panel["columns"]:
                return {}
            return {
                kind: np.tile(np.array(panel["series"][name][kind], dtype=float), (count, 1))
                for kind in ("offsets", "scales")}

        def seen(last: int, table: np.ndarray) -> np.ndarray:
            rows = table[np.maximum(np.arange(last + 1 - window, last + 1), 0)]
            if not known:
                return rows
            after = np.repeat(rows[-1:], horizon, 0)
            for name in known:
                place = inputs.index(name)
                after[:, place] = table[last + 1 : last + 1 + horizon, place]
            return np.concatenate([rows, after])

        def other(last: int, name: str | None) -> np.ndarray:
            table = self.values(name, inputs)
            largest = np.abs(self.values(name, targets)).max(0)
            (alone,) = session.run(None, {"input": seen(last, table)[None]} | scales(name, 1))
            assert alone.dtype == np.float64
            # Any batch, and any number of steps.
            several = np.stack([seen(last - 1, table), seen(last, table), seen(last, table)])
            (together,) = session.run(None, {"input": several} | scales(name, 3))
            distance = np.abs(together[1] - alone[0]).reshape(steps, len(targets)).max(0)
            # An RNN of relu may say more than a column ever holds.
            size = np.maximum(largest, np.abs(alone).reshape(steps, len(targets)).max(0))
            assert (distance <= OF_BATCH * size).all(), f"a batch: {distance} of {size}, {options.line}"
            session.run(None, {"input": several[:, :1]} | scales(name, 3))
            return alone.reshape(steps, len(targets))

        return self.difference("run", horizon, steps, other)


    def check_import(self, dice: random.Random, by_dynamo: bool) -> tuple[float, str]:
        """A network of torch.nn, by way of a graph."""
        inputs, targets = dice.choice([["a"], ["a", "b"]]), dice.choice([["a"], ["a", "b"]])
        window = dice.randint(2, 20)
        torch_network = network(dice, len(inputs), len(targets))
        while by_dynamo and any(type(part) is nn.RNN for part in torch_network.modules()):
            torch_network = network(dice, len(inputs), len(targets))
        path = self.folder / "network.onnx"
        rows = torch.randn(3, window, len(inputs))
        if by_dynamo:
            torch.onnx.export(
                torch_network, (rows,), path, dynamo=True, external_data=False, verbose=False)
        else:
            torch.onnx.export(
                torch_network, (rows,), path, dynamo=False, input_names=["x"],
                dynamic_axes={"x": {0: "rows", 1: "steps"}})
        self.call(
            "import", path.name, "--data", "series.csv", "--inputs", ",".join(inputs), "--target",
            ",".join(targets), "--window", str(window), "--scale", "none", "--output", "back",
            "--overwrite")
        exact = torch_network.double()
        table = np.stack([self.columns[name] for name in inputs], 1).astype(np.float32)

        def other(last: int, _: str | None) -> np.ndarray:
            seen = torch.from_numpy(table[last + 1 - window : last + 1].astype(np.float64))
            return exact(seen[None]).detach().numpy()

        layers = json.loads((self.folder / "back" / "run.json").read_text())["model"]["layers"]
        return self.difference("back", 1, 1, other), layers


def main() -> int:
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    torch.manual_seed(3)
    torch.set_num_threads(1)
    skein, models = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    panels = models // 5
    dice = random.Random(2)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        comparison = OnnxComparison(skein, Path(name))
        for _ in range(models):
            options = Options(dice, RECIPES, only_driven=True, has_calendar=False)
            worst = comparison.check(options)
            failed += not worst <= LIMIT
            print(f"{worst:.1e}  {options.line}", flush=True)
        for _ in range(panels):
            options = Options(
                dice, RECIPES, only_driven=True, has_calendar=False, of_panel=True)
            worst = comparison.check(options)
            failed += not worst <= LIMIT
            print(f"{worst:.1e}  {options.line}", flush=True)
        for number in range(models):
            by_dynamo = number % 10 == 9
            worst, layers = comparison.check_import(dice, by_dynamo)
            failed += not worst <= LIMIT
            exporter = "dynamo" if by_dynamo else "TorchScript"
            print(f"{worst:.1e}  {exporter}: {layers}", flush=True)
    print(f"{2 * models + panels - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
