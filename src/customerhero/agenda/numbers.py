"""The month's few figures, each with the months before it: one tile an insight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from customerhero.agenda.ranking import WHOLE
from customerhero.findings import Answer, Change, Interval, Measure
from customerhero.findings.agenda import Number

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
    ends: str = ""
    """What stands before `low` and `high` in the names of the interval's columns."""
    of_numbers: bool = False
    """Whether the figure stands among the answer's numbers, set against an earlier month by itself."""


TILES: Final = (
    Tile("runaround", "runaround_rate", "per 100 cases", "lower", "rate", "cases"),
    Tile("tug_of_war", "tug_of_war_rate", "per 100 asks", "lower", "rate", "asks"),
    Tile("losses", "lost customers", "per 100", "lower", "lost_per_100", "customers", "lost_"),
    Tile("voice", "", "", "higher", "value", "n"),
    Tile("recontact", "recontact_rate", "per 100 closed cases", "lower", "rate", "cases"),
    Tile("promises", "broken_rate", "per 100 with a promise", "lower", "rate", "promised"),
    Tile("last_resort", "last_resort_rate", "per 100 notices", "lower", "rate", "noticed"),
    Tile("growth", "net revenue retention", _PER_100_BEFORE, "higher", "nrr", "customers_start", "nrr_", True),
    Tile(
        "growth", "earned growth", _PER_100_BEFORE, "higher", "earned_growth", "customers_start", "earned_growth_", True
    ),
)


def figures_of(
    answers: Sequence[Answer], month: str, change_of: Callable[[str], Change | None] = lambda _: None
) -> list[Number]:
    """All figures of the month that the answers bring, in the order of the tiles.

    `change_of` tells how a figure moved, by the key of the finding about it.
    """
    by_name = {answer.insight: answer for answer in answers}
    made = [_number(tile, by_name[tile.insight], month, change_of) for tile in TILES if tile.insight in by_name]
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


def _number(tile: Tile, answer: Answer, month: str, change_of: Callable[[str], Change | None]) -> Number | None:
    if tile.of_numbers:
        return _of_the_year(tile, answer, month)
    rows = {str(row["month"]): row for row in _rows(tile, answer) if row.get("month")}
    if month not in rows or rows[month].get(tile.value) is None:
        return None
    shown = sorted(name for name in rows if name <= month)[-MONTHS_SHOWN:]
    trend = tuple((name, rows[name].get(tile.value)) for name in shown)
    measure = _measure(tile, rows[month])
    key = f"{tile.insight}/{WHOLE}/{'all' if tile.name else measure.name.split()[0].lower()}"
    return Number(tile.insight, measure, tile.better, change_of(key), trend, key)


def _of_the_year(tile: Tile, answer: Answer, month: str) -> Number | None:
    """A figure that looks back by itself: it has no change beside it, and says against which month it stands."""
    numbers = answer.numbers
    if numbers.get(tile.value) is None or numbers.get("month") != month or not numbers.get("base_month"):
        return None
    trend = ((month, numbers[tile.value]),)
    return Number(tile.insight, _measure(tile, numbers), tile.better, None, trend, base=numbers["base_month"])


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
