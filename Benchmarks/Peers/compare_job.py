"""Times the whole reference job, from the start of the program to its last file, in Skein and Keras.

    python compare_job.py --skein .build/release/skein --python .build-peers/keras-tensorflow/bin/python
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def seconds(command: list[str]) -> float:
    """The wall-clock time of a program that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skein", required=True, help="the program")
    parser.add_argument("--python", required=True, help="of the Keras environment")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    # Not resolved: an environment's Python is a link, and what it is called makes the environment.
    python = str(pathlib.Path(options.python).absolute())
    skein = str(pathlib.Path(options.skein).resolve())
    taken: dict[str, list[float]] = {"skein": [], "version": [], "tensorflow": []}
    with tempfile.TemporaryDirectory() as folder:
        job = [python, str(HERE / "keras_job.py"), folder + "/keras"]
        for _ in range(options.rounds):
            train = [skein, "train", "--output", folder + "/skein", "--overwrite", "--quiet"]
            taken["skein"].append(seconds(train))
            taken["version"].append(seconds([skein, "--version"]))
            taken["tensorflow"].append(seconds(job))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    print("| the whole reference job | seconds | ÷ Skein |\n| --- | ---: | ---: |")
    print(f"| Skein | {medians['skein']:.2f} | 1 |")
    ratio = medians["tensorflow"] / medians["skein"]
    print(f"| Keras on TensorFlow | {medians['tensorflow']:.2f} | {ratio:.1f} |")
    print(f"\n`skein --version` takes {medians['version'] * 1000:.1f} ms.")
    print(f"Medians of {options.rounds} interleaved rounds.")


if __name__ == "__main__":
    main()
