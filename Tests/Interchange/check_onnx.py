"""Trains random models, exports them for ONNX, and compares what ONNX Runtime says about the same rows.

    python check_onnx.py SKEIN [MODELS]

Each is asked in the series' own units, for one window and for all at once; what it says of the first steps of a
window alone is computed, too. Needs what requirements-onnx.txt names. Prints each model with the greatest
difference between the two programs' predictions, as a part of a column's largest number; exits with 1 where one is
above 1e-6.
"""

import json
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from random_models import LIMIT, Comparison, Options

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
        table = np.stack([self.columns[name] for name in inputs], 1)
        largest = np.array([np.abs(self.columns[name]).max() for name in targets])

        def seen(last: int) -> np.ndarray:
            rows = table[last + 1 - window : last + 1]
            if not known:
                return rows
            after = np.repeat(rows[-1:], horizon, 0)
            for name in known:
                place = inputs.index(name)
                after[:, place] = table[last + 1 : last + 1 + horizon, place]
            return np.concatenate([rows, after])

        def other(last: int) -> np.ndarray:
            (alone,) = session.run(None, {"input": seen(last)[None]})
            assert alone.dtype == np.float64
            # Any batch, and any number of steps.
            several = np.stack([seen(last - 1), seen(last), seen(last)])
            (together,) = session.run(None, {"input": several})
            distance = np.abs(together[1] - alone[0]).reshape(steps, len(targets)).max(0)
            # An RNN of relu may say more than a column ever holds.
            size = np.maximum(largest, np.abs(alone).reshape(steps, len(targets)).max(0))
            assert (distance <= LIMIT * size).all(), f"a batch: {distance} of {size}, {options.line}"
            session.run(None, {"input": several[:, :1]})
            return alone.reshape(steps, len(targets))

        return self.difference("run", horizon, steps, other)


def main() -> int:
    skein, models = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    dice = random.Random(2)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        comparison = OnnxComparison(skein, Path(name))
        for _ in range(models):
            options = Options(dice, RECIPES, only_driven=True, has_calendar=False)
            worst = comparison.check(options)
            failed += not worst <= LIMIT
            print(f"{worst:.1e}  {options.line}", flush=True)
    print(f"{models - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
