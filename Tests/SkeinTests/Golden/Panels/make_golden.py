"""Makes panels.json beside it: how a plain reading of the rules cuts and scales small panels.

Needs Python 3.11 and nothing else.
    python make_golden.py

A case is a panel of series, each a list of runs of days without a gap; the value of day d of series s is
((7 d + 5 s) mod 11) + d / 8. It has

  parts    for training, validation and test the windows as [series, last day that is known], in order; a
           series of which no run is long enough has windows that begin before it, if two days and the
           horizon are there (one day, where a window has no more)
  offsets  for each series the mean of the rows that its training windows touch; of a series without one, of
  scales   the rows of its first window; of a series without a window, of all its rows. And the deviation.
  naive    of the series that have test windows and a scale of errors: the mean RMSSE and MASE of the last
           value, and of the series' own mean (`mean`), over all rows ahead
"""

import itertools
import json
import math
import pathlib


def value(series, day):
    return float((7 * day + 5 * series) % 11) + day / 8


def leading(count, split):
    return int(count * (1 - split))


def panel(series, window, horizon, several, test, validation):
    steps = horizon if several else 1
    parts = {"training": [], "validation": [], "test": []}
    offsets, scales, naive, mean = [], [], [], []
    for number, runs in enumerate(series):
        days, day = [], 0
        for run in runs:
            days.append(list(range(day, day + run)))
            day += run + 2  # two days are missing
        known = window
        if all(len(run) < window + horizon for run in days):
            known = min(window, 2)
        # The last day that each window knows.
        ends = [d for run in days for d in run[known - 1 : max(len(run) - horizon, 0)]]
        fitted = leading(len(ends), test)
        trained = leading(fitted, validation)
        shared = steps - 1
        own = {
            "training": ends[: trained if trained == len(ends) else max(trained - shared, 0)],
            "validation": ends[
                trained : fitted if fitted == len(ends) else max(fitted - shared, trained)
            ],
            "test": ends[fitted:],
        }
        for part in parts:
            parts[part] += [[number, d] for d in own[part]]

        def touched(last, ahead):
            run = next(run for run in days if last in run)
            return [d for d in run if last - window < d <= last + ahead]

        rows = sorted({d for last in own["training"] for d in touched(last, horizon)})
        if not rows:
            # The first window that is in the validation, between the parts, or in the test.
            rows = touched(ends[0], 0) if ends else sum(days, [])
        values = [value(number, d) for d in rows]
        middle = sum(values) / len(values)
        if max(values) == min(values):
            offset, scale = values[0], 1.0
        else:
            offset = middle
            scale = math.sqrt(sum((v - middle) ** 2 for v in values) / len(values))
        offsets.append(offset)
        scales.append(scale)
        pairs = [(a, b) for a, b in itertools.pairwise(rows) if b == a + 1]
        changes = [value(number, b) - value(number, a) for a, b in pairs]
        if not own["test"] or not any(changes):
            continue
        ahead = range(horizon - steps + 1, horizon + 1)
        for said, scores in (("last", naive), ("mean", mean)):
            errors = [
                (value(number, d) if said == "last" else offset)
                - value(number, d + h)
                for d in own["test"]
                for h in ahead
            ]
            squares = sum(e * e for e in errors) / len(errors)
            sizes = sum(abs(e) for e in errors) / len(errors)
            square = sum(c * c for c in changes) / len(changes)
            size = sum(abs(c) for c in changes) / len(changes)
            scores.append([math.sqrt(squares / square), sizes / size])
    def means(scores):
        return [sum(s[i] for s in scores) / len(scores) for i in range(2)] if scores else []

    if not parts["training"] or max(sum(series, [])) < window + horizon:
        return None
    return {
        "series": series, "window": window, "horizon": horizon, "several": several,
        "testSplit": test, "validationSplit": validation, "parts": parts, "offsets": offsets,
        "scales": scales, "naive": means(naive), "mean": means(mean),
    }


shapes = [
    [[12]], [[9], [14]], [[1], [20]], [[6, 9], [11], [3]], [[4], [5], [30]],
    [[10, 10], [2, 15, 4], [12]], [[7], [7], [7], [7]],
]
cases = [
    panel(*case)
    for case in itertools.product(
        shapes, (1, 3, 6), (1, 2, 3), (False, True), (0, 0.25), (0, 0.25)
    )
    if not (case[2] == 1 and case[3])
]
cases = [case for case in cases if case]
path = pathlib.Path(__file__).with_name("panels.json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
print(len(cases), "cases", path.stat().st_size, "bytes")
