"""Who moved from one standing to another: ribbons from the left to the right, as broad as the customers are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from customerhero.charts.palette import Palette
from customerhero.charts.pen import box, drawn, words

WIDTH: Final = 400
HEIGHT: Final = 230
_SIDE, _BAR, _GAP = 96.0, 9.0, 14.0

Move = tuple[str, str]


@dataclass(frozen=True)
class _Ends:
    """Where the ribbons of one side begin: by standing, the top and the height."""

    tops: Mapping[str, float]
    heights: Mapping[str, float]


def ribbons(
    told: Mapping[Move, int | None], standings: Sequence[str], called: Mapping[str, str], palette: Palette
) -> str:
    """An SVG of the moves; `standings` from best to worst, `called` what they are called. Empty without moves.

    Up has the colour of what is good, down that of what hurts, staying is grey. Moves that are not told (None) are not
    drawn, and the sums they belong to are not written.
    """
    moves = {move: n for move, n in told.items() if n is not None}
    total = sum(moves.values())
    if not total:
        return ""
    scale = (HEIGHT - _GAP * (len(standings) - 1) - 16) / total
    left, right = (_ends(moves, standings, side, scale) for side in (0, 1))
    parts = [*_drawn_moves(moves, standings, (left, right), scale, palette)]
    parts += _bars(left, told, called, palette, 0) + _bars(right, told, called, palette, 1)
    return drawn(WIDTH, HEIGHT, *parts, name="ribbons")


def _ends(moves: Mapping[Move, int], standings: Sequence[str], side: int, scale: float) -> _Ends:
    heights = {one: scale * sum(n for move, n in moves.items() if move[side] == one) for one in standings}
    tops, y = {}, 8.0
    for one in standings:
        tops[one] = y
        y += heights[one] + _GAP
    return _Ends(tops, heights)


def _drawn_moves(
    moves: Mapping[Move, int], standings: Sequence[str], ends: tuple[_Ends, _Ends], scale: float, palette: Palette
) -> list[str]:
    used: list[dict[str, float]] = [dict.fromkeys(standings, 0.0), dict.fromkeys(standings, 0.0)]
    drawn_moves = []
    for start in standings:
        for end in standings:
            height = scale * moves.get((start, end), 0)
            if not height:
                continue
            tops = (ends[0].tops[start] + used[0][start], ends[1].tops[end] + used[1][end])
            used[0][start] += height
            used[1][end] += height
            step = standings.index(end) - standings.index(start)
            tone = "series-5" if step == 0 else "good" if step < 0 else "hurt"
            drawn_moves.append(_ribbon(tops, height, palette[tone], 0.22 if step == 0 else 0.5))
    return drawn_moves


def _ribbon(tops: tuple[float, float], height: float, colour: str, opacity: float) -> str:
    (left, right), middle = (_SIDE + _BAR, WIDTH - _SIDE - _BAR), WIDTH / 2
    (a, b), (c, d) = tops, (tops[0] + height, tops[1] + height)
    path = (
        f"M{left:.1f} {a:.1f}C{middle:.1f} {a:.1f} {middle:.1f} {b:.1f} {right:.1f} {b:.1f}"
        f"L{right:.1f} {d:.1f}C{middle:.1f} {d:.1f} {middle:.1f} {c:.1f} {left:.1f} {c:.1f}Z"
    )
    return f'<path d="{path}" fill="{colour}" opacity="{opacity}"/>'


def _bars(
    ends: _Ends, told: Mapping[Move, int | None], called: Mapping[str, str], palette: Palette, side: int
) -> list[str]:
    x = _SIDE if side == 0 else WIDTH - _SIDE - _BAR
    text, anchor = (x - 8, "end") if side == 0 else (x + _BAR + 8, "start")
    parts = []
    for one, top in ends.tops.items():
        middle = top + ends.heights[one] / 2
        numbers = [n for move, n in told.items() if move[side] == one]
        whole = None not in numbers
        parts.append(box(x, top, _BAR, ends.heights[one], palette["ink"]))
        parts.append(
            words(text, middle - 2 if whole else middle + 4, called.get(one, one), palette["ink"], anchor, 550)
        )
        if whole:
            parts.append(words(text, middle + 12, f"{sum(n or 0 for n in numbers)}", palette["soft-ink"], anchor))
    return parts
