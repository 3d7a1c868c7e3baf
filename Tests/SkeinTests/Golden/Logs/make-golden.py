"""Makes events.out.tfevents.golden, as TensorBoard writes and reads it.

    pip install tensorboard==2.20.0 "setuptools<81"
    python make-golden.py

The numbers stand in EventFileTests.swift as well. Given the path of an event file or a folder of a run, it
prints the scalars that TensorBoard finds there instead.
"""

import pathlib
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto import event_pb2
from tensorboard.summary.writer import record_writer

EPOCHS = [
    # epoch, ended, seconds, loss, validation loss, learning rate, samples a second, steps
    (1, 1700000002.5, 2.5, 0.5, 0.25, 0.001, 40.0, 7),
    (2, 1700000004.5, 2.0, 0.125, None, 0.0005, 50.0, 14),
    (300, 1700001000.0, 0.1, 1e-9, 1e30, 1e-7, 1000.0, 2100),
]


def events():
    yield event_pb2.Event(wall_time=1700000000.0, file_version="brain.Event:2")
    for epoch, ended, seconds, loss, validation, rate, speed, steps in EPOCHS:
        event = event_pb2.Event(wall_time=ended, step=epoch)
        for tag, value in [
            ("loss/training", loss), ("loss/validation", validation), ("learning_rate", rate),
            ("epoch/seconds", seconds), ("epoch/samples_per_second", speed), ("epoch/steps", steps),
        ]:
            if value is not None:
                event.summary.value.add(tag=tag, simple_value=value)
        yield event


def scalars(path):
    accumulator = event_accumulator.EventAccumulator(str(path))
    accumulator.Reload()
    for tag in sorted(accumulator.Tags()["scalars"]):
        yield tag, [(found.step, found.value) for found in accumulator.Scalars(tag)]


if len(sys.argv) > 1:
    for tag, values in scalars(sys.argv[1]):
        print(tag, values)
else:
    path = pathlib.Path(__file__).parent / "events.out.tfevents.golden"
    with open(path, "wb") as file:
        writer = record_writer.RecordWriter(file)
        for event in events():
            writer.write(event.SerializeToString())
    found = dict(scalars(path))
    assert [step for step, _ in found["loss/training"]] == [1, 2, 300]
    assert [step for step, _ in found["loss/validation"]] == [1, 300]
    assert len(found) == 6
