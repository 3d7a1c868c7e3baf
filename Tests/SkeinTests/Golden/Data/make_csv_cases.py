#!/usr/bin/env python3
"""Writes csv-cases.json: tables written by Python's csv module, and what a reader must make of them.

Values are the bits of 32-bit floats, as the struct module rounds them from doubles.
Run in this folder: python3 make_csv_cases.py > csv-cases.json
"""
import csv
import io
import json
import random
import struct

random.seed(20240601)
WORDS = ["a", "b c", "Größe", "x,y", "semi;colon", 'say "so"', "two\nlines", "tab\there", "µ|σ", "n°"]


def bits(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


def number():
    kind = random.randrange(6)
    if kind == 0:
        return str(random.randint(-10**6, 10**6))
    if kind == 1:
        return repr(random.gauss(0, 1))
    if kind == 2:
        return repr(random.gauss(0, 1) * 10.0 ** random.randint(-30, 30))
    if kind == 3:
        return "%.3f" % random.uniform(-1000, 1000)
    if kind == 4:
        return "%+.12E" % random.uniform(-1000, 1000)
    return "%d." % random.randint(0, 99)


def filled(column):
    """Linear interpolation over None; the nearest value at the edges."""
    known = [i for i, v in enumerate(column) if v is not None]
    single = [None if v is None else struct.unpack("<f", struct.pack("<f", v))[0] for v in column]
    result = []
    for i, value in enumerate(single):
        if value is None:
            before = [k for k in known if k < i]
            after = [k for k in known if k > i]
            if before and after:
                k, n = before[-1], after[0]
                value = single[k] + (single[n] - single[k]) * ((i - k) / (n - k))
            else:
                value = single[before[-1]] if before else single[after[0]]
        result.append(value)
    return result


cases = []
for index in range(240):
    delimiter = random.choice([",", ";", "\t", "|"])
    width = random.randint(1, 5)
    header = random.random() < 0.7
    labelled = width > 1 and random.random() < 0.6
    names = [f"{random.choice(WORDS)} {i}" for i in range(width)]
    text_rows, numbers, labels = [], [], []
    missing = random.choice(["refuse", "refuse", "interpolate", "drop"])
    for row in range(random.randint(1, 12)):
        fields, values = [], []
        for column in range(width):
            if labelled and column == 0:
                label = f"{random.choice(WORDS)} {row}"
                labels.append(label)
                fields.append(label)
            # The first row is whole, so that every column has a value.
            elif missing != "refuse" and row > 0 and random.random() < 0.2:
                fields.append(random.choice(["", "nan", "NaN", " NAN "]))
                values.append(None)
            else:
                fields.append(number())
                values.append(float(fields[-1]))
        text_rows.append(fields)
        numbers.append(values)
    # A blank last line of a one-column table would read as nothing at all.
    while width == 1 and text_rows[-1][0] == "":
        text_rows.pop()
        numbers.pop()
    out = io.StringIO()
    # With \r alone, QUOTE_MINIMAL leaves a field that holds \n unquoted (Python 3.11).
    ending, quoting = random.choice([
        ("\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL),
        ("\r\n", csv.QUOTE_NONNUMERIC), ("\r", csv.QUOTE_ALL)])
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    if header:
        writer.writerow(names)
    writer.writerows(text_rows)
    if missing == "interpolate":
        numbers = [list(r) for r in zip(*[filled(c) for c in zip(*numbers)])]
    if missing == "drop":
        kept = [i for i, r in enumerate(numbers) if None not in r]
        numbers = [numbers[i] for i in kept]
        labels = [labels[i] for i in kept] if labelled else []
    first = 1 if labelled else 0
    cases.append({
        "text": ("\ufeff" if index % 5 == 0 else "") + out.getvalue(),
        "delimiter": ord(delimiter),
        "header": header,
        "time": "1" if labelled else None,
        "columns": [str(i + 1) for i in range(first, width)],
        "names": names[first:] if header else [f"column {i + 1}" for i in range(first, width)],
        "missing": missing,
        "labels": labels if labelled else None,
        "values": [[bits(v) for v in row] for row in numbers],
    })

print("[")
print(",\n".join(json.dumps(case) for case in cases))
print("]")
