"""From counts by week to figures by week: which weeks are whole, known and of enough customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Any

from customerhero.findings.interrupted import Weekly
from customerhero.findings.privacy import hidden_groups
from customerhero.insight.effect.observing import TREATED
from customerhero.insight.effect.options import DAYS_OF_WEEK, Kind, Options

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Cell:
    """What was counted in one week of one group."""

    week: int
    group: str
    treated: bool
    n: float
    people: int
    hits: float


@dataclass(frozen=True)
class Figures:
    """A measure by week: of those treated, of every untouched group, and which weeks count and may be told."""

    kind: Kind
    treated: Weekly
    groups: Mapping[str, Weekly]
    first: int
    """The first whole week."""
    known: int
    """Weeks from this one on are not wholly known yet."""
    hidden: frozenset[int]
    """Weeks whose figure is not told: too few of those treated stand behind it, or it would give one away."""
    bare: frozenset[int]
    """Weeks in which too few untouched customers stand behind the comparison."""
    recorded: bool
    """Whether anything of the kind was ever recorded; what is always nought is no figure."""


def figures(rows: Rows, kind: Kind, options: Options) -> Figures:
    """The measure's figures by week; weeks that may not be told still count, as noisy as they are."""
    cells = cells_of(rows, kind, options)
    first = _first_whole(cells, options)
    known = known_week(rows, options.ripe_days(kind), options)
    whole = [cell for cell in cells if first <= cell.week < known and cell.n]
    treated, others = [cell for cell in whole if cell.treated], [cell for cell in whole if not cell.treated]
    return Figures(
        kind,
        _weekly(treated, kind.per),
        {name: _weekly(cells, kind.per) for name, cells in _by_group(others, options).items()},
        first,
        known,
        hidden_groups(_people(treated), options.smallest_group),
        hidden_groups(_people(others), options.smallest_group),
        any(cell.hits for cell in cells) or kind.part == "answers",
    )


def volume(rows: Rows, options: Options) -> Weekly:
    """The logarithm of the number of treated cases opened each week."""
    cells = [cell for cell in _counted(rows["cases"], "n", "n") if cell.treated]
    first, known = _first_whole(cells, options), known_week(rows, 0, options)
    told = sorted((cell.week, log(cell.n)) for cell in cells if first <= cell.week < known and cell.n)
    return Weekly(tuple(week for week, _ in told), tuple(value for _, value in told), (1.0,) * len(told))


def used(figure: Weekly, options: Options) -> Weekly:
    """Without the weeks just before the change, and those that lie too far back."""
    reach = range(-options.most_before - options.left_out, -options.left_out)
    return figure.only(frozenset([*reach, *range(options.most_after)]))


def cells_of(rows: Rows, kind: Kind, options: Options) -> list[Cell]:
    """What was counted, by week and group."""
    if kind.part == "lives":
        return _present(rows.get("lives", []), options)
    counted = rows.get(kind.part, [])
    if kind.metric:
        counted = [row for row in counted if row["metric"] == kind.metric]
    return _counted(counted, kind.hits, kind.over)


def known_week(rows: Rows, ripe_days: int, options: Options) -> int:
    """The first week that is not wholly known: a week must be over, and as many days more as its cases need."""
    known_us = rows["known"][0]["known_us"] if rows["known"] else 0
    days = known_us // _DAY_US + 1 - (options.day - date(1970, 1, 1)).days - ripe_days
    return int(days // DAYS_OF_WEEK)


def first_day_of(week: int, options: Options) -> date:
    """The first day of a week."""
    return options.day + timedelta(days=DAYS_OF_WEEK * week)


def _counted(rows: Iterable[Row], hits: str, over: str) -> list[Cell]:
    return [
        Cell(row["week"], row["group"], row["role"] == TREATED, row[over] or 0, row["people"], row[hits] or 0.0)
        for row in rows
        if row["week"] is not None
    ]


def _present(rows: list[Row], options: Options) -> list[Cell]:
    """Customers at the beginning of each week, and those who left in it, from the first leaving on record."""
    groups = sorted({(row["group"], row["role"] == TREATED) for row in rows})
    left = [row["left_week"] for row in rows if row["left_week"] is not None]
    if not left:
        return []
    start = max(-options.most_before - options.left_out, min(left))
    told = []
    for group, treated in groups:
        own = [row for row in rows if (row["group"], row["role"] == TREATED) == (group, treated)]
        told += _lives_by_week(own, group, range(start, options.most_after), is_treated=treated)
    return told


def _lives_by_week(rows: list[Row], group: str, weeks: range, *, is_treated: bool) -> list[Cell]:
    """A customer is there from the week after joining to the week of leaving."""
    came, went = Counter[int](), Counter[int]()
    for row in rows:
        joined, left = row["joined_week"], row["left_week"]
        entry = weeks.start if joined is None else max(joined + 1, weeks.start)
        if left is None or left >= entry:
            came[entry] += row["n"]
            went[weeks.stop if left is None else left] += row["n"]
    told, there = [], 0
    for week in weeks:
        there += came[week]
        told.append(Cell(week, group, is_treated, there, there, went[week]))
        there -= went[week]
    return told


def _first_whole(cells: list[Cell], options: Options) -> int:
    """The week after the first one with anything in it, which may not be whole; nothing older is in sight."""
    start = -options.most_before - options.left_out
    earliest = min((cell.week for cell in cells if cell.n), default=start)
    return earliest if earliest <= start else earliest + 1


def _by_group(cells: list[Cell], options: Options) -> dict[str, list[Cell]]:
    """The cells of the largest groups, by name: more of them would tell little more, and cost a fit each."""
    by_name: dict[str, list[Cell]] = {}
    for cell in cells:
        by_name.setdefault(cell.group, []).append(cell)
    largest = sorted(by_name, key=lambda name: (-sum(cell.n for cell in by_name[name]), name))
    return {name: by_name[name] for name in sorted(largest[: options.most_groups])}


def _people(cells: list[Cell]) -> dict[int, int]:
    people: dict[int, int] = {}
    for cell in cells:
        people[cell.week] = people.get(cell.week, 0) + cell.people
    return people


def _weekly(cells: Iterable[Cell], per: float) -> Weekly:
    told = sorted((cell.week, per * cell.hits / cell.n, float(cell.n)) for cell in cells)
    return Weekly(tuple(row[0] for row in told), tuple(row[1] for row in told), tuple(row[2] for row in told))
