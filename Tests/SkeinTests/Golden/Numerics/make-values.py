"""Makes values.csv beside it: functions at doubles of all sizes, to 50 digits.

Needs Python 3.11, mpmath 1.3.0, numpy 2.4.6.   python make-values.py

A line is: function, x, the double next to the value, what is left of the value then, both as decimals
that give those doubles back.
"""

import pathlib
import mpmath
import numpy

mpmath.mp.dps = 50
generator = numpy.random.default_rng(3)


def spread(low, high, count):
    return list(generator.uniform(low, high, count))


def sizes(low, high, count, signs=(1,)):
    return [float(sign) * 10.0 ** e for sign in signs for e in generator.uniform(low, high, count)]


POINTS = {
    "exp": spread(-700, 700, 150) + spread(-1, 1, 100) + sizes(-18, 0, 50, (-1, 1))
    + [0.0, 1.0, -1.0, 0.34657359, -0.34657359, 709.7, -708.3],
    "expm1": spread(-40, 40, 60) + spread(-0.7, 0.7, 100) + sizes(-18, 0, 50, (-1, 1)),
    "log": sizes(-300, 300, 150) + spread(0.5, 2, 150) + [1 + x for x in sizes(-15, -1, 30, (-1, 1))]
    + [1.0, 5e-324, 1e-310, 1.7e308],
    "log1p": spread(-0.99, 3, 150) + sizes(-18, 5, 100) + [-x for x in sizes(-18, -0.01, 100)],
    "lgamma": spread(0.01, 20, 200) + sizes(-12, 12, 150) + [1.0, 2.0, 0.5, 10.0, 9.999999],
    "digamma": spread(0.01, 20, 200) + sizes(-8, 12, 150) + [1.0, 1.4616321449683622, 10.0],
}
FUNCTIONS = {"exp": mpmath.exp, "expm1": mpmath.expm1, "log": mpmath.log, "log1p": mpmath.log1p,
             "lgamma": mpmath.loggamma, "digamma": mpmath.digamma}

with open(pathlib.Path(__file__).parent / "values.csv", "w") as file:
    for name, points in POINTS.items():
        for x in points:
            value = FUNCTIONS[name](mpmath.mpf(float(x)))
            near = float(value)
            rest = float(value - mpmath.mpf(near))
            file.write(f"{name},{float(x)!r},{near!r},{rest!r}\n")
