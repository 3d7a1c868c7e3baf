"""The reference job as a Keras user writes it: a noisy sine, two LSTM layers, 20 epochs, two plots.

The whole program counts, from its start to its last file, against `skein train`, which does the
same: 1,000 rows, windows of 50, the last fifth for the test, a fifth of the rest for validation.

    python keras_job.py OUTPUT-FOLDER
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import matplotlib
import numpy

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402  (after the backend is chosen)

ROWS, WINDOW, EPOCHS, BATCH = 1000, 50, 20, 32

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)

random = numpy.random.default_rng(0)
time = numpy.linspace(0, 50, ROWS)
series = (numpy.sin(time) + 0.1 * random.standard_normal(ROWS)).astype(numpy.float32)
windows = numpy.lib.stride_tricks.sliding_window_view(series, WINDOW)[:-1, :, None]
targets = series[WINDOW:, None]
split = int(0.8 * len(windows))

keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((WINDOW, 1)),
        keras.layers.LSTM(60, return_sequences=True),
        keras.layers.LSTM(50),
        keras.layers.Dense(1),
    ]
)
model.compile(optimizer="adam", loss="mse")
history = model.fit(
    windows[:split],
    targets[:split],
    epochs=EPOCHS,
    batch_size=BATCH,
    validation_split=0.2,
    verbose=0,
)
predictions = model.predict(windows, verbose=0)
test = float(numpy.mean((predictions[split:] - targets[split:]) ** 2))
model.save_weights(folder / "model.weights.h5")

figure, axes = pyplot.subplots()
axes.plot(history.history["loss"], label="training loss")
axes.plot(history.history["val_loss"], label="validation loss")
axes.set_xlabel("epoch")
axes.legend()
figure.savefig(folder / "loss.svg")

figure, axes = pyplot.subplots()
axes.plot(targets[:, 0], label="series")
axes.plot(predictions[:, 0], label="predictions")
axes.set_xlabel("row")
axes.legend()
figure.savefig(folder / "predictions.svg")
print(f"test MSE {test:.6f}")
