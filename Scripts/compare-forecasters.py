"""Fits Darts' and NeuralForecast's LSTM beside Skein's on the same rows and prints errors and times.

Needs Python 3.11, u8darts[torch] 0.41, neuralforecast 3.2, numpy, pandas; two threads for each program.

    python compare-forecasters.py SKEIN FOLDER [HORIZON [EPOCHS [SEEDS]]]

FOLDER has seattle-temps.csv, co2-weekly.csv and sunspots-monthly.csv. All fit one LSTM of 64 units to windows of
50 rows for the same epochs, in batches of 32, to the first rows; the last fifth is the test part. Darts and
NeuralForecast get the values less the mean and divided by the deviation of the rows that are fitted. Errors
are over all windows of the test part and all rows ahead, in the series' units; times are those of fitting
alone, a round of all three for each seed, one after the other.
"""

import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import torch

WINDOW, UNITS, BATCH = 50, 64, 32
SERIES = {
    "Seattle": ("seattle-temps.csv", "temp", []),
    "CO2": ("co2-weekly.csv", "co2", ["--missing", "interpolate"]),
    "sunspots": ("sunspots-monthly.csv", "sunspots", []),
}


def values_of(path: Path, column: str) -> np.ndarray:
    return pd.read_csv(path)[column].interpolate().to_numpy(dtype=np.float64)


class Parts:
    """The rows of a series, cut as Skein cuts its windows."""

    def __init__(self, values: np.ndarray, horizon: int):
        windows = len(values) - WINDOW - horizon + 1
        fitted = windows - int(windows * 0.2)
        self.values, self.horizon = values, horizon
        # The last row before the first one that a window of the test part predicts.
        self.end = fitted + WINDOW
        self.validation = int(fitted * 0.2)
        train = values[: self.end - self.validation]
        self.mean, self.deviation = train.mean(), train.std()

    def scaled(self) -> np.ndarray:
        return ((self.values - self.mean) / self.deviation).astype(np.float32)

    def rmse(self, forecasts: np.ndarray) -> float:
        """Of [windows, horizon] that follow each other, the first one from `end` on, scaled."""
        rows = self.end + np.arange(len(forecasts))[:, None] + np.arange(self.horizon)
        errors = forecasts * self.deviation + self.mean - self.values[rows]
        return float(np.sqrt((errors**2).mean()))


def skein(program: str, path: Path, column: str, options: list, horizon: int, epochs: int, seed: int, recipe: str):
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [program, "train", "--data", str(path), "--target", column, "--window", str(WINDOW), "--horizon",
             str(horizon), "--model", f"lstm:{UNITS},dense:{horizon}", "--epochs", str(epochs), "--batch-size",
             str(BATCH), "--recipe", recipe, "--scale", "standard", "--seed", str(seed), "--workers", "2", "--json",
             "--quiet", "--output", f"{folder}/run", *options],
            check=True, capture_output=True, text=True)
    results = json.loads(run.stdout)["results"]
    return results["targets"][0]["test"]["rmse"], results["seconds"]


def darts(parts: Parts, epochs: int, seed: int):
    from darts import TimeSeries
    from darts.models import BlockRNNModel

    series = TimeSeries.from_values(parts.scaled())
    cut = parts.end - parts.validation
    model = BlockRNNModel(
        input_chunk_length=WINDOW, output_chunk_length=parts.horizon, model="LSTM", hidden_dim=UNITS,
        n_rnn_layers=1, batch_size=BATCH, n_epochs=epochs, random_state=seed,
        pl_trainer_kwargs={"accelerator": "cpu", "enable_progress_bar": False, "logger": False,
                           "enable_checkpointing": False, "enable_model_summary": False})
    start = time.perf_counter()
    model.fit(series[:cut], val_series=series[cut - WINDOW : parts.end], verbose=False)
    seconds = time.perf_counter() - start
    told = model.historical_forecasts(
        series, start=parts.end, start_format="position", forecast_horizon=parts.horizon, stride=1, retrain=False,
        last_points_only=False, verbose=False)
    return parts.rmse(np.stack([one.values()[:, 0] for one in told])), seconds


def neuralforecast(parts: Parts, epochs: int, seed: int):
    from neuralforecast import NeuralForecast
    from neuralforecast.models import LSTM

    scaled = parts.scaled()
    cut = parts.end - parts.validation
    steps = epochs * ((cut - WINDOW - parts.horizon + 1 + BATCH - 1) // BATCH)
    frame = pd.DataFrame({
        "unique_id": "s", "ds": np.arange(len(scaled)), "y": scaled})
    model = LSTM(
        h=parts.horizon, input_size=WINDOW, encoder_hidden_size=UNITS, encoder_n_layers=1, decoder_hidden_size=UNITS,
        decoder_layers=1, recurrent=False, max_steps=steps, batch_size=1, windows_batch_size=BATCH, learning_rate=1e-3,
        scaler_type="identity", random_seed=seed, accelerator="cpu", enable_progress_bar=False, logger=False,
        enable_checkpointing=False, enable_model_summary=False)
    forecast = NeuralForecast(models=[model], freq=1)
    start = time.perf_counter()
    forecast.fit(frame[:cut])
    seconds = time.perf_counter() - start
    told = []
    for row in range(parts.end, len(scaled) - parts.horizon + 1):
        told.append(row)
    # All windows of the test part in one pass of the network.
    network = forecast.models[0].eval()
    windows = np.lib.stride_tricks.sliding_window_view(scaled, WINDOW)[np.array(told) - WINDOW]
    with torch.no_grad():
        batch = {"insample_y": torch.tensor(windows.copy())[:, :, None],
                 "insample_mask": torch.ones(len(windows), WINDOW, 1),
                 "hist_exog": None, "futr_exog": None, "stat_exog": None}
        outputs = network(batch)
    outputs = outputs[0] if isinstance(outputs, tuple) else outputs
    return parts.rmse(outputs.reshape(len(windows), -1)[:, -parts.horizon:].numpy()), seconds


def main():
    program, folder = sys.argv[1], Path(sys.argv[2])
    horizon, epochs, seeds = (int(word) for word in (sys.argv[3:] + ["1", "20", "3"][len(sys.argv) - 3:]))
    warnings.filterwarnings("ignore")
    for name in ("pytorch_lightning", "lightning", "lightning_fabric", "darts", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.ERROR)
    torch.set_num_threads(2)
    print("| series | program | RMSE, median (least to most) | seconds to fit, median | of Skein's |")
    print("|---|---|---|---|---|")
    for name, (file, column, options) in SERIES.items():
        parts = Parts(values_of(folder / file, column), horizon)
        programs = {
            "Skein": lambda seed: skein(program, folder / file, column, options, horizon, epochs, seed, "auto"),
            "Skein, plain": lambda seed: skein(
                program, folder / file, column, options, horizon, epochs, seed, "plain"),
            "Darts": lambda seed: darts(parts, epochs, seed),
            "NeuralForecast": lambda seed: neuralforecast(parts, epochs, seed),
        }
        found = {kind: [] for kind in programs}
        for seed in range(seeds):
            for kind, fit in programs.items():
                found[kind].append(fit(seed))
        own = statistics.median(seconds for _, seconds in found["Skein"])
        for kind, results in found.items():
            errors = [error for error, _ in results]
            seconds = statistics.median(seconds for _, seconds in results)
            print(f"| {name} | {kind} | {statistics.median(errors):.4g} ({min(errors):.4g} to {max(errors):.4g})"
                  f" | {seconds:.2f} | {seconds / own:.1f}× |", flush=True)


if __name__ == "__main__":
    main()
