"""What every peer script shares: its arguments, the clock, the data, and what it prints."""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable

from shapes import Shape, chosen


def arguments(settings: list[str]) -> argparse.Namespace:
    """The command line of a peer script. `settings` are its own variants, the default first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shape", action="append", default=[], help="a name from shapes.py")
    parser.add_argument("--seconds", type=float, default=2.0, help="to time one variant for")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--setting", action="append", choices=settings, help="variants to try (default: all)"
    )
    options = parser.parse_args()
    options.shapes = chosen(options.shape)
    options.settings = options.setting or settings
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


def batch(shape: Shape):
    """Uniform inputs [B, T, I] and targets [B, 1], the same for every peer."""
    import numpy

    random = numpy.random.default_rng(0)
    inputs = random.uniform(-1, 1, (shape.batch, shape.steps, shape.inputs))
    targets = random.uniform(-1, 1, (shape.batch, 1))
    return inputs.astype(numpy.float32), targets.astype(numpy.float32)


def time_steps(step: Callable[[], object], seconds: float) -> list[float]:
    """Milliseconds of each step after a warm-up. `step` returns when its work is done."""
    begun = time.perf_counter()
    warm = 0
    # The first call compiles; caches, allocators and clocks settle in the next ones.
    while warm < 3 or (warm < 20 and time.perf_counter() - begun < 0.2 * seconds):
        step()
        warm += 1
    taken = []
    begun = time.perf_counter()
    while len(taken) < 3 or time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        step()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


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
        for setting in options.settings:
            times = time_steps(prepare(shape, setting), options.seconds)
            print(
                json.dumps(
                    {
                        "peer": peer,
                        "setting": setting,
                        "shape": shape.name,
                        "threads": options.threads,
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
