"""Groups beside each other, each a dot with its interval: what overlaps is not told apart by its dot alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from customerhero.charts.palette import Palette
from customerhero.charts.pen import cut, dot, drawn, line, words

WIDTH: Final = 400
ROW: Final = 30
_LABELS, _FIGURES, _TOP = 116, 46, 8


@dataclass(frozen=True)
class Range:
    """One group: its name, its figure with the ends of its interval, and the figure as it is written."""

    label: str
    value: float
    low: float
    high: float
    written: str


def ranges(groups: Sequence[Range], palette: Palette, whole: float | None = None) -> str:
    """An SVG of the groups in their order, with a broken line at the figure of all together; empty without groups."""
    if not groups:
        return ""
    ends = [end for group in groups for end in (group.low, group.high)] + ([whole] if whole is not None else [])
    scale = _Scale(min(ends), max(ends))
    height = _TOP * 2 + ROW * len(groups)
    parts = [_row(group, _TOP + ROW * (at + 0.5), scale, palette) for at, group in enumerate(groups)]
    at_all = "" if whole is None else _whole(scale.x(whole), height, palette)
    return drawn(WIDTH, height, at_all, *parts, name="ranges")


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    def x(self, value: float) -> float:
        room = WIDTH - _LABELS - _FIGURES - 16
        return _LABELS + 8 + (value - self.low) / ((self.high - self.low) or 1) * room


def _row(group: Range, y: float, scale: _Scale, palette: Palette) -> str:
    left, right = scale.x(group.low), scale.x(group.high)
    return (
        words(_LABELS - 4, y + 4, cut(group.label, _LABELS), palette["ink"], "end")
        + line((left, y), (right, y), palette["series-5"], 2.5)
        + dot(scale.x(group.value), y, 5, palette["accent"])
        + words(WIDTH, y + 4, group.written, palette["ink"], "end", 600)
    )


def _whole(x: float, height: float, palette: Palette) -> str:
    return line((x, 2), (x, height - 2), palette["strong-line"], 1, "3 4")
