"""The grid's figures as Markdown: a table of ratios for each length."""

import argparse

from report import markdown, ratio, step_of
from shape import Shape


def cell(known: tuple[float, str] | None, least: float) -> str:
    """A ratio, bold where Skein is behind."""
    if known is None:
        return "–"
    return f"**{known[0]:.2f}**" if known[0] < least else f"{known[0]:.2f}"


def grid(records: list[dict], shapes: list[Shape], options: argparse.Namespace) -> str:
    """A table of ratios for each T: a row for each H, a column for each B."""
    text = f"Best peer ÷ Skein in the time of {step_of(options)}; below 1, Skein is slower."
    known = {shape: ratio(records, shape) for shape in shapes}
    batches = sorted({shape.batch for shape in shapes})
    for steps in sorted({shape.steps for shape in shapes}):
        rows = [["H", *(f"B = {batch}" for batch in batches)]]
        here = {(s.hidden[0], s.batch): known[s] for s in shapes if s.steps == steps}
        for units in sorted({units for units, _ in here}):
            found = [here.get((units, batch)) for batch in batches]
            rows.append([str(units), *(cell(pair, options.least or 1) for pair in found)])
        text += f"\n\nT = {steps}, I = {shapes[0].inputs}:\n\n" + markdown(rows, left=0)
    return text


def left_out(shapes: list[Shape]) -> str:
    """The cells of the grid that were not measured, B by B, grouped by T and H."""
    groups: dict[tuple[int, int], list[str]] = {}
    for shape in shapes:
        groups.setdefault((shape.steps, shape.hidden[0]), []).append(str(shape.batch))
    lines = [
        f"- T = {steps}, H = {units}: B = {', '.join(batches)}"
        for (steps, units), batches in groups.items()
    ]
    return f"Left out, too long or too large ({len(shapes)} cells):\n\n" + "\n".join(lines)
