"""Counted answers to one question, and the score they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from customerhero.findings import Change, Measure
from customerhero.findings.clusters import Repeats, chance_with_repeats
from customerhero.findings.intervals import rate_change, rate_per_100
from customerhero.findings.permuting import Standings, tails
from customerhero.findings.privacy import hidden_groups
from customerhero.findings.scores import Score, net_promoter, score_change

Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A survey question: its metric and the highest answer its scale allows."""

    metric: str
    scale_max: int

    @property
    def highest_low(self) -> int:
        """The best answer that still counts as unhappy: 6 of 10 (NPS), 3 of 5 (CSAT), 4 of 7 (CES)."""
        return self.scale_max - {"nps": 4, "csat": 2, "ces": 3}[self.metric]

    @property
    def lowest_high(self) -> int:
        """The least answer that counts as happy: 9 of 10 (NPS), 4 of 5 (CSAT), 5 of 7 (CES)."""
        return self.scale_max - {"nps": 1, "csat": 1, "ces": 2}[self.metric]

    @property
    def label(self) -> str:
        """The score's name with its variant."""
        if self.metric == "nps":
            return "NPS"
        return f"{self.metric.upper()} {self.lowest_high}-{self.scale_max} of {self.scale_max}"


@dataclass(frozen=True)
class Tally:
    """How often each valid answer to a question was given, and how often by the same customers."""

    question: Question
    counts: Mapping[int, int]
    repeats: Repeats | None = None
    """Sums over customers; None where every answer counts as one of its own."""

    @classmethod
    def of(cls, question: Question, rows: Iterable[Row], code: str = "code") -> Tally:
        """The tally of rows with a code and an n; rows without a code are no answers."""
        counts: dict[int, int] = {}
        for row in rows:
            if row[code] is not None:
                counts[row[code]] = counts.get(row[code], 0) + row["n"]
        return cls(question, counts)

    def by_customers(self, rows: Iterable[Row]) -> Tally:
        """The same answers with what the rows know of the customers who gave them."""
        return replace(self, repeats=Repeats.of(rows, "answers"))

    def repeating_as(self, other: Tally) -> Tally:
        """The same answers, given by customers who repeat as those of another tally do."""
        known = other.repeats if other.n else None
        return replace(self, repeats=known.scaled(self.n / other.n) if known else None)

    @property
    def n(self) -> int:
        """Valid answers."""
        return sum(self.counts.values())

    @property
    def worth(self) -> float:
        """Independent answers that these are worth."""
        return min(self.repeats.worth, self.n) if self.repeats and self.repeats.n else self.n

    @property
    def high(self) -> int:
        """Promoters, or satisfied answers."""
        return sum(n for code, n in self.counts.items() if code >= self.question.lowest_high)

    @property
    def low(self) -> int:
        """Detractors, or answers that are not satisfied."""
        return sum(n for code, n in self.counts.items() if code <= self.question.highest_low)

    @property
    def standings(self) -> Standings:
        """As a score counts them: what counts down is no part of a share."""
        return Standings(self.high, self.low if self.question.metric == "nps" else 0, self.n)

    @property
    def mean(self) -> float | None:
        """The mean answer; None without one."""
        return sum(code * n for code, n in self.counts.items()) / self.n if self.n else None

    def measure(self) -> Measure:
        """The score with n and interval: NPS in points, CSAT and CES as a share per 100 answers."""
        label = self.question.label
        if self.question.metric != "nps":
            return rate_per_100(label, self.high, self.n, "per 100 answers", worth=self.worth)
        score = self._net(label)
        return score.measure() if score else Measure(label, None, "points", 0)

    def change_from(self, before: Tally) -> Change | None:
        """The difference to another tally and the verdict on it; None when one of them is empty."""
        if self.question.metric != "nps":
            worth = (self.worth, before.worth)
            return rate_change((self.high, self.n), (before.high, before.n), more_is_worse=False, worth=worth)
        return score_change(self._net(), before._net())

    def chance_of(self, others: Tally) -> float:
        """The two-sided probability of a difference this large by chance: exact, and widened for who repeats."""
        exact = tails(self.standings, others.standings).both
        known = [tally.repeats for tally in (self, others) if tally.repeats and tally.repeats.n]
        return chance_with_repeats(exact, *known) if len(known) == 2 else exact

    def _net(self, label: str = "NPS") -> Score | None:
        return net_promoter(self.high, self.low, self.n, label, worth=self.worth)


def rows_of(question: Question, rows: list[Row]) -> list[Row]:
    """The rows about that question."""
    return [row for row in rows if (row["metric"], row["scale_max"]) == (question.metric, question.scale_max)]


def months_of(rows: Mapping[str, list[Row]], question: Question) -> dict[int, Tally]:
    """The tally of each month, by its number, oldest first."""
    scores, heard = (_by_month(rows_of(question, rows[name])) for name in ("scores", "heard"))
    return {
        number: Tally.of(question, scores[number]).by_customers(heard.get(number, ()))
        for number in sorted(number for number in scores if number is not None)
    }


def _by_month(rows: list[Row]) -> dict[int | None, list[Row]]:
    found: dict[int | None, list[Row]] = {}
    for row in rows:
        found.setdefault(row["month_no"], []).append(row)
    return found


def group_of(rows: Mapping[str, list[Row]], question: Question, dimension: str, group: str) -> Tally:
    """The answers of a group in the month asked for; `organisation`, `all` are everybody's."""
    answered = [row for row in rows_of(question, rows["groups"]) if _is_of(row, dimension, group)]
    people = [row for row in rows_of(question, rows["people"]) if _is_of(row, dimension, group)]
    now = [row for row in answered if row["period"] == "now"]
    return Tally.of(question, now, "score").by_customers(people)


def together(question: Question, tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one; a customer of two of them counts as two."""
    counts: dict[int, int] = {}
    repeats = Repeats(0, 0, 0, 0, 0, 0)
    for tally in tallies:
        for code, n in tally.counts.items():
            counts[code] = counts.get(code, 0) + n
        repeats = repeats + tally.repeats if tally.repeats else repeats
    return Tally(question, counts, repeats)


def _is_of(row: Row, dimension: str, group: str) -> bool:
    return (row["dimension"], row["group"]) == (dimension, group)


def people_of(row: Row) -> int:
    """Customers behind a row; an answer that names nobody counts as one."""
    return int(row["customers"] + row["nameless"])


def large_groups(rows: Mapping[str, list[Row]], dimension: str, question: Question, smallest: int) -> list[Any]:
    """The groups of at least so many customers."""
    people = [row for row in rows_of(question, rows["people"]) if row["dimension"] == dimension]
    return sorted((row["group"] for row in people if people_of(row) >= smallest), key=str)


def shown_groups(rows: Mapping[str, list[Row]], dimension: str, question: Question, smallest: int) -> list[Any]:
    """The groups a list may tell of: enough customers, and what is left out cannot be had by subtraction.

    Where a team of few people was left out, the smallest of the others is left out with it.
    """
    people = [row for row in rows_of(question, rows["people"]) if row["dimension"] == dimension]
    sizes = {row["group"]: people_of(row) for row in people}
    if dimension == "team" and rows_of(question, rows["small_teams"]):
        sizes[None] = 1
    hidden = hidden_groups(sizes, smallest)
    return sorted((group for group in sizes if group not in hidden), key=str)


def hidden_months(rows: Mapping[str, list[Row]], question: Question, smallest: int, whole: bool) -> frozenset[int]:
    """The months no score is told of: few customers answered; the next smallest too where their total is shown."""
    sizes = {row["month_no"]: people_of(row) for row in rows_of(question, rows["heard"])}
    few = frozenset(month for month, size in sizes.items() if size < smallest)
    return (hidden_groups(sizes, smallest) if whole else few) - {None}
