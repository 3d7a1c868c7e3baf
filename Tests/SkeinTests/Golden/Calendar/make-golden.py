"""Makes features.json: what pandas and numpy say of some moments. Needs numpy and pandas."""

import json
import pathlib

import numpy
import pandas

MOMENTS = [
    "1749-01-01 00:00:00", "1999-12-31 23:59:59", "2000-02-29 12:30:15", "2004-12-31 06:00:00",
    "2005-01-01 18:45:00", "2005-01-02 03:00:00", "2008-12-29 09:15:30", "2010-01-03 21:00:00",
    "2012-12-31 00:00:01", "2016-02-29 15:00:00", "2020-12-31 11:11:11", "2021-01-03 07:07:07",
    "2021-01-04 00:00:00", "2023-06-30 13:59:00", "2024-03-31 02:30:00", "2024-10-01 22:22:22",
]


def features(moment):
    second = moment.second
    of_hour = (moment.minute * 60 + second) / 3600
    of_day = (moment.hour * 3600 + moment.minute * 60 + second) / 86400
    days = 366 if moment.is_leap_year else 365
    turns = {
        "minute": of_hour,
        "hour": of_day,
        "monthday": (moment.day - 1) / moment.days_in_month,
        "week": (moment.isocalendar().week - 1) / 53,
        "month": (moment.month - 1) / 12,
        "quarter": (moment.quarter - 1) / 4,
        "yearday": (moment.day_of_year - 1 + of_day) / days,
    }
    values = {
        name: [float(numpy.sin(2 * numpy.pi * turn)), float(numpy.cos(2 * numpy.pi * turn))]
        for name, turn in turns.items()
    }
    values["weekday"] = [float(moment.day_of_week == day) for day in range(7)]
    values["weekend"] = [float(moment.day_of_week >= 5)]
    return values


cases = [{"time": text, "features": features(pandas.Timestamp(text))} for text in MOMENTS]
turns = [float(turn) for turn in numpy.linspace(-2, 2, 401)]
circle = [[t, float(numpy.sin(2 * numpy.pi * (t % 1))), float(numpy.cos(2 * numpy.pi * (t % 1)))]
          for t in turns]
path = pathlib.Path(__file__).parent / "features.json"
path.write_text(json.dumps({"cases": cases, "circle": circle}) + "\n")
