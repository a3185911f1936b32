"""A sparkline: a month's figure and the months before it, as a small drawing of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 240
HEIGHT: Final = 44
_EDGE: Final = 4


def sparkline(figures: Sequence[float | None], colour: str) -> str:
    """The figures as an SVG line over a soft ground, the newest marked; empty with fewer than two known."""
    points = _points(figures)
    if len(points) < 2:
        return ""
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    (first, _), (last_x, last_y) = points[0], points[-1]
    ground = f"{first:.1f},{HEIGHT} {line} {last_x:.1f},{HEIGHT}"
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false" xmlns="http://www.w3.org/2000/svg">'
        f'<polygon points="{ground}" fill="{colour}" opacity="0.11"/>'
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"'
        ' stroke-linecap="round" vector-effect="non-scaling-stroke"/>'
        f'<line x1="{last_x:.1f}" y1="{last_y:.1f}" x2="{last_x:.1f}" y2="{last_y:.1f}" stroke="{colour}"'
        ' stroke-width="7" stroke-linecap="round" vector-effect="non-scaling-stroke"/></svg>'
    )


def _points(figures: Sequence[float | None]) -> list[tuple[float, float]]:
    known = [(at, figure) for at, figure in enumerate(figures) if figure is not None]
    if not known:
        return []
    low, high = min(figure for _, figure in known), max(figure for _, figure in known)
    across = (WIDTH - 2 * _EDGE) / max(1, len(figures) - 1)
    up = (HEIGHT - 3 * _EDGE) / (high - low) if high > low else 0.0
    floor = HEIGHT - 2 * _EDGE if high > low else HEIGHT / 2
    return [(_EDGE + at * across, floor - (figure - low) * up) for at, figure in known]
