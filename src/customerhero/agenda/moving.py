"""Every figure of the whole organisation against its own past: one judge for tiles, findings and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from customerhero.findings import Answer, Look
from customerhero.findings.months import number_of
from customerhero.findings.moving import MonthCount, Movement, movement
from customerhero.findings.permuting import Standings
from customerhero.findings.verdicts import Figure, looks_of

Row = Mapping[str, Any]
HEADLINE: Final = 10.0
"""Weight of the score that leads voice, beside 1 for each other figure."""
GROUPS: Final = 0.5
"""Weight of all changes of single groups of an insight together, beside 1 for each of its figures."""


@dataclass(frozen=True)
class Counted:
    """Where an insight's tables keep the counts of a figure by month."""

    insight: str
    hits: str
    n: str
    better: Literal["lower", "higher"] = "lower"
    table: str = "months"
    subject: str = "all"
    first: bool = False
    """Whether months without any before the first one counted were not recorded."""


COUNTED: Final = (
    Counted("runaround", "runaround_cases", "cases"),
    Counted("tug_of_war", "tugs", "asks"),
    Counted("losses", "lost", "customers", first=True),
    Counted("recontact", "recontacts", "cases"),
    Counted("promises", "broken", "promised"),
    Counted("last_resort", "last_resort", "noticed"),
    Counted("last_resort", "late_failures", "failed", table="months_after_failures", subject="failures"),
)


@dataclass(frozen=True)
class Judged:
    """A figure and how its month moved."""

    figure: Figure
    movement: Movement

    @property
    def looks(self) -> tuple[Look, ...]:
        """What was looked at for it."""
        return looks_of(self.figure, self.movement)


def judged(answers: Sequence[Answer], month: str) -> dict[str, Judged]:
    """By key of its finding, each figure that the answers count by month, against the months that may be compared."""
    found: dict[str, Judged] = {}
    for answer in answers:
        for figure, counts in _figures(answer):
            moved = movement(counts, number_of(month))
            if moved:
                found[figure.key] = Judged(figure, moved)
    return found


def _figures(answer: Answer) -> list[tuple[Figure, list[MonthCount]]]:
    counted = [one for one in COUNTED if one.insight == answer.insight and one.table in answer.tables]
    rates = [
        (Figure(f"{one.insight}/organisation/{one.subject}", one.better == "lower"), _counts(one, answer))
        for one in counted
    ]
    return [*rates, *_scores(answer)]


def _counts(one: Counted, answer: Answer) -> list[MonthCount]:
    rows = [row for row in _rows(answer, one.table) if row.get(one.n) and row.get(one.hits) is not None]
    if one.first:
        began = min((str(row["month"]) for row in rows if row[one.hits]), default="")
        rows = [row for row in rows if str(row["month"]) >= began]
    return [_count(row, Standings(row[one.hits], 0, row[one.n])) for row in rows]


def _scores(answer: Answer) -> list[tuple[Figure, list[MonthCount]]]:
    """The scores of voice; the one that leads has most of its budget."""
    rows = [row for row in _rows(answer, "months") if row.get("happy") is not None]
    names = list(dict.fromkeys(str(row["measure"]) for row in answer.tables["measures"].records())) if rows else []
    return [
        (
            Figure(f"{answer.insight}/organisation/{_metric(name)}", False, 1.0 if place else HEADLINE),
            [_count(row, _standings(row)) for row in rows if row["measure"] == name],
        )
        for place, name in enumerate(_one_of_each(names))
    ]


def _standings(row: Row) -> Standings:
    return Standings(row["happy"], row["unhappy"] if _metric(row["measure"]) == "nps" else 0, row["n"])


def _one_of_each(names: Sequence[str]) -> list[str]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(_metric(name), name)
    return list(first.values())


def _metric(name: str) -> str:
    return name.split()[0].lower()


def _rows(answer: Answer, table: str) -> list[Row]:
    rows: list[Row] = list(answer.tables[table].records()) if table in answer.tables else []
    return [row for row in rows if row.get("month")]


def _count(row: Row, counted: Standings) -> MonthCount:
    return MonthCount(number_of(str(row["month"])), counted, float(row.get("worth") or counted.n))
