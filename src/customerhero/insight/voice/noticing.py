"""Which groups are findings: below all others beyond chance when all are counted together, and by enough to matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from customerhero.findings import Caveat, Change, Evidence, Finding, Look, Money, Picture, Subject
from customerhero.findings.comparing import holm
from customerhero.insight.voice.options import NAME, Options
from customerhero.insight.voice.tallies import (
    Question,
    Row,
    Tally,
    group_of,
    large_groups,
    rows_of,
    shown_groups,
    together,
)

LOW_RESPONSE = 20.0


@dataclass(frozen=True)
class Comparison:
    """Two tallies set side by side: who they are of, what they are compared with, and the chance of it."""

    dimension: str
    group: str
    against: str
    now: Tally
    other: Tally

    @property
    def change(self) -> Change | None:
        """The difference and its verdict."""
        return self.now.change_from(self.other)

    @property
    def chance(self) -> float:
        """The probability of the difference by chance."""
        return self.now.chance_of(self.other)


def group_findings(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> list[Finding]:
    """Segments, teams and topics whose score is clearly below that of all others."""
    compared = _compared(rows, questions, options)
    worse = [one for one in _beyond_chance(compared, options) if one.change and one.change.difference < 0]
    found: dict[tuple[str, str], Finding] = {}
    for one in worse:
        found.setdefault((one.dimension, one.group), _group_finding(one, rows, len(compared), options))
    return list(found.values())


def group_looks(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> tuple[Look, ...]:
    """Every group that was large enough to be compared, whatever came of it."""
    compared = _compared(rows, questions, options)
    return tuple(Look(f"{NAME}/{one.dimension}/{one.group}", "hurt", one.chance) for one in compared)


def _compared(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> list[Comparison]:
    return [
        one
        for question in headlines(questions)
        for dimension in options.dimensions
        for one in _against_rest(rows, question, dimension, options)
    ]


def headlines(questions: list[Question]) -> list[Question]:
    """Of each metric the question answered most."""
    first: dict[str, Question] = {}
    for question in questions:
        first.setdefault(question.metric, question)
    return list(first.values())


def _against_rest(
    rows: Mapping[str, list[Row]], question: Question, dimension: str, options: Options
) -> list[Comparison]:
    groups = [row["group"] for row in rows_of(question, rows["people"]) if row["dimension"] == dimension]
    tallies = {name: group_of(rows, question, dimension, name) for name in groups}
    compared = []
    for name in large_groups(rows, dimension, question, options.smallest_group):
        rest = together(question, [tally for other, tally in tallies.items() if other != name])
        if min(tallies[name].n, rest.n) >= options.smallest_group:
            compared.append(Comparison(dimension, name, "all others", tallies[name], rest))
    return compared


def _beyond_chance(compared: list[Comparison], options: Options) -> list[Comparison]:
    """Those whose difference stays beyond chance when all were looked at, the surest first."""
    chances = holm([one.chance for one in compared])
    sure = [
        (chance, place, one)
        for place, (chance, one) in enumerate(zip(chances, compared, strict=True))
        if chance < options.chance and one.change and abs(one.change.difference) >= options.least_difference
    ]
    return [one for _, _, one in sorted(sure, key=lambda item: item[:2])]


def _group_finding(one: Comparison, rows: Mapping[str, list[Row]], compared: int, options: Options) -> Finding:
    question, difference = one.now.question, one.change
    customers, value = unhappy_of(rows, one.dimension, one.group, question)
    facts = {"score": question.label, "unhappy": one.now.low, "answers": one.now.n, "groups_compared": compared}
    if difference:
        facts |= {"others": difference.previous, "others_n": difference.previous_n, "difference": difference.difference}
    return Finding(
        insight=NAME,
        subject=Subject(one.dimension, one.group, one.group),
        tone="hurt",
        month=rows["known"][0]["month"],
        measure=one.now.measure(),
        customers=customers or one.now.low,
        value=value,
        change=_group_change(one, rows, options),
        caveats=(*caveats_of(rows), Caveat("many_compared", {"groups": compared})),
        evidence=evidence_of(rows, one.dimension, one.group, question, options),
        picture=_bars(rows, one, options),
        facts=facts,
    )


def _group_change(one: Comparison, rows: Mapping[str, list[Row]], options: Options) -> Change | None:
    before = [
        row
        for row in rows_of(one.now.question, rows["groups"])
        if (row["dimension"], row["group"], row["period"]) == (one.dimension, one.group, "before")
    ]
    earlier = Tally.of(one.now.question, before, "score").repeating_as(one.now)
    return one.now.change_from(earlier) if earlier.n >= options.smallest_group else None


def unhappy_of(
    rows: Mapping[str, list[Row]], dimension: str, group: str, question: Question
) -> tuple[int, Money | None]:
    """How many customers of a group are unhappy, and their value."""
    currency = rows["known"][0]["currency"]
    for row in rows_of(question, rows["unhappy"]):
        if (row["dimension"], row["group"]) == (dimension, group):
            return row["customers"], Money(row["value"], currency) if row["value"] is not None and currency else None
    return 0, None


def caveats_of(rows: Mapping[str, list[Row]]) -> tuple[Caveat, ...]:
    """That few answered."""
    invited = sum(row["invited"] for row in rows["invitations"])
    rate = 100 * sum(row["answered"] for row in rows["invitations"]) / invited if invited else None
    return (Caveat("low_response", {"per_100": rate}),) if rate is not None and rate < LOW_RESPONSE else ()


def evidence_of(
    rows: Mapping[str, list[Row]], dimension: str, group: str, question: Question, options: Options
) -> Evidence:
    """The unhappy answers behind it."""
    samples = [
        row for row in rows_of(question, rows["samples"]) if (row["dimension"], row["group"]) == (dimension, group)
    ]
    samples.sort(key=lambda row: row["place"])
    asked = "hero insight voice" + (f" --month {options.month}" if options.month else "")
    return Evidence(
        cases=tuple(dict.fromkeys(row["case_id"] for row in samples if row["case_id"])),
        customers=tuple(dict.fromkeys(row["customer_id"] for row in samples if row["customer_id"])),
        question=asked if dimension == "organisation" else f"{asked} --by {dimension}",
    )


def _bars(rows: Mapping[str, list[Row]], one: Comparison, options: Options) -> Picture:
    told = {one.group, *shown_groups(rows, one.dimension, one.now.question, options.smallest_group)}
    shown = [
        (other.group, *bounds_of(other.now), other.now.n)
        for other in _against_rest(rows, one.now.question, one.dimension, options)
        if other.group in told
    ]
    title = f"{one.now.question.label} by {one.dimension}"
    return Picture("bars", title, (one.dimension, "value", "low", "high", "n"), tuple(shown))


def bounds_of(tally: Tally) -> tuple[float | None, float | None, float | None]:
    """The score and the ends of its interval."""
    measured = tally.measure()
    if measured.interval is None:
        return measured.value, None, None
    return measured.value, measured.interval.low, measured.interval.high
