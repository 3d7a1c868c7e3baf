"""Trains random models, exports them for Keras and imports what Keras saves, and compares what both say each time.

    python check_keras.py SKEIN [MODELS]

Each model comes back with other weights, in the configuration and the HDF5 that Keras writes. Needs what
requirements-keras.txt names. Then come a fifth as many of many series, which do not come back. Prints each model with the greatest difference between the two programs' predictions, as a
part of a column's largest number; exits with 1 where one is above 1e-6. A model with a layer that Keras has no
counterpart for is drawn anew.
"""

import os
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
from random_models import LIMIT, RECIPES, Comparison, Options, loaded

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402  the backend is chosen before


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

    def further(self, exported) -> None:
        """Other weights in the model, saved by Keras; what comes of it is the run `back`."""
        model = exported.load()
        model.set_weights(
            [array + self.dice.normal(0, 0.05, array.shape) for array in model.get_weights()])
        model.save(self.folder / "back.keras")
        self.call("import", "back.keras", "--like", "run", "--output", "back", "--overwrite")
        self.call("export", "back", "--format", "keras")

    def check(self, comes_back: bool) -> float:
        exported = loaded(self.folder / "run" / "keras" / "model.py")
        worst = self.beside("run", exported)
        if not comes_back:
            return worst
        self.further(exported)
        again = loaded(self.folder / "back" / "keras" / "model.py")
        changed = keras.models.load_model(self.folder / "back.keras").get_weights()
        for before, after in zip(changed, again.load().get_weights(), strict=True):
            # Of a GRU's two biases, rows of one array, what only their sum counts of is in the first.
            assert np.array_equal(before, after) or (
                len(before) == 2 and np.allclose(before.sum(0), after.sum(0), atol=1e-6)
            ), "weights that came back"
        return max(worst, self.beside("back", again))


def main() -> int:
    skein, models = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    dice = random.Random(3)
    panels = models // 5
    failed = done = 0
    with tempfile.TemporaryDirectory() as name:
        comparison = KerasComparison(skein, Path(name))
        while done < models + panels:
            of_panel = done >= models
            options = Options(
                dice, RECIPES, only_driven=True, has_ensembles=False, has_entities=False,
                of_panel=of_panel)
            comparison.train(options)
            if not comparison.exported():
                continue
            done += 1
            worst = comparison.check(comes_back=not of_panel)
            failed += not worst <= LIMIT
            print(f"{worst:.1e}  {options.line}", flush=True)
            keras.backend.clear_session()
    print(f"{models + panels - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
