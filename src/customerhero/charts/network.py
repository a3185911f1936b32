"""The hand-over network as a drawing of our own: teams on a ring, the thicker the line the more cases took the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from html import escape
from math import atan2, cos, hypot, pi, sin, sqrt
from textwrap import wrap
from typing import Final, TypeVar

from customerhero.charts.palette import Palette
from customerhero.findings import Picture

LONGEST_NAME: Final = 13
LINE: Final = 13
TOUCH: Final = 14
"""How broad a line is for a pointer, however thin it is drawn."""

Way = tuple[str, str]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Ground:
    """How large the drawing is and how much it holds; the ring is its half width and half height."""

    width: int = 384
    height: int = 316
    ring: tuple[float, float] = (96.0, 104.0)
    most_teams: int = 8
    most_ways: int = 16


SMALL: Final = Ground()
LARGE: Final = Ground(560, 420, (170.0, 148.0), 14, 40)


@dataclass(frozen=True)
class Lead:
    """Where a team or a way leads a reader, and what stands for it in words."""

    href: str
    words: str


@dataclass(frozen=True)
class Leads:
    """Where the drawing leads: by team, and by way from team to team. What has a lead can be reached by keyboard."""

    teams: Mapping[str, Lead]
    ways: Mapping[Way, Lead]


@dataclass(frozen=True)
class _Node:
    name: str
    x: float
    y: float
    radius: float


def network(
    picture: Picture,
    palette: Palette,
    highlight: str,
    about: Way | frozenset[Way] | None = None,
    leads: Leads | None = None,
    ground: Ground = SMALL,
) -> str:
    """An SVG of flows (from, to, count): the strongest ways among the busiest teams.

    In `highlight` stand the ways it is `about`, always drawn; with None, the ways back. With `leads`, teams and ways
    are links, each with its words: first the ways, then the teams.
    """
    own = frozenset({about}) if isinstance(about, tuple) else about
    ways = _strongest(picture, own or frozenset(), ground)
    if not ways:
        return ""
    nodes, led = _placed(ways, ground), leads or Leads({}, {})
    marked = _ways_back(ways) if own is None else own
    most = max(ways.values())
    lines = {
        (a, b): _way(
            nodes[a], nodes[b], ways[a, b] / most, palette[highlight if (a, b) in marked else "series-5"],
            (a, b) in led.ways,
        )
        for a, b in _weakest_first(ways, own or frozenset())
    }  # fmt: skip
    dots = {name: _dot(node, palette, ground) for name, node in nodes.items()}
    drawn = [*_led(lines, led.ways), *_led(dots, led.teams)]
    return (
        f'<svg class="network" viewBox="0 0 {ground.width} {ground.height}" width="{ground.width}"'
        f' height="{ground.height}" font-family="Inter" font-size="11.5" xmlns="http://www.w3.org/2000/svg">'
        f"{''.join(drawn)}</svg>"
    )


def _weakest_first(ways: Mapping[Way, float], own: frozenset[Way]) -> list[Way]:
    """What matters is drawn over the rest."""
    return sorted(ways, key=lambda way: (way in own, ways[way], way))


def _led(drawn: Mapping[Name, str], leads: Mapping[Name, Lead]) -> list[str]:
    """Each drawn thing within its link, where it has one."""
    return [_link(leads[name], svg) if name in leads else svg for name, svg in drawn.items()]


def _link(lead: Lead, svg: str) -> str:
    words = escape(lead.words)
    return f'<a href="{escape(lead.href)}" aria-label="{words}"><title>{words}</title>{svg}</a>'


def _strongest(picture: Picture, own: frozenset[Way], ground: Ground) -> dict[Way, float]:
    counted: Counter[Way] = Counter()
    for row in picture.rows:
        if isinstance(row[2], int | float) and row[0] != row[1]:
            counted[str(row[0]), str(row[1])] += row[2]  # type: ignore[assignment]  # counts may be shares
    busy: Counter[str] = Counter()
    for (a, b), count in counted.items():
        busy[a] += count
        busy[b] += count
    ends = {team for way in own for team in way}
    ordered = sorted(busy, key=lambda name: (name not in ends, -busy[name], name))
    teams = set(ordered[: ground.most_teams])
    inside = [(way, count) for way, count in counted.items() if set(way) <= teams and count > 0]
    return dict(sorted(inside, key=lambda item: (item[0] not in own, -item[1], item[0]))[: ground.most_ways])


def _ways_back(ways: dict[Way, float]) -> frozenset[Way]:
    """Of two ways between the same teams, the weaker: a case is handed on by the stronger and sent back by it."""
    return frozenset((a, b) for (a, b), count in ways.items() if (b, a) in ways and (count, a) < (ways[b, a], b))


def _placed(ways: dict[Way, float], ground: Ground) -> dict[str, _Node]:
    load: Counter[str] = Counter()
    for (a, b), count in ways.items():
        load[a] += count  # type: ignore[assignment]  # counts may be shares
        load[b] += count  # type: ignore[assignment]
    names = sorted(load, key=lambda name: (-load[name], name))
    most = max(load.values())
    across, down = ground.ring
    nodes = {}
    for at, name in enumerate(names):
        angle = -pi / 2 + 2 * pi * at / len(names)
        radius = 9 + 9 * sqrt(load[name] / most)
        x, y = ground.width / 2 + across * cos(angle), ground.height / 2 + down * sin(angle)
        nodes[name] = _Node(name, x, y, radius)
    return nodes


def _way(start: _Node, end: _Node, weight: float, colour: str, is_led: bool) -> str:
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
    return f'{line}<path d="{head}" fill="{colour}"/>{_touched(path) if is_led else ""}'


def _touched(path: str) -> str:
    """An unseen broad line over a thin one, for pointers."""
    return f'<path d="{path}" fill="none" stroke="#000" stroke-opacity="0" stroke-width="{TOUCH}"/>'


def _towards(node: _Node, x: float, y: float, distance: float) -> tuple[float, float]:
    length = hypot(x - node.x, y - node.y) or 1.0
    return node.x + (x - node.x) / length * distance, node.y + (y - node.y) / length * distance


def _arrow(x: float, y: float, angle: float, size: float) -> str:
    left, right = angle + pi - 0.5, angle + pi + 0.5
    ends = [(x + size * cos(side), y + size * sin(side)) for side in (left, right)]
    return f"M{x:.1f} {y:.1f}L{ends[0][0]:.1f} {ends[0][1]:.1f}L{ends[1][0]:.1f} {ends[1][1]:.1f}Z"


def _dot(node: _Node, palette: Palette, ground: Ground) -> str:
    lines = wrap(node.name, LONGEST_NAME, max_lines=2, placeholder="…")
    x, y, anchor = _beside(node, len(lines), ground)
    name = "".join(
        f'<tspan x="{x:.1f}" y="{y + at * LINE:.1f}">{escape(line)}</tspan>' for at, line in enumerate(lines)
    )
    return (
        f'<circle cx="{node.x:.1f}" cy="{node.y:.1f}" r="{node.radius:.1f}" fill="{palette["card"]}"'
        f' stroke="{palette["ink"]}" stroke-width="1.75"/>'
        f'<text text-anchor="{anchor}" fill="{palette["ink"]}" font-weight="500">'
        f"{name}</text>"
    )


def _beside(node: _Node, lines: int, ground: Ground) -> tuple[float, float, str]:
    """Where the name's first line stands, outside the ring."""
    more = (lines - 1) * LINE
    off, gap = node.x - ground.width / 2, node.radius + 6
    if abs(off) < ground.ring[0] / 3:
        above = node.y < ground.height / 2
        return node.x, node.y - gap - more if above else node.y + gap + 9, "middle"
    height = node.y + 4 - more / 2
    return (node.x + gap, height, "start") if off > 0 else (node.x - gap, height, "end")
