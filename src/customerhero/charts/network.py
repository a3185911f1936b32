"""The hand-over network as a drawing of our own: teams on a ring, the thicker the line the more cases took the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from math import atan2, cos, hypot, pi, sin, sqrt
from textwrap import wrap
from typing import Final

from customerhero.charts.palette import Palette
from customerhero.findings import Picture

WIDTH: Final = 384
HEIGHT: Final = 316
MOST_TEAMS: Final = 8
MOST_WAYS: Final = 16
LONGEST_NAME: Final = 13
LINE: Final = 13
_RING: Final = (96.0, 104.0)


@dataclass(frozen=True)
class _Node:
    name: str
    x: float
    y: float
    radius: float


def network(picture: Picture, palette: Palette, highlight: str, about: tuple[str, str] | None = None) -> str:
    """An SVG of flows (from, to, count): the strongest ways among the busiest teams.

    In `highlight` stands the way it is `about`, always drawn; without one, the ways back.
    """
    ways = _strongest(picture, about)
    if not ways:
        return ""
    nodes = _placed(ways)
    back = {about} if about else _ways_back(ways)
    most = max(ways.values())
    drawn = [
        _way(nodes[a], nodes[b], count / most, palette[highlight] if (a, b) in back else palette["series-5"])
        for (a, b), count in sorted(ways.items(), key=lambda item: (item[1], item[0]))
    ]
    dots = [_dot(node, palette) for node in nodes.values()]
    return (
        f'<svg class="network" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' font-family="Inter" font-size="11.5" xmlns="http://www.w3.org/2000/svg">{"".join(drawn + dots)}</svg>'
    )


def _strongest(picture: Picture, about: tuple[str, str] | None) -> dict[tuple[str, str], float]:
    counted: Counter[tuple[str, str]] = Counter()
    for row in picture.rows:
        if isinstance(row[2], int | float) and row[0] != row[1]:
            counted[str(row[0]), str(row[1])] += row[2]  # type: ignore[assignment]  # counts may be shares
    busy: Counter[str] = Counter()
    for (a, b), count in counted.items():
        busy[a] += count
        busy[b] += count
    own = about or ()
    ordered = sorted(busy, key=lambda name: (name not in own, -busy[name], name))
    teams = set(ordered[:MOST_TEAMS])
    inside = [(way, count) for way, count in counted.items() if set(way) <= teams and count > 0]
    return dict(sorted(inside, key=lambda item: (item[0] != about, -item[1], item[0]))[:MOST_WAYS])


def _ways_back(ways: dict[tuple[str, str], float]) -> set[tuple[str, str]]:
    """Of two ways between the same teams, the weaker: a case is handed on by the stronger and sent back by it."""
    return {(a, b) for (a, b), count in ways.items() if (b, a) in ways and (count, a) < (ways[b, a], b)}


def _placed(ways: dict[tuple[str, str], float]) -> dict[str, _Node]:
    load: Counter[str] = Counter()
    for (a, b), count in ways.items():
        load[a] += count  # type: ignore[assignment]  # counts may be shares
        load[b] += count  # type: ignore[assignment]
    names = sorted(load, key=lambda name: (-load[name], name))
    most = max(load.values())
    across, down = _RING
    nodes = {}
    for at, name in enumerate(names):
        angle = -pi / 2 + 2 * pi * at / len(names)
        radius = 9 + 9 * sqrt(load[name] / most)
        nodes[name] = _Node(name, WIDTH / 2 + across * cos(angle), HEIGHT / 2 + down * sin(angle), radius)
    return nodes


def _way(start: _Node, end: _Node, weight: float, colour: str) -> str:
    width = 1.2 + 5.3 * weight
    dx, dy = end.x - start.x, end.y - start.y
    bend = 0.16
    cx, cy = (start.x + end.x) / 2 - dy * bend, (start.y + end.y) / 2 + dx * bend
    x1, y1 = _towards(start, cx, cy, start.radius + 2)
    tip_x, tip_y = _towards(end, cx, cy, end.radius + 3)
    size = 5 + width
    x2, y2 = _towards(end, cx, cy, end.radius + 3 + size * 0.8)
    path = f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}"
    head = _arrow(tip_x, tip_y, atan2(tip_y - cy, tip_x - cx), size)
    line = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" opacity="0.72"/>'
    return f'{line}<path d="{head}" fill="{colour}"/>'


def _towards(node: _Node, x: float, y: float, distance: float) -> tuple[float, float]:
    length = hypot(x - node.x, y - node.y) or 1.0
    return node.x + (x - node.x) / length * distance, node.y + (y - node.y) / length * distance


def _arrow(x: float, y: float, angle: float, size: float) -> str:
    left, right = angle + pi - 0.5, angle + pi + 0.5
    ends = [(x + size * cos(side), y + size * sin(side)) for side in (left, right)]
    return f"M{x:.1f} {y:.1f}L{ends[0][0]:.1f} {ends[0][1]:.1f}L{ends[1][0]:.1f} {ends[1][1]:.1f}Z"


def _dot(node: _Node, palette: Palette) -> str:
    lines = wrap(node.name, LONGEST_NAME, max_lines=2, placeholder="…")
    x, y, anchor = _beside(node, len(lines))
    name = "".join(
        f'<tspan x="{x:.1f}" y="{y + at * LINE:.1f}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    return (
        f'<circle cx="{node.x:.1f}" cy="{node.y:.1f}" r="{node.radius:.1f}" fill="{palette["card"]}"'
        f' stroke="{palette["ink"]}" stroke-width="1.75"/>'
        f'<text text-anchor="{anchor}" fill="{palette["ink"]}" font-weight="500">'
        f"{name}</text>"
    )


def _beside(node: _Node, lines: int) -> tuple[float, float, str]:
    """Where the name's first line stands, outside the ring."""
    more = (lines - 1) * LINE
    off, gap = node.x - WIDTH / 2, node.radius + 6
    if abs(off) < _RING[0] / 3:
        above = node.y < HEIGHT / 2
        return node.x, node.y - gap - more if above else node.y + gap + 9, "middle"
    height = node.y + 4 - more / 2
    return (node.x + gap, height, "start") if off > 0 else (node.x - gap, height, "end")
