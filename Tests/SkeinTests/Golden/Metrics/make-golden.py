"""Makes metrics.json beside it: what scikit-learn and numpy make of random predictions.

Needs Python 3.11, numpy 2.4.6, scikit-learn 1.9.1.   python make-golden.py
"""

import json
import pathlib
import numpy
from sklearn import metrics

generator = numpy.random.default_rng(11)
N, C = 200, 5
actual = generator.integers(0, C, N)
scores = generator.standard_normal((N, C)).astype(numpy.float32)
scores[numpy.arange(N), actual] += 1
predicted = scores.argmax(axis=1)
positive = generator.integers(0, 2, N)
# Rounded, so that some are equal.
binary = numpy.round(generator.standard_normal(N) + positive, 1).astype(numpy.float32)
y = generator.standard_normal(N) * 3 + 1
y[:3] = 0
z = y + generator.standard_normal(N)
z[:2] = 0
low, high = z - 1, z + 1.5
size = numpy.abs(y) + numpy.abs(z)
entropy = metrics.log_loss(actual, numpy.exp(scores) / numpy.exp(scores).sum(1, keepdims=True))
golden = {
    "actual": actual.tolist(), "scores": scores.ravel().tolist(), "positive": positive.tolist(),
    "binary": binary.tolist(), "y": y.tolist(), "z": z.tolist(), "low": low.tolist(),
    "high": high.tolist(),
    "confusion": metrics.confusion_matrix(actual, predicted).ravel().tolist(),
    "accuracy": metrics.accuracy_score(actual, predicted),
    "precision": metrics.precision_score(actual, predicted, average=None).tolist(),
    "recall": metrics.recall_score(actual, predicted, average=None).tolist(),
    "f1": metrics.f1_score(actual, predicted, average=None).tolist(),
    "macroF1": metrics.f1_score(actual, predicted, average="macro"),
    "weightedF1": metrics.f1_score(actual, predicted, average="weighted"),
    "top2": metrics.top_k_accuracy_score(actual, scores, k=2),
    "top3": metrics.top_k_accuracy_score(actual, scores, k=3),
    "auc": metrics.roc_auc_score(positive, binary),
    "crossEntropy": float(entropy), "perplexity": float(numpy.exp(entropy)),
    "smape": float(200 * numpy.mean(numpy.where(size == 0, 0, numpy.abs(z - y) /
                                                numpy.where(size == 0, 1, size)))),
    "r2": metrics.r2_score(y, z),
    "pinball": metrics.mean_pinball_loss(y, z, alpha=0.3),
    "coverage": float(numpy.mean((low <= y) & (y <= high))),
}
(pathlib.Path(__file__).parent / "metrics.json").write_text(json.dumps(golden) + "\n")
