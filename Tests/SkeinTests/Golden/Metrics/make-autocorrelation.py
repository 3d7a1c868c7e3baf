"""Writes autocorrelation.json: coefficients by statsmodels' acf, of a series and of one with gaps.

Needs numpy and statsmodels. Run it here: python make-autocorrelation.py
"""

import json

import numpy
from statsmodels.tsa.stattools import acf

numbers = numpy.random.default_rng(18)
noise = numbers.normal(size=200)
values = noise.copy()
for t in range(1, len(values)):
    values[t] += 0.6 * values[t - 1]
values = numpy.round(values, 6)

# A missing value is the mean in every sum, and the divisor that of all that are known.
gapped = values.copy()
gapped[[3, 50, 51, 120]] = numpy.nan
known = numpy.where(numpy.isnan(gapped), numpy.nanmean(gapped), gapped)

result = {
    "values": values.tolist(),
    "missing": [3, 50, 51, 120],
    "coefficients": acf(values, nlags=20, fft=False)[1:].tolist(),
    "gapped": acf(known, nlags=20, fft=False)[1:].tolist(),
}
with open("autocorrelation.json", "w") as file:
    json.dump(result, file, indent=1)
    file.write("\n")
