"""What every peer script shares: its arguments, the clock, the data, and what it prints.

A step is a training step, or with --inference one forward pass that returns its predictions.
A setting whose name ends in "-1" is the same on one thread, which can be faster where a step is
little work; it is left out where it cannot, unless it is asked for.
"""

import argparse
import json
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable

from shape import VOCABULARY, Shape
from shapes import chosen


def arguments(training: list[str], inference: list[str]) -> argparse.Namespace:
    """The command line of a peer script. A mode without settings is refused."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--inference", action="store_true", help="time predictions")
    parser.add_argument("--shape", action="append", default=[], help="a name from shapes.py")
    parser.add_argument("--seconds", type=float, default=2.0, help="to time one variant for")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--setting", action="append", help="variants to try (default: all)")
    options = parser.parse_args()
    known = inference if options.inference else training
    if not known:
        parser.error("this peer only " + ("trains" if options.inference else "predicts"))
    for setting in options.setting or []:
        if setting not in known:
            parser.error(f"there is no setting {setting!r}; choose from {', '.join(known)}")
    options.shapes = chosen(options.shape, options.inference)
    options.settings = options.setting or known
    return options


def limit_threads(threads: int) -> None:
    """Before the framework is imported: every crew that reads its size from the environment.

    XLA has no option for its CPU crew and takes the processors that the process may use.
    """
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = str(threads)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    allowed = sorted(os.sched_getaffinity(0))
    if threads < len(allowed):
        os.sched_setaffinity(0, allowed[:threads])


def threads_of(setting: str, options: argparse.Namespace) -> int:
    """How many threads a setting asks for."""
    return 1 if setting.endswith("-1") else options.threads


def batch(shape: Shape):
    """Uniform inputs [B, T, I], or tokens [B, T], and targets [B, 1], the same for every peer."""
    import numpy

    random = numpy.random.default_rng(0)
    inputs = random.uniform(-1, 1, (shape.batch, shape.steps, shape.inputs))
    targets = random.uniform(-1, 1, (shape.batch, 1)).astype(numpy.float32)
    if shape.layers.embeds:
        return random.integers(0, VOCABULARY, (shape.batch, shape.steps)), targets
    return inputs.astype(numpy.float32), targets


def repeat(step: Callable[[], object], seconds: float, most: int, fewest: int) -> list[float]:
    """Milliseconds of each step, as many as fit into `seconds` and at most `most`.

    Three at least; `fewest` where one takes longer than four times as long as there is.
    """
    taken: list[float] = []
    begun = time.perf_counter()
    while len(taken) < most:
        start = time.perf_counter()
        step()
        now = time.perf_counter()
        taken.append((now - start) * 1000)
        least = 3 if now - begun < 4 * seconds else fewest
        if now - begun >= seconds and len(taken) >= least:
            break
    return taken


def time_steps(step: Callable[[], object], seconds: float, best: float) -> list[float]:
    """Milliseconds of each step after a warm-up. `step` returns when its work is done.

    A slow setting that is far behind the `best` one of its shape gets no more than the warm-up.
    """
    # Caches, allocators and clocks settle.
    warm = repeat(step, 0.2 * seconds, most=20, fewest=1)
    if min(warm) > max(4 * best, 1000 * seconds):
        return warm
    return repeat(step, seconds, most=sys.maxsize, fewest=2)


def check(predictions, shape: Shape, peer: str) -> None:
    """Ends the script unless the predictions are [B, 1] and finite."""
    import numpy

    values = numpy.asarray(predictions)
    if values.shape != (shape.batch, 1) or not numpy.isfinite(values).all():
        raise SystemExit(f"{peer} at {shape.name}: predictions {values.shape} or not finite")


def measure(
    peer: str,
    versions: dict[str, str],
    options: argparse.Namespace,
    prepare: Callable[[Shape, str], Callable[[], object]],
) -> None:
    """Times every setting at every shape and prints one JSON object a line.

    `prepare` gives the step of a shape under a setting.
    """
    for shape in options.shapes:
        best = math.inf
        for setting in options.settings:
            needless = options.threads == 1 or not shape.one_thread_may_win
            if setting.endswith("-1") and needless and not options.setting:
                continue
            step = prepare(shape, setting)
            # The first call compiles.
            first = step()
            if options.inference:
                check(first, shape, peer)
            times = time_steps(step, options.seconds, best)
            best = min(best, statistics.median(times))
            print(
                json.dumps(
                    {
                        "peer": peer,
                        "setting": setting,
                        "shape": shape.name,
                        "inference": options.inference,
                        "threads": threads_of(setting, options),
                        "milliseconds": statistics.median(times),
                        "steps": len(times),
                        "versions": {"Python": platform.python_version(), **versions},
                    }
                ),
                flush=True,
            )
            print(
                f"{peer} {setting} {shape.name}: {statistics.median(times):.3f} ms",
                file=sys.stderr,
            )
