"""Makes methods.json beside it: what numpy, scipy and statsmodels say about simple forecasts.

Needs Python 3.11, numpy 2.4.6, scipy, pandas, statsmodels 0.15.0.
    python make_golden.py path/to/sunspots-monthly.csv path/to/seattle-temps.csv

Every series has its values, those that train (the first `training`), its season, and

  autoregression  ordinary least squares (numpy.linalg.lstsq) on each number of lags up to `lags`, all on
                  the same rows; the one with the least n-free final prediction error
                  RSS/n (n + k)/(n − k); its constant, its coefficients and five values iterated from the end
  smoothing       statsmodels' ETSModel with heuristic initial states for each of six forms: the sum of its
                  squared errors and its next five values
  errors          RMSE, MAE, sMAPE (0 to 2) and MASE of the seasonal naive forecast `ahead` rows ahead, over
                  the rows after the training ones
  difference      Diebold-Mariano with the correction of Harvey et al., of the squared errors of the last
                  value and the seasonal naive forecast `ahead` rows ahead: two-sided probability
"""

import json
import pathlib
import sys
import warnings

import numpy
import pandas
from scipy import stats
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.simplefilter("ignore")
random = numpy.random.default_rng(17)
FORMS = [(trend, season) for season in (False, True) for trend in ("N", "A", "Ad")]


def series():
    t = numpy.arange(240)
    noise = random.normal(size=240)
    yield "both", 0.05 * t + 4 * numpy.sin(t * numpy.pi / 6) + noise, 12
    yield "level", numpy.cumsum(0.3 * random.normal(size=240)) + noise, 7
    yield "walk", numpy.cumsum(random.normal(size=240)), 5
    yield "counts", (random.random(240) < 0.3) * random.poisson(4, 240).astype(float), 4
    sunspots = pandas.read_csv(sys.argv[1]).iloc[:, -1].to_numpy(float)
    yield "sunspots", sunspots[600:900], 11
    hours = pandas.read_csv(sys.argv[2]).iloc[:, -1].to_numpy(float)
    yield "hours", hours[:360], 24


def autoregression(y, lags):
    n = len(y) - lags
    design = numpy.stack([numpy.ones(n)] + [y[lags - k : len(y) - k] for k in range(1, lags + 1)], 1)
    best = None
    for p in range(0, lags + 1):
        if p == 0:
            # The mean step alone.
            constant = (y[lags:] - y[lags - 1 : -1]).mean()
            residual = y[lags:] - y[lags - 1 : -1] - constant
            coefficients = [constant, 1.0]
        else:
            coefficients = numpy.linalg.lstsq(design[:, : p + 1], y[lags:], rcond=None)[0]
            residual = y[lags:] - design[:, : p + 1] @ coefficients
        k = p + 1
        error = (residual**2).sum() / n * (n + k) / (n - k)
        if best is None or error < best[0]:
            best = (error, coefficients)
    known = list(y)
    for _ in range(5):
        known.append(best[1][0] + sum(c * known[-k] for k, c in enumerate(best[1][1:], 1)))
    return {
        "constant": best[1][0], "coefficients": list(best[1][1:]), "next": known[-5:], "lags": lags,
    }


def smoothing(y, season):
    forms = []
    for trend, seasonal in FORMS:
        model = ETSModel(
            pandas.Series(y), error="add", trend=None if trend == "N" else "add",
            damped_trend=trend == "Ad", seasonal="add" if seasonal else None,
            seasonal_periods=season if seasonal else None, initialization_method="heuristic")
        best = None
        for alpha in (0.1, 0.5, 0.9):
            start = dict(zip(model.param_names, model.start_params))
            start["smoothing_level"] = alpha
            if "smoothing_trend" in start:
                start["smoothing_trend"] = 0.1 * alpha
            if "smoothing_seasonal" in start:
                start["smoothing_seasonal"] = 0.1 * (1 - alpha)
            fit = model.fit(start_params=list(start.values()), maxiter=2000, disp=False)
            squares = float((numpy.asarray(fit.resid) ** 2).sum())
            if best is None or squares < best[0]:
                best = (squares, [float(v) for v in fit.forecast(5)])
        forms.append({
            "trend": trend, "season": season if seasonal else None, "squares": best[0],
            "next": best[1]})
    return forms


def errors(y, training, season, ahead):
    rows = numpy.arange(training, len(y))
    back = (ahead + season - 1) // season * season
    predicted, actual = y[rows - back], y[rows]
    e = predicted - actual
    size = numpy.abs(predicted) + numpy.abs(actual)
    share = numpy.divide(2 * numpy.abs(e), size, out=numpy.zeros_like(e), where=size != 0)
    step = numpy.abs(numpy.diff(y[:training])).mean()
    last = y[rows - ahead] - actual
    return (
        {"ahead": ahead, "rmse": (e**2).mean() ** 0.5, "mae": numpy.abs(e).mean(),
         "smape": share.mean(), "mase": numpy.abs(e).mean() / step},
        {"ahead": ahead, "probability": difference(last**2 - e**2, ahead)},
    )


def difference(d, h):
    n = len(d)
    x = d - d.mean()
    if not x.any():
        # Twice the same forecast: nothing to test.
        return None
    gamma = [(x[k:] * x[: n - k]).sum() / n for k in range(h)]
    variance = gamma[0] + 2 * sum(gamma[1:])
    if variance <= 0:
        variance = gamma[0] + 2 * sum((1 - k / h) * g for k, g in enumerate(gamma) if k)
    t = d.mean() / (variance / n) ** 0.5 * ((n + 1 - 2 * h + h * (h - 1) / n) / n) ** 0.5
    return 2 * stats.t.sf(abs(t), n - 1)


cases = []
for name, y, season in series():
    training = len(y) * 3 // 4
    pairs = [errors(y, training, season, ahead) for ahead in (1, 3, 30)]
    cases.append({
        "name": name, "values": list(y), "training": training, "season": season,
        "autoregression": autoregression(y[:training], 20),
        "smoothing": smoothing(y[:training], season),
        "errors": [pair[0] for pair in pairs], "difference": [pair[1] for pair in pairs]})
student = [
    {"freedom": f, "statistic": t, "probability": 2 * stats.t.sf(abs(t), f)}
    for f in (1, 2, 7, 30, 1741, 1e6) for t in (0, 0.01, 0.5, -1.96, 2.6, 8, 40)]
path = pathlib.Path(__file__).parent / "methods.json"
path.write_text(json.dumps({"cases": cases, "student": student}, indent=0) + "\n")
