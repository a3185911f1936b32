"""A bridge from what there was to what there is: each step hangs where the one before it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from customerhero.charts.palette import Palette
from customerhero.charts.pen import box, cut, drawn, line, words

WIDTH: Final = 400
ROW: Final = 31
_LABELS, _FIGURES, _TOP, _THICK = 92, 70, 6, 17

SEEN: Final = 0.08
"""From this share of the largest level on, the steps are seen beside the totals."""
Kind = Literal["total", "up", "down"]
_INK: Final = {"total": "series-5", "up": "good", "down": "hurt"}


@dataclass(frozen=True)
class Step:
    """One step: its name, its size (never negative; unknown when None), what it does, and the size as written."""

    label: str
    size: float | None
    kind: Kind
    written: str


def bridge(steps: Sequence[Step], palette: Palette) -> str:
    """An SVG of the steps from top to bottom; the first and the last are totals.

    Totals are bars from nothing. Where the steps would be too small to be seen beside them the scale begins later, and
    totals are marks at their level, because a bar must not be longer or shorter than what it stands for. A step of
    unknown size is drawn as the gap that is left for it.
    """
    if not steps:
        return ""
    spans = _spans(steps)
    ends = [end for span in spans if span for end in span]
    spread = max(ends) - min(ends)
    low = 0.0 if spread >= SEEN * max(ends) else min(ends) - 0.1 * spread
    scale = (WIDTH - _LABELS - _FIGURES - 12) / ((max(ends) - low) or 1)
    rows = [
        _row(step, span, _TOP + ROW * at, (low, scale), palette)
        for at, (step, span) in enumerate(zip(steps, spans, strict=True))
    ]
    return drawn(WIDTH, _TOP * 2 + ROW * len(steps), *rows, name="bridge")


def _spans(steps: Sequence[Step]) -> list[tuple[float, float] | None]:
    """From where to where each step reaches; None for one whose size is not told."""
    level, spans = 0.0, list[tuple[float, float] | None]()
    for step in steps:
        if step.size is None:
            spans.append(None)
            continue
        before = level
        level = step.size if step.kind == "total" else level + (step.size if step.kind == "up" else -step.size)
        spans.append((level, level) if step.kind == "total" else (min(before, level), max(before, level)))
    return spans


def _row(step: Step, span: tuple[float, float] | None, y: float, scaled: tuple[float, float], palette: Palette) -> str:
    low, scale = scaled
    label = words(_LABELS - 6, y + 19, cut(step.label, _LABELS - 6), palette["ink"], "end", 550)
    written = words(WIDTH, y + 19, step.written, palette["ink"], "end", 600)
    if span is None:
        return label + written + line((_LABELS, y + 15), (WIDTH - _FIGURES, y + 15), palette["line"], 1.5, "2 5")
    if step.kind == "total" and low:
        at = _LABELS + (span[1] - low) * scale
        return label + written + line((at, y + 5), (at, y + 25), palette["ink"], 2.5)
    start = low if step.kind == "total" else span[0]
    bar = box(_LABELS + (start - low) * scale, y + 6.5, (span[1] - start) * scale, _THICK, palette[_INK[step.kind]])
    return label + bar + written
