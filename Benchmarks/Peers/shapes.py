"""The shapes that Skein and its peers are measured at, and why each is there."""

from grid import GRIDS, fits
from shape import KINDS, Shape, parsed

TRAINING = [
    Shape("reference", 50, 32, 1, (60, 50), "the tutorial's job: small, bound by latency"),
    Shape("medium", 100, 64, 32, (256, 256), "weights that fit the second-level cache"),
    Shape("large", 64, 128, 256, (1024,), "weights that outgrow it"),
    Shape("tiny", 20, 1, 1, (1,), "nothing but overhead"),
    Shape("odd", 50, 33, 3, (33,), "no size is a multiple of a register"),
    Shape("odd-medium", 50, 31, 17, (129,), "one unit over a panel"),
    Shape("single-row", 50, 1, 1, (64,), "nothing to share between workers"),
    Shape("wide-input", 50, 32, 512, (64,), "the input product outweighs the recurrent one"),
    Shape("wide-batch", 50, 256, 8, (100,), "many rows, few units"),
    Shape("deep", 50, 32, 1, (64, 64, 64, 64), "four layers"),
    Shape("row-512", 100, 1, 32, (512,), "one row, weights beyond the second-level cache"),
    Shape("rows-1024", 100, 2, 32, (1024,), "two rows, weights that fill a third-level cache"),
    Shape("few-2048", 50, 8, 64, (2048,), "few rows, weights that come from memory"),
]

# What only predictions ask about: how long one answer takes, and several at once.
ANSWERS = [
    Shape("reference-row", 50, 1, 1, (60, 50), "one answer of the tutorial's model"),
    Shape("medium-row", 100, 1, 32, (256, 256), "one answer, weights in the second-level cache"),
    Shape("large-row", 64, 1, 256, (1024,), "one answer: each weight is read for one product"),
    Shape("large-few", 64, 16, 256, (1024,), "a few answers at once share each weight"),
]
# The other kinds of recurrent layers at the reference and the medium size, for `--shape kinds`.
OF_A_KIND = [
    Shape(f"{kind}-{name}", steps, batch, inputs, hidden, f"{kind} at the {name} size", kind)
    for kind in KINDS
    if kind != "lstm"
    for name, steps, batch, inputs, hidden in [
        ("reference", 50, 32, 64 if KINDS[kind].embeds else 1, (60, 50)),
        ("medium", 100, 64, 128 if KINDS[kind].embeds else 32, (256, 256)),
    ]
]
NAMED = {shape.name: shape for shape in TRAINING + ANSWERS + OF_A_KIND}
INFERENCE = [NAMED["reference"], NAMED["medium"], *ANSWERS]
INFERENCE += [NAMED[name] for name in ("tiny", "row-512", "rows-1024", "few-2048")]

# One size at a time, away from a step of 20 rows and 32 windows of 8 columns through 64 units.
SWEPT_UNITS = [1, 2, 3, 5, 8, 15, 17, 31, 33, 50, 65, 100, 127, 129, 200, 255, 257, 384, 511, 513]
SWEPT_UNITS += [768, 1023, 1024]
SWEPT_BATCHES = [1, 2, 3, 5, 7, 13, 17, 63, 65, 128, 255, 256]
SWEPT_INPUTS = [1, 3, 17, 33, 65, 129, 255, 512]
SWEPT_STACKS = ["64+64", "33+65+17", "200+100", "31+31+31+31", "256+128+64+32"]
SWEEP = [f"20,32,8,{units}" for units in SWEPT_UNITS]
SWEEP += [f"20,{batch},8,64" for batch in SWEPT_BATCHES]
SWEEP += [f"20,32,{inputs},64" for inputs in SWEPT_INPUTS]
SWEEP += [f"20,32,8,{stack}" for stack in SWEPT_STACKS]


def chosen(names: list[str], inference: bool) -> list[Shape]:
    """Shapes by name, by "T,B,I,H+H", all of `sweep` or `kinds`, or what fits of the grid or a part.

    No name at all stands for the named ones of the mode. Raises SystemExit for anything else.
    """
    shapes = []
    for name in names:
        if name == "sweep":
            shapes += map(parsed, SWEEP)
        elif name == "kinds":
            shapes += OF_A_KIND
        elif name in GRIDS:
            shapes += filter(fits, GRIDS[name])
        elif name in NAMED:
            shapes.append(NAMED[name])
        else:
            try:
                shapes.append(parsed(name))
            except ValueError:
                choices = ", ".join([*NAMED, "kinds", "sweep", *GRIDS])
                raise SystemExit(
                    f"there is no shape {name!r}; choose from {choices}, or T,B,I,H+H"
                ) from None
    return shapes or (INFERENCE if inference else TRAINING)
