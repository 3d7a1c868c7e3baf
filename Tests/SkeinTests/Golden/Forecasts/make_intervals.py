"""Makes intervals.json beside it: conformal intervals as numpy computes them.

Needs Python 3.11 and numpy 2.4.6.
    python make_intervals.py

Each case is a series of one column, a window and rows ahead, what a model says for every window as 32-bit
floats, [windows, ahead, width], and the quantiles that those are; none for a single number. Of each level:

  margins  for each row ahead the k-th smallest, k = ceil((n + 1) level), of max(lower - y, y - upper) over the
           validation windows, with the ends of the band on the line between the quantiles
  coverage, width, score
           of band and margin over the test windows: Gneiting and Raftery's interval score

Of each quantile q, with e the actual values less the quantile that is told, or less the number:

  distances  for each row ahead the k-th smallest e of the validation windows, k = ceil((n + 1) q) above the median,
             n + 1 - ceil((n + 1) (1 - q)) below it, the mean of both at the median
  coverage   the part of the test windows' values that are not above what is told and the distance, sorted
  pinball    the mean of max(q (y - x), (q - 1) (y - x))
"""

import fractions
import json
import math
import pathlib

import numpy

random = numpy.random.default_rng(29)
LEVELS = [50, 80, 90, 97.5]
QUANTILES = ["0.05", "0.25", "0.5", "0.8", "0.95"]


def case(name, rows, window, ahead, quantiles):
    values = numpy.cumsum(random.normal(size=rows)) * 3 + 40
    windows = rows - window - ahead + 1
    starts = numpy.arange(windows)
    actual = numpy.stack([values[starts + window + step] for step in range(ahead)], axis=1)
    said = actual + random.normal(size=actual.shape) * (1 + numpy.arange(ahead))
    if quantiles:
        spread = numpy.array([2.2 * q - 1.1 for q in quantiles])
        said = said[..., None] + spread * (1 + random.random(size=actual.shape + (1,)))
    else:
        said = said[..., None]
    said = said.astype(numpy.float32)
    # As Keras splits: the last fifth, then the last fifth of the rest, without common target rows.
    fitted = int(windows * (1 - 0.2))
    trained = int(fitted * (1 - 0.2))
    validation = slice(trained, fitted - ahead + 1)
    test = slice(fitted, windows)
    numbers = said.astype(float)
    levels = []
    for level in LEVELS:
        tails = (100 - level) / 200, 1 - (100 - level) / 200
        if quantiles:
            flat = numbers.reshape(-1, len(quantiles))
            lower, upper = (
                numpy.array([numpy.interp(tail, quantiles, row) for row in flat]).reshape(actual.shape)
                for tail in tails)
        else:
            lower = upper = numbers[..., 0]
        beyond = numpy.sort(numpy.maximum(lower - actual, actual - upper)[validation], axis=0)
        rank = math.ceil((len(beyond) + 1) * level / 100)
        if rank > len(beyond):
            continue
        margins = beyond[rank - 1]
        low, high, y = (lower - margins)[test], (upper + margins)[test], actual[test]
        outside = numpy.maximum(numpy.maximum(low - y, y - high), 0)
        levels.append({
            "level": level, "margins": margins.tolist(),
            "coverage": float(numpy.mean((low <= y) & (y <= high))),
            "width": float(numpy.mean(high - low)),
            "score": float(numpy.mean(high - low + 2 / (1 - level / 100) * outside))})
    told = []
    for text in QUANTILES:
        exact, q = fractions.Fraction(text), float(text)
        if quantiles:
            flat = numbers.reshape(-1, len(quantiles))
            one = numpy.array([numpy.interp(q, quantiles, row) for row in flat]).reshape(actual.shape)
        else:
            one = numbers[..., 0]
        errors = numpy.sort((actual - one)[validation], axis=0)
        n = len(errors)
        high, low = math.ceil((n + 1) * exact), n + 1 - math.ceil((n + 1) * (1 - exact))
        rank = {0.5: (low, high)}.get(q, (high, high) if q > 0.5 else (low, low))
        if not 1 <= rank[0] <= rank[1] <= n:
            continue
        distances = (errors[rank[0] - 1] + errors[rank[1] - 1]) / 2
        told.append({"quantile": q, "distances": distances.tolist(), "values": one + distances})
    ordered = numpy.sort(numpy.stack([entry.pop("values") for entry in told]), axis=0)
    for entry, forecast in zip(told, ordered):
        q, x, y = entry["quantile"], forecast[test], actual[test]
        entry["coverage"] = float(numpy.mean(y <= x))
        entry["pinball"] = float(numpy.mean(numpy.maximum(q * (y - x), (q - 1) * (y - x))))
    return {
        "told": told, "name": name, "values": values.tolist(), "window": window, "ahead": ahead,
        "quantiles": quantiles, "said": said.ravel().tolist(), "levels": levels}


cases = [
    case("one number", 240, 5, 3, []),
    case("few windows", 90, 4, 2, []),
    case("quantiles", 260, 4, 2, [0.1, 0.5, 0.9]),
    case("many quantiles", 200, 6, 1, [0.05, 0.2, 0.5, 0.8, 0.95]),
]
path = pathlib.Path(__file__).with_name("intervals.json")
path.write_text(json.dumps(cases) + "\n")
