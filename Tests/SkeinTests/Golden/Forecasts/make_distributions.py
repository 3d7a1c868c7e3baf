"""Makes distributions.json beside it: quantiles and scores of distributions as scipy computes them.

Needs Python 3.11, numpy 2.4.6 and scipy.
    python make_distributions.py

quantiles  of each likelihood with its numbers, as a head reads them, the values at each probability
scores     the continuous ranked probability score of a value by numerical integration of (F(x) - 1{x >= y})^2
beta       the regularised incomplete beta function: x, a, b, value
gamma      the regularised incomplete gamma functions: a, x, P, Q
"""

import json
import pathlib

import numpy
from scipy import integrate, special, stats

PROBABILITIES = [1e-6, 0.001, 0.025, 0.1, 0.4, 0.5, 0.77, 0.9, 0.975, 0.9999]


def single(values):
    return [float(numpy.float32(value)) for value in values]


def frozen(loss, numbers):
    if loss == "gaussian":
        return stats.norm(*numbers)
    if loss == "student":
        return stats.t(numbers[2], *numbers[:2])
    if loss == "poisson":
        return stats.poisson(numbers[0])
    mean, dispersion = numbers
    return stats.nbinom(1 / dispersion, 1 / (1 + dispersion * mean))


LAWS = [
    ("gaussian", [0.3, 2]), ("gaussian", [-4e3, 1e-3]),
    ("student", [1, 0.5, 2.001]), ("student", [-2, 3, 4.5]), ("student", [0, 1, 40]),
    ("student", [5, 10, 3000]),
    ("poisson", [0.01]), ("poisson", [3.7]), ("poisson", [250]), ("poisson", [123456.5]),
    ("negbinomial", [0.2, 3]), ("negbinomial", [8, 0.5]), ("negbinomial", [90, 0.01]),
    ("negbinomial", [4000, 1.5]), ("negbinomial", [2, 1e-4]),
]
laws = []
for loss, numbers in LAWS:
    numbers = single(numbers)
    law = frozen(loss, numbers)
    case = {"loss": loss, "numbers": numbers, "quantiles": [float(law.ppf(p)) for p in PROBABILITIES],
            "scores": []}
    if loss in ("gaussian", "student"):
        for z in (-6, -0.7, 0, 0.2, 3):
            y = numbers[0] + z * numbers[1]
            unit = frozen(loss, [0, 1] + numbers[2:])
            # In units of the scale; tails go on as powers.
            left = integrate.quad(lambda x: unit.cdf(x) ** 2, -numpy.inf, z, epsabs=1e-12, limit=500)[0]
            right = integrate.quad(lambda x: unit.sf(x) ** 2, z, numpy.inf, epsabs=1e-12, limit=500)[0]
            case["scores"].append([y, numbers[1] * (left + right)])
    laws.append(case)
beta = [
    [x, a, b, float(special.betainc(a, b, x))]
    for x in (1e-9, 0.01, 0.3, 0.5, 0.77, 0.999) for a, b in ((0.5, 0.5), (1, 3), (7.5, 0.5), (40, 90), (0.2, 2000))]
gamma = [
    [a, x, float(special.gammainc(a, x)), float(special.gammaincc(a, x))]
    for a in (0.5, 1, 4.2, 60, 1e5) for x in (1e-6 * a, 0.3 * a, a, 1.01 * a, 2.5 * a)]
path = pathlib.Path(__file__).with_name("distributions.json")
path.write_text(json.dumps(
    {"probabilities": PROBABILITIES, "laws": laws, "beta": beta, "gamma": gamma}, indent=1) + "\n")
