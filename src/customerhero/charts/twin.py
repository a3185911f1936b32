"""The table twin of a picture: the same rows, as many as can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from customerhero.charts.columns import parts_of
from customerhero.findings import Picture

LONGEST_TWIN: Final = 120
STEPS: Final = (3, 6, 12, 24)
"""Every how many-th time of a long curve its table has; by month, these are quarters and years."""


def thinned(picture: Picture) -> Picture:
    """The picture; a long curve by quarter or year, so that it can be read as a table."""
    label = parts_of(picture).label if picture.kind == "curves" else ""
    if len(picture.rows) <= LONGEST_TWIN or not label:
        return picture
    place = picture.columns.index(label)
    times = sorted({row[place] for row in picture.rows})
    step = next((step for step in STEPS if len(picture.rows) / step <= LONGEST_TWIN), STEPS[-1])
    kept = set(times[::step])
    return replace(picture, rows=tuple(row for row in picture.rows if row[place] in kept))
