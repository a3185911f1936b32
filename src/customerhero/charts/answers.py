"""How often each answer on a scale was given; what is not told is drawn as not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from customerhero.charts.palette import Palette
from customerhero.charts.pen import box, drawn, words

WIDTH: Final = 400
HEIGHT: Final = 196
_TOP, _FLOOR = 20, 172


@dataclass(frozen=True)
class Given:
    """One answer of the scale: its code, how often it was given (None where that is not told), and its tone."""

    code: str
    times: int | None
    tone: str
    """good, hurt or series-5."""


def answers(given: Sequence[Given], palette: Palette) -> str:
    """An SVG with a column for each answer of the scale; empty when nothing is told."""
    most = max((one.times or 0 for one in given), default=0)
    if not most:
        return ""
    step = WIDTH / len(given)
    parts = [_column(one, step * at, step, most, palette) for at, one in enumerate(given)]
    return drawn(WIDTH, HEIGHT, *parts, name="answers")


def _column(one: Given, x: float, step: float, most: int, palette: Palette) -> str:
    middle, wide = x + step / 2, min(step * 0.72, 46)
    code = words(middle, HEIGHT - 6, one.code, palette["soft-ink"], "middle")
    if one.times is None:
        return code + _untold(middle - wide / 2, wide, palette)
    height = (_FLOOR - _TOP) * one.times / most
    bar = box(middle - wide / 2, _FLOOR - height, wide, height, palette[one.tone])
    return code + bar + words(middle, _FLOOR - height - 5, f"{one.times}", palette["ink"], "middle", 600)


def _untold(x: float, wide: float, palette: Palette) -> str:
    """A low broken outline: there may be some, and how many is not told."""
    return (
        f'<rect x="{x:.1f}" y="{_FLOOR - 16}" width="{wide:.1f}" height="16" rx="2.5" fill="none"'
        f' stroke="{palette["strong-line"]}" stroke-dasharray="2 3"/>'
    )
