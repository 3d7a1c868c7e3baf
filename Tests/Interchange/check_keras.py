"""Trains random models, exports them for Keras and imports what Keras saves, and compares what both say each time.

    python check_keras.py SKEIN [MODELS]

Each model comes back with other weights, in the configuration and the HDF5 that Keras writes. Needs what
requirements-keras.txt names. Prints each model with the greatest difference between the two programs' predictions, as a
part of a column's largest number; exits with 1 where one is above 1e-6. A model with a layer that Keras has no
counterpart for is drawn anew.
"""

import json
import os
import random
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from random_models import LIMIT, Comparison, Options

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402  the backend is chosen before

RECIPES = [f"--recipe plain --scale {scale}" for scale in ("standard", "minmax")]


def points(outputs: np.ndarray, loss: str) -> np.ndarray:
    """One number a row ahead and target of what the last layer says."""
    kind = loss.split(":")[0]
    if kind == "quantile":
        quantiles = loss.count(":")
        return np.sort(outputs.reshape(-1, quantiles), -1)[:, quantiles // 2]
    parameters = {"gaussian": 2, "student": 3}.get(kind, 1)
    return outputs.reshape(-1, parameters)[:, 0]


class KerasComparison(Comparison):
    def __init__(self, skein: str, folder: Path):
        super().__init__(skein, folder)
        self.dice = np.random.default_rng(4)

    def exported(self) -> bool:
        """Whether Keras has a counterpart for each layer."""
        try:
            self.call("export", "run", "--format", "keras")
        except RuntimeError as error:
            if "no counterpart" in str(error):
                return False
            raise
        return True

    def beside(self, run: str, path: Path, said: dict) -> float:
        model = keras.models.load_model(path)
        preparation, loss = said["preparation"], said["loss"]
        scaler, inputs = preparation["scaler"], preparation["inputs"]
        steps, horizon = preparation.get("steps", 1), preparation["horizon"]
        window, targets = preparation["window"], preparation["targets"]
        known = preparation.get("future", [])
        table = np.stack([self.columns[name] for name in scaler["columns"]], 1)
        offsets, scales = np.array(scaler["offsets"]), np.array(scaler["scales"])
        places = [scaler["columns"].index(name) for name in targets]

        def other(last: int) -> np.ndarray:
            rows = table[last + 1 - window : last + 1]
            if known:
                after = np.repeat(rows[-1:], horizon, 0)
                for name in known:
                    place = inputs.index(name)
                    after[:, place] = table[last + 1 : last + 1 + horizon, place]
                rows = np.concatenate([rows, after])
            scaled = ((rows - offsets) / scales)[None, :, : len(inputs)].astype(np.float32)
            x = scaled[..., 0] if len(model.input_shape) == 2 else scaled
            outputs = np.asarray(model.predict_on_batch(x))[0].astype(np.float64)
            read = points(outputs, loss).reshape(steps, len(targets))
            return read * scales[places] + offsets[places]

        return self.difference(run, horizon, steps, other)

    def check(self) -> float:
        path = self.folder / "run" / "keras" / "model.keras"
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read("skein.json"))
        worst = self.beside("run", path, said)
        model = keras.models.load_model(path)
        model.set_weights(
            [array + self.dice.normal(0, 0.05, array.shape) for array in model.get_weights()])
        back = self.folder / "back.keras"
        model.save(back)
        self.call("import", "back.keras", "--like", "run", "--output", "back", "--overwrite")
        return max(worst, self.beside("back", back, said))


def main() -> int:
    skein, models = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    dice = random.Random(3)
    failed = done = 0
    with tempfile.TemporaryDirectory() as name:
        comparison = KerasComparison(skein, Path(name))
        while done < models:
            options = Options(dice, RECIPES, only_driven=True, has_calendar=False)
            comparison.train(options)
            if not comparison.exported():
                continue
            done += 1
            worst = comparison.check()
            failed += not worst <= LIMIT
            print(f"{worst:.1e}  {options.line}", flush=True)
            keras.backend.clear_session()
    print(f"{models - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
