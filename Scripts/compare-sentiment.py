"""Trains Keras on the reviews, parts, tokens and layers of `skein train --task classify`, seed by seed.

Needs Python 3.11 and keras with one of its backends (KERAS_BACKEND).

    python compare-sentiment.py SKEIN REVIEWS [SEEDS]

REVIEWS has a review a line: a name, its score and its text, with tabs between them, such as those of movies
and products of the package vaderSentiment (Hutto and Gilbert 2014, MIT licence). Scores from -0.5 to 0.5 are
left out. Prints the accuracy on the test part and the seconds of both, for each seed and on the median.
"""

import csv
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy

UNITS, SIZE, EPOCHS, BATCH = 64, 64, 6, 32
MODEL = f"embedding:auto:{SIZE}:padding=0,bidirectional(lstm:{UNITS}),dense:auto"
# Runs of letters, an apostrophe inside them, and numbers: what Skein takes for words of English.
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\w+")


def reviews(path):
    for line in open(path, encoding="utf-8", errors="replace"):
        _, score, text = line.rstrip("\n").split("\t")
        if abs(float(score)) > 0.5:
            yield text, "good" if float(score) > 0 else "bad"


def skein(program, table, folder, seed):
    run = f"{folder}/run-{seed}"
    subprocess.run(
        [program, "train", "--task", "classify", "--data", table, "--model", MODEL, "--epochs", str(EPOCHS),
         "--batch-size", str(BATCH), "--seed", str(seed), "--quiet", "--output", run], check=True)
    results = json.load(open(f"{run}/run.json"))["results"]
    parts = [row["split"] for row in csv.DictReader(open(f"{run}/predictions.csv"))]
    words = open(f"{run}/vocabulary.txt", encoding="utf-8").read().split("\n")[:-1]
    return results["classes"]["accuracy"], results["seconds"], parts, {w: i for i, w in enumerate(words)}


def peer(samples, parts, known, seed):
    keras.utils.set_random_seed(seed)
    ids = [[known.get(w.lower().replace("’", "'"), 1) for w in WORD.findall(text)] or [1] for text, _ in samples]
    longest = max(map(len, ids))
    x = numpy.array([row + [0] * (longest - len(row)) for row in ids])
    y = numpy.array([label == "good" for _, label in samples], dtype="int32")
    own = {part: numpy.array([p == part for p in parts]) for part in set(parts)}
    model = keras.Sequential([
        keras.Input((longest,), dtype="int32"),
        keras.layers.Embedding(len(known), SIZE, mask_zero=True),
        keras.layers.Bidirectional(keras.layers.LSTM(UNITS)),
        keras.layers.Dense(2),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(), metrics=["accuracy"],
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    best = keras.callbacks.ModelCheckpoint(
        tempfile.mktemp(suffix=".weights.h5"), save_best_only=True, save_weights_only=True)
    train, validation, test = (own[part] for part in ("train", "validation", "test"))
    began = time.time()
    model.fit(
        x[train], y[train], validation_data=(x[validation], y[validation]), epochs=EPOCHS, batch_size=BATCH,
        verbose=0, callbacks=[best])
    seconds = time.time() - began
    model.load_weights(best.filepath)
    return model.evaluate(x[test], y[test], verbose=0)[1], seconds


def main():
    program, path = sys.argv[1:3]
    seeds = range(int(sys.argv[3]) if len(sys.argv) > 3 else 5)
    samples = list(reviews(path))
    with tempfile.TemporaryDirectory() as folder:
        table = f"{folder}/reviews.csv"
        with open(table, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("text", "label"), *samples])
        found = []
        for seed in seeds:
            accuracy, seconds, parts, known = skein(program, table, folder, seed)
            other, others = peer(samples, parts, known, seed)
            found.append((accuracy, other, seconds, others))
            print(f"seed {seed}: Skein {accuracy:.3f} in {seconds:.1f} s, Keras {other:.3f} in {others:.1f} s")
    a, b, c, d = (statistics.median(column) for column in zip(*found))
    print(f"median of {len(samples)} reviews: Skein {a:.3f} in {c:.1f} s, Keras {b:.3f} in {d:.1f} s")


main()
