"""Two figures of the same things side by side: to the left how many, to the right how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from customerhero.charts.palette import Palette
from customerhero.charts.pen import box, cut, drawn, words

WIDTH: Final = 400
ROW: Final = 46
_TOP, _THICK, _MIDDLE, _GAP, _FIGURE = 24, 15, 200, 5, 58


@dataclass(frozen=True)
class Pair:
    """One thing: its name, its two figures, and both as they are written."""

    label: str
    left: float
    right: float
    left_written: str
    right_written: str


def sides(pairs: Sequence[Pair], headings: tuple[str, str], palette: Palette) -> str:
    """An SVG of the pairs in their order, each side on its own scale; empty without pairs."""
    if not pairs:
        return ""
    most_left = max(pair.left for pair in pairs) or 1
    most_right = max(pair.right for pair in pairs) or 1
    heads = words(_MIDDLE - _GAP, 12, headings[0], palette["soft-ink"], "end") + words(
        _MIDDLE + _GAP, 12, headings[1], palette["soft-ink"]
    )
    room = _MIDDLE - _GAP - _FIGURE
    rows = [
        _row(pair, _TOP + ROW * at, (room * pair.left / most_left, room * pair.right / most_right), palette)
        for at, pair in enumerate(pairs)
    ]
    return drawn(WIDTH, _TOP + ROW * len(pairs), heads, *rows, name="sides")


def _row(pair: Pair, y: float, widths: tuple[float, float], palette: Palette) -> str:
    left, right = _MIDDLE - _GAP - widths[0], _MIDDLE + _GAP
    bar, base = y + 18, y + 18 + _THICK - 3.5
    return (
        words(_MIDDLE, y + 12, cut(pair.label, WIDTH - 24), palette["ink"], "middle", 550)
        + box(left, bar, widths[0], _THICK, palette["series-1"])
        + box(right, bar, widths[1], _THICK, palette["series-2"])
        + words(left - 5, base, pair.left_written, palette["ink"], "end", 600)
        + words(right + widths[1] + 5, base, pair.right_written, palette["ink"], "start", 600)
    )
