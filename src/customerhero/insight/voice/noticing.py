"""Which differences between months and groups are findings: beyond chance together, and large enough to matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from customerhero.facts.casebook import name_of_month, number_of_month
from customerhero.findings import Caveat, Change, Evidence, Finding, Money, Picture, Subject
from customerhero.findings.comparing import holm
from customerhero.findings.months import month_start
from customerhero.insight.voice.options import NAME, Options
from customerhero.insight.voice.tallies import (
    Question,
    Row,
    Tally,
    hidden_months,
    large_groups,
    people_of,
    rows_of,
    shown_groups,
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


def change_findings(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> list[Finding]:
    """Scores of the whole organisation that fell or rose against the month before or the months before that."""
    compared = [one for question in _headlines(questions) for one in _over_time(rows, question, options)]
    found: dict[Question, Finding] = {}
    for one in _beyond_chance(compared, options):
        found.setdefault(one.now.question, _change_finding(one, rows, options))
    return list(found.values())


def group_findings(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> list[Finding]:
    """Segments, teams and topics whose score is clearly below that of all others."""
    compared = [
        one
        for question in _headlines(questions)
        for dimension in options.dimensions
        for one in _against_rest(rows, question, dimension, options)
    ]
    worse = [one for one in _beyond_chance(compared, options) if one.change and one.change.difference < 0]
    found: dict[tuple[str, str], Finding] = {}
    for one in worse:
        found.setdefault((one.dimension, one.group), _group_finding(one, rows, len(compared), options))
    return list(found.values())


def _headlines(questions: list[Question]) -> list[Question]:
    first: dict[str, Question] = {}
    for question in questions:
        first.setdefault(question.metric, question)
    return list(first.values())


def _over_time(rows: Mapping[str, list[Row]], question: Question, options: Options) -> list[Comparison]:
    scores = [row for row in rows_of(question, rows["scores"]) if row["month_no"] is not None]
    if not scores:
        return []
    newest = max(row["month_no"] for row in scores)
    month = number_of_month(month_start(options.month)) if options.month else newest

    heard = {row["month_no"]: people_of(row) for row in rows_of(question, rows["heard"]) if row["month_no"] is not None}

    def between(first: int, last: int) -> Tally:
        """Nothing where in every month fewer customers than the smallest group answered."""
        if max((heard.get(number, 0) for number in range(first, last + 1)), default=0) < options.smallest_group:
            return Tally(question, {})
        return Tally.of(question, [row for row in scores if first <= row["month_no"] <= last])

    now = between(month, month)
    compared = [
        Comparison("organisation", question.metric, "month before", now, between(month - 1, month - 1)),
        Comparison(
            "organisation", question.metric, f"{options.baseline_months} months before",
            now, between(month - options.baseline_months - 1, month - 2),
        ),
    ]  # fmt: skip
    return [one for one in compared if min(one.now.n, one.other.n) >= options.smallest_group]


def _against_rest(
    rows: Mapping[str, list[Row]], question: Question, dimension: str, options: Options
) -> list[Comparison]:
    answered = [
        row for row in rows_of(question, rows["groups"]) if row["dimension"] == dimension and row["period"] == "now"
    ]
    everyone = Tally.of(question, answered, "score")
    compared = []
    for name in large_groups(rows, dimension, question, options.smallest_group):
        group = Tally.of(question, [row for row in answered if row["group"] == name], "score")
        rest = everyone.without(group)
        if min(group.n, rest.n) >= options.smallest_group:
            compared.append(Comparison(dimension, name, "all others", group, rest))
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


def _change_finding(one: Comparison, rows: Mapping[str, list[Row]], options: Options) -> Finding:
    question, change = one.now.question, one.change
    customers, value = _unhappy(rows, "organisation", "all", question)
    return Finding(
        insight=NAME,
        subject=Subject("organisation", question.metric, question.label),
        tone="good" if change and change.difference > 0 else "hurt",
        month=rows["known"][0]["month"],
        measure=one.now.measure(),
        customers=customers or one.now.low,
        value=value,
        change=change,
        caveats=_caveats(rows),
        evidence=_evidence(rows, "organisation", "all", question, options),
        picture=_trend(rows, question, options),
        facts={
            "compared_with": one.against,
            "promoters": one.now.high,
            "detractors": one.now.low,
            "answers": one.now.n,
            "answers_before": one.other.n,
        },
    )


def _group_finding(one: Comparison, rows: Mapping[str, list[Row]], compared: int, options: Options) -> Finding:
    question, difference = one.now.question, one.change
    customers, value = _unhappy(rows, one.dimension, one.group, question)
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
        caveats=(*_caveats(rows), Caveat("many_compared", {"groups": compared})),
        evidence=_evidence(rows, one.dimension, one.group, question, options),
        picture=_bars(rows, one, options),
        facts=facts,
    )


def _group_change(one: Comparison, rows: Mapping[str, list[Row]], options: Options) -> Change | None:
    before = [
        row
        for row in rows_of(one.now.question, rows["groups"])
        if (row["dimension"], row["group"], row["period"]) == (one.dimension, one.group, "before")
    ]
    earlier = Tally.of(one.now.question, before, "score")
    return one.now.change_from(earlier) if earlier.n >= options.smallest_group else None


def _unhappy(rows: Mapping[str, list[Row]], dimension: str, group: str, question: Question) -> tuple[int, Money | None]:
    currency = rows["known"][0]["currency"]
    for row in rows_of(question, rows["unhappy"]):
        if (row["dimension"], row["group"]) == (dimension, group):
            return row["customers"], Money(row["value"], currency) if row["value"] is not None and currency else None
    return 0, None


def _caveats(rows: Mapping[str, list[Row]]) -> tuple[Caveat, ...]:
    invited = sum(row["invited"] for row in rows["invitations"])
    rate = 100 * sum(row["answered"] for row in rows["invitations"]) / invited if invited else None
    return (Caveat("low_response", {"per_100": rate}),) if rate is not None and rate < LOW_RESPONSE else ()


def _evidence(
    rows: Mapping[str, list[Row]], dimension: str, group: str, question: Question, options: Options
) -> Evidence:
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


def _trend(rows: Mapping[str, list[Row]], question: Question, options: Options) -> Picture:
    shown = []
    scores = [row for row in rows_of(question, rows["scores"]) if row["month_no"] is not None]
    hidden = hidden_months(rows, question, options.smallest_group, options.month is None)
    for number in sorted({row["month_no"] for row in scores})[-options.trend_months :]:
        tally = Tally.of(question, [row for row in scores if row["month_no"] == number])
        if tally.n and number not in hidden:
            shown.append((name_of_month(number), *_bounds(tally), tally.n))
    return Picture("trend", f"{question.label} by month", ("month", "value", "low", "high", "n"), tuple(shown))


def _bars(rows: Mapping[str, list[Row]], one: Comparison, options: Options) -> Picture:
    told = {one.group, *shown_groups(rows, one.dimension, one.now.question, options.smallest_group)}
    shown = [
        (other.group, *_bounds(other.now), other.now.n)
        for other in _against_rest(rows, one.now.question, one.dimension, options)
        if other.group in told
    ]
    title = f"{one.now.question.label} by {one.dimension}"
    return Picture("bars", title, (one.dimension, "value", "low", "high", "n"), tuple(shown))


def _bounds(tally: Tally) -> tuple[float | None, float | None, float | None]:
    measured = tally.measure()
    if measured.interval is None:
        return measured.value, None, None
    return measured.value, measured.interval.low, measured.interval.high
