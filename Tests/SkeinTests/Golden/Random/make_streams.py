#!/usr/bin/env python3
"""Writes streams.csv: the numbers of Skein's random streams, computed independently in Python.

Python's floats are IEEE doubles and none of its own mathematics beyond + - * / sqrt is used, so the
Swift code must agree bit for bit. Run in this folder: python3 make_streams.py > streams.csv
"""
import math
import statistics

MASK = 0xFFFFFFFF


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & MASK, (a >> 32) ^ c[3] ^ k[1], a & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def words(seed, purpose, stream, position):
    block = position >> 2
    counter = (block & MASK, block >> 32 | purpose << 28, stream & MASK, stream >> 32)
    return philox(counter, (seed & MASK, seed >> 32))[position & 3]


def wide(seed, purpose, stream, position):
    return (words(seed, purpose, stream, 2 * position)
            | words(seed, purpose, stream, 2 * position + 1) << 32)


def logarithm(x):
    m, e = math.frexp(x)
    m, e = 2 * m, float(e - 1)
    if m > 1.4142135623730951:
        m, e = m * 0.5, e + 1
    s = (m - 1) / (m + 1)
    square, series = s * s, 0.0
    for odd in range(23, 1, -2):
        series = square * (series + 1 / odd)
    return e * 0.6931471803691238 + (2 * s + (2 * s * series + e * 1.9082149292705877e-10))


CENTRE = ([2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
           4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
           1.3314166789178437745e+2, 3.3871328727963666080e+0],
          [5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
           2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
           4.2313330701600911252e+1, 1.0])
MIDDLE = ([7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
           1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
           4.63033784615654529590e+0, 1.42343711074968357734e+0],
          [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
           1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
           2.05319162663775882187e+0, 1.0])
TAIL = ([2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
         2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
         5.46378491116411436990e+0, 6.65790464350110377720e+0],
        [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
         7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
         5.99832206555887937690e-1, 1.0])


def ratio(x, tables):
    values = []
    for table in tables:
        total = table[0]
        for coefficient in table[1:]:
            total = total * x + coefficient
        values.append(total)
    return values


def quantile(p):
    q = p - 0.5
    if abs(q) <= 0.425:
        numerator, denominator = ratio(0.180625 - q * q, CENTRE)
        return q * numerator / denominator
    r = math.sqrt(-logarithm(p if q < 0 else 1 - p))
    numerator, denominator = ratio(r - 1.6, MIDDLE) if r <= 5 else ratio(r - 5, TAIL)
    return math.copysign(numerator / denominator, q)


def normal(*address):
    p = ((wide(*address) >> 12) * 2 + 1) * 2.0 ** -53
    x = quantile(p)
    library = statistics.NormalDist().inv_cdf(p)
    assert abs(x - library) <= 4e-15 * abs(library), (p, x, library)
    return x


def permutation(count, seed, stream):
    """Inside-out Fisher-Yates with Lemire's bounded integers, words from position 0 onwards."""
    order, position = [], 0
    for index in range(count):
        bound = index + 1
        while True:
            product = bound * words(seed, 1, stream, position)
            position += 1
            if product & MASK >= 2 ** 32 % bound:
                break
        place = product >> 32
        order.append(index)
        order[index], order[place] = order[place], index
    return order


if __name__ == "__main__":
    print("seed,purpose,stream,position,bits,uniform,normal")
    for seed in (0, 1, 42, 2 ** 32, 2 ** 64 - 1):
        for purpose in range(4):
            for stream in (0, 3, 2 ** 40 + 5):
                for position in (0, 1, 2, 3, 4, 7, 1000, 2 ** 33 + 1, 2 ** 61 - 1):
                    address = seed, purpose, stream, position
                    uniform = (wide(*address) >> 11) * 2.0 ** -53
                    print(*address, words(*address), repr(uniform), repr(normal(*address)), sep=",")
    # The distribution's far tails, which no stream above is likely to reach.
    for k in range(1, 53):
        p = 2.0 ** -53 + 2.0 ** -k
        print("quantile,,,,,", repr(p), ",", repr(quantile(p)), sep="")
    for count in (1, 2, 8, 100):
        print("permutation", count, 42, 0, *permutation(count, 42, 0), sep=",")
