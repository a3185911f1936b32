"""What else changed at that time: other figures, how many cases came, and what was seen first or last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import expm1

from customerhero.findings import Table
from customerhero.findings.beliefs import QUICK
from customerhero.findings.interrupted import Level, Weekly, level_change
from customerhero.insight.effect.options import MEASURES, Options
from customerhero.insight.effect.series import Row, figures, used, volume

SEEN_ENOUGH = 5
"""What was seen fewer times than this in all says nothing about a change."""
GAPS = 5
"""A silence of so many usual gaps is no chance: seven in a thousand of those that come at random."""
_QUIET_US = 8 * 7 * 86_400_000_000
"""The facts must go on for so long before a first or after a last sight, or everything would begin and end there."""
_SOURCES = (("rule", "team"), ("topic", "channel"))
"""What events tell of, and what cases do: the one may begin long after the other."""
_COLUMNS = ("what", "name", "day", "effect", "low", "high", "unit")


@dataclass(frozen=True)
class Alongside:
    """What else changed: rows of what, name, day, effect, low, high and unit."""

    rows: tuple[tuple[object, ...], ...]

    def table(self) -> Table:
        """As a table."""
        return Table(_COLUMNS, self.rows)

    def names(self) -> str:
        """In a few words: rule R-9 first seen, cases a week."""
        told = [" ".join(str(part) for part in (row[1], row[0]) if part) for row in self.rows]
        return ", ".join(told[:4]) + (f" and {len(told) - 4} more" if len(told) > 4 else "")


def also_changed(rows: Mapping[str, list[Row]], options: Options) -> Alongside:
    """What began or ended near the change, a jump of the number of cases, and large shifts of other measures."""
    return Alongside((*_volume(rows, options), *_measures(rows, options), *_sights(rows, options)))


def _measures(rows: Mapping[str, list[Row]], options: Options) -> list[tuple[object, ...]]:
    told: list[tuple[object, ...]] = []
    for name, kind in MEASURES.items():
        if name == options.measure or not rows.get(kind.part):
            continue
        level = _shift(used(figures(rows, kind, options).treated, options), options)
        if level:
            told.append(("moved", name, None, level.effect, level.low, level.high, kind.unit))
    return told


def _volume(rows: Mapping[str, list[Row]], options: Options) -> list[tuple[object, ...]]:
    level = _shift(used(volume(rows, options), options), options)
    if not level:
        return []
    low, effect, high = (100 * expm1(value) for value in (level.low, level.effect, level.high))
    return [("moved", "cases a week", None, effect, low, high, "%")]


def _shift(figure: Weekly, options: Options) -> Level | None:
    """The change of level where it is large beside its error; None where it is not, or cannot be told."""
    before = sum(week < 0 for week in figure.weeks)
    if before < options.least_before + options.doubted or len(figure.weeks) - before < options.least_after:
        return None
    level = level_change(figure, (), QUICK, options.doubted)
    return level if level.spread and abs(level.effect) > options.sureness * level.spread else None


def _sights(rows: Mapping[str, list[Row]], options: Options) -> list[tuple[object, ...]]:
    spans = {what: _span(rows["spans"], kinds) for kinds in _SOURCES for what in kinds}
    told = [
        (f"{row['what']} first seen", row["name"], _day(row["first_us"]), None, None, None, None)
        for row in rows["begun"]
        if _is_silent(row, row["first_us"] - spans[row["what"]][0])
    ]
    told += [
        (f"{row['what']} last seen", row["name"], _day(row["last_us"]), None, None, None, None)
        for row in rows["ended"]
        if _is_silent(row, spans[row["what"]][1] - row["last_us"])
        and ("rule", row["name"]) not in options.where
    ]  # fmt: skip
    return sorted(told, key=lambda row: (str(row[2]), row[0], str(row[1])))


def _span(spans: list[Row], kinds: tuple[str, ...]) -> tuple[int, int]:
    """From when to when a source tells of such things at all."""
    own = [row for row in spans if row["what"] in kinds]
    return min((row["first_us"] for row in own), default=0), max((row["last_us"] for row in own), default=0)


def _is_silent(row: Row, silence: int) -> bool:
    """Whether a silence is too long for something seen as often as this one."""
    if row["times"] < SEEN_ENOUGH:
        return False
    usual_gap = (row["last_us"] - row["first_us"]) / (row["times"] - 1)
    return bool(silence > max(_QUIET_US, GAPS * usual_gap))


def _day(us: int) -> date:
    return datetime.fromtimestamp(us / 1_000_000, UTC).date()
