"""Runs one program, Skein or a peer, at some shapes, and gives back its figures."""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from shape import KINDS, Shape

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Peer:
    """A peer's script; its environment has the peer's name, as its requirements have."""

    script: str
    training: bool = True
    inference: bool = True
    # Whether a shape takes little more than its steps. Keras's compilers take seconds.
    quick: bool = True
    # Whether one thread takes a process of its own, not a setting: compare.py adds that one.
    resized_by_process: bool = False
    # The kinds of layers that the script makes.
    kinds: tuple[str, ...] = ("lstm",)


PEERS = {
    "pytorch": Peer("pytorch.py", kinds=tuple(KINDS)),
    "jax": Peer("jax_lstm.py", resized_by_process=True),
    "keras-jax": Peer("keras_jax.py", inference=False, quick=False, kinds=tuple(KINDS)),
    "keras-tensorflow": Peer(
        "keras_tensorflow.py", inference=False, quick=False, kinds=tuple(KINDS)
    ),
    "onnxruntime": Peer("onnxruntime_lstm.py", training=False),
    "openvino": Peer("openvino_lstm.py", training=False),
}


def lines_of(command: list[str]) -> list[str]:
    """The program's standard output; its complaints go to ours. Raises CalledProcessError."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=HERE, check=True)
    return done.stdout.splitlines()


def run_skein(shape: Shape, options: argparse.Namespace) -> dict:
    """One benchmark of Skein, on as many workers as the peers have threads."""
    command = [options.skein, "bench", "--json", "--quiet", "--model", shape.model]
    command += ["--input-size", str(shape.columns), "--sequence-length", str(shape.steps)]
    command += ["--batch-size", str(shape.batch), "--workers", str(options.threads)]
    command += ["--seconds", str(options.seconds)]
    command += ["--inference"] if options.inference else []
    report = json.loads("\n".join(lines_of(command)))
    result = report["results"][-1]
    return {
        "peer": "Skein",
        "setting": result["isa"],
        "shape": shape.name,
        "inference": options.inference,
        "threads": options.threads,
        "milliseconds": result["millisecondsPerStep"],
        "peak": result["peakGigaflopsPerSecond"],
        "versions": {"Skein": report["skein"]},
    }


def run_peer(name: str, shapes: list[Shape], threads: int, options) -> list[dict]:
    """One process of a peer: a line for each of its settings at each shape."""
    python = options.environments / name / "bin" / "python"
    command = [str(python), PEERS[name].script, "--threads", str(threads)]
    command += ["--seconds", str(options.seconds)]
    command += ["--inference"] if options.inference else []
    for shape in shapes:
        command += ["--shape", shape.name]
    return [json.loads(line) for line in lines_of(command) if line.startswith("{")]


def run_all_threads_and_one(name: str, shapes: list[Shape], options) -> list[dict]:
    """A peer on all threads and, where that can be faster, on one; setting names then end in -1."""
    records = run_peer(name, shapes, options.threads, options)
    small = [shape for shape in shapes if shape.one_thread_may_win]
    if PEERS[name].resized_by_process and options.threads > 1 and small:
        for record in run_peer(name, small, 1, options):
            records.append({**record, "setting": record["setting"] + "-1"})
    return records


def run(program: str, shapes: list[Shape], options, failures: list[str]) -> list[dict]:
    """The program's figures at each of the shapes; adds to `failures` where it has none.

    Shapes of kinds that a peer does not make are left out. It takes several in one process. If that
    fails, each gets a process of its own, so that one shape too many for a peer does not cost the
    others.
    """
    if program != "skein":
        shapes = [shape for shape in shapes if shape.kind in PEERS[program].kinds]
    if not shapes:
        return []
    try:
        if program == "skein":
            return [run_skein(shape, options) for shape in shapes]
        return run_all_threads_and_one(program, shapes, options)
    except subprocess.CalledProcessError as error:
        print(f"{program} failed with exit code {error.returncode}", file=sys.stderr)
        if len(shapes) == 1:
            failures.append(f"{program} at {shapes[0].name} (exit code {error.returncode})")
            return []
    return [record for shape in shapes for record in run(program, [shape], options, failures)]
