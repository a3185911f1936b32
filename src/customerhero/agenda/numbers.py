"""The month's few figures, each with the months before it: one tile an insight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from customerhero.findings import Answer, Change, Interval, Measure
from customerhero.findings.agenda import Number
from customerhero.findings.intervals import rate_change
from customerhero.findings.months import month_name, month_start, months_before

Row = Mapping[str, Any]
MONTHS_SHOWN: Final = 13
MOST_TILES: Final = 6
_PER_100_BEFORE: Final = "per 100 of last period's revenue"


@dataclass(frozen=True)
class Tile:
    """Where an insight's `months` table keeps its figure."""

    insight: str
    name: str
    unit: str
    better: Literal["lower", "higher"]
    value: str
    n: str
    counted: str = ""
    """Column of the counted ones among n, for the change; without it the row's own verdict is told."""
    ends: str = ""
    """What stands before `low` and `high` in the names of the interval's columns."""
    first: bool = False
    """Whether months without any before the first one counted were not recorded, so that there is no change to tell."""
    of_numbers: bool = False
    """Whether the figure stands among the answer's numbers, set against an earlier month by itself."""


TILES: Final = (
    Tile("runaround", "runaround_rate", "per 100 cases", "lower", "rate", "cases", "runaround_cases"),
    Tile("tug_of_war", "tug_of_war_rate", "per 100 asks", "lower", "rate", "asks", "tugs"),
    Tile(
        "losses",
        "lost customers",
        "per 100",
        "lower",
        "lost_per_100",
        "customers",
        "lost",
        "lost_",
        first=True,
    ),
    Tile("voice", "", "", "higher", "value", "n"),
    Tile("recontact", "recontact_rate", "per 100 closed cases", "lower", "rate", "cases", "recontacts"),
    Tile("promises", "broken_rate", "per 100 with a promise", "lower", "rate", "promised", "broken"),
    Tile("last_resort", "last_resort_rate", "per 100 notices", "lower", "rate", "noticed", "last_resort"),
    Tile("growth", "net revenue retention", _PER_100_BEFORE, "higher", "nrr", "customers_start", ends="nrr_",
         of_numbers=True),
    Tile("growth", "earned growth", _PER_100_BEFORE, "higher", "earned_growth", "customers_start",
         ends="earned_growth_", of_numbers=True),
)  # fmt: skip


def figures_of(answers: Sequence[Answer], month: str) -> list[Number]:
    """All figures of the month that the answers bring, in the order of the tiles."""
    by_name = {answer.insight: answer for answer in answers}
    made = [_number(tile, by_name[tile.insight], month) for tile in TILES if tile.insight in by_name]
    return [number for number in made if number is not None]


def most_telling(numbers: Sequence[Number]) -> tuple[Number, ...]:
    """A row of tiles: those that moved and those of the year are kept before the others, all in their own order."""
    still = [number for number in numbers if not number.base and not _has_moved(number)]
    too_many = len(numbers) - MOST_TILES
    dropped = still[max(0, len(still) - too_many) :] if too_many > 0 else []
    kept = [number for number in numbers if number not in dropped]
    return tuple(kept[:MOST_TILES])


def _has_moved(number: Number) -> bool:
    return number.change is not None and number.change.verdict in ("better", "worse")


def _number(tile: Tile, answer: Answer, month: str) -> Number | None:
    if tile.of_numbers:
        return _of_the_year(tile, answer, month)
    rows = {str(row["month"]): row for row in _rows(tile, answer) if row.get("month")}
    if month not in rows or rows[month].get(tile.value) is None:
        return None
    shown = sorted(name for name in rows if name <= month)[-MONTHS_SHOWN:]
    before = rows.get(month_name(months_before(month_start(month), 1)))
    ever = any(rows[name].get(tile.counted) for name in rows if name < month)
    trend = tuple((name, rows[name].get(tile.value)) for name in shown)
    change = _as_the_finding_says(answer, rows[month][tile.value]) or _change(tile, rows[month], before, ever=ever)
    return Number(tile.insight, _measure(tile, rows[month]), tile.better, change, trend)


def _of_the_year(tile: Tile, answer: Answer, month: str) -> Number | None:
    """A figure that looks back by itself: it has no change beside it, and says against which month it stands."""
    numbers = answer.numbers
    if numbers.get(tile.value) is None or numbers.get("month") != month or not numbers.get("base_month"):
        return None
    measure = _measure(tile, numbers)
    return Number(tile.insight, measure, tile.better, None, ((month, numbers[tile.value]),), numbers["base_month"])


def _as_the_finding_says(answer: Answer, value: float) -> Change | None:
    """The change told with a finding about the same figure, which may look back further: never two on one page."""
    about_all = (finding for finding in answer.findings if finding.subject.kind == "organisation")
    return next((finding.change for finding in about_all if finding.measure.value == value and finding.change), None)


def _rows(tile: Tile, answer: Answer) -> list[Row]:
    table = answer.tables.get("months")
    if table is None or not {tile.value, tile.n} <= set(table.columns):
        return []
    rows: list[Row] = list(table.records())
    return rows if tile.name else [row for row in rows if row["measure"] == _first_measure(answer)]


def _first_measure(answer: Answer) -> str:
    """Of several scores the one that leads the answer."""
    measures = answer.tables["measures"].records()
    return str(measures[0]["measure"]) if measures else ""


def _measure(tile: Tile, row: Row) -> Measure:
    low, high = row.get(f"{tile.ends}low"), row.get(f"{tile.ends}high")
    interval = Interval(low, high, "") if low is not None and high is not None else None
    name, unit = tile.name or str(row["measure"]), tile.unit or str(row["unit"])
    return Measure(name, row[tile.value], unit, int(row[tile.n] or 0), interval)


def _change(tile: Tile, now: Row, before: Row | None, *, ever: bool) -> Change | None:
    if before is None or before.get(tile.value) is None or (tile.first and not ever):
        return None
    if tile.counted:
        counted = ((now[tile.counted], now[tile.n]), (before[tile.counted], before[tile.n]))
        return rate_change(*counted, more_is_worse=tile.better == "lower")
    verdict = now.get("verdict")
    if verdict is None:
        return None
    return Change(before[tile.value], int(before[tile.n] or 0), now[tile.value] - before[tile.value], None, verdict)
