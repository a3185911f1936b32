"""Scores of the whole organisation that fell, rose or drift, against their own past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from customerhero.facts.casebook import name_of_month, number_of_month
from customerhero.findings import Change, Finding, Picture, Subject
from customerhero.findings.budget import beyond_chance
from customerhero.findings.finding import Verdict
from customerhero.findings.months import month_start
from customerhero.findings.moving import MonthCount, movement
from customerhero.findings.verdicts import Figure, change_of, looks_of
from customerhero.insight.voice.noticing import bounds_of, caveats_of, evidence_of, headlines, unhappy_of
from customerhero.insight.voice.options import NAME, Options
from customerhero.insight.voice.tallies import Question, Row, Tally, hidden_months, months_of


def change_findings(rows: Mapping[str, list[Row]], questions: list[Question], options: Options) -> list[Finding]:
    """Scores of the whole organisation that moved against the six months before, or have been drifting."""
    found = []
    for question in headlines(questions):
        tallies = months_of(rows, question)
        hidden = hidden_months(rows, question, options.smallest_group, False)
        known = {number: tally for number, tally in tallies.items() if number not in hidden}
        newest = number_of_month(month_start(options.month)) if options.month else max(known, default=0)
        change = _change([count_of(*one) for one in known.items()], newest, options, _key(question))
        if change and change.verdict in ("better", "worse"):
            found.append(_finding(known[newest], change, rows, options))
    return found


def verdict_of_month(counts: Sequence[MonthCount], number: int, options: Options) -> Verdict | None:
    """The verdict on a month as it was seen then, by itself; None where there were no months before."""
    change = _change(counts, number, options, NAME)
    return change.verdict if change else None


def count_of(number: int, tally: Tally) -> MonthCount:
    """A month's answers as months are judged by."""
    return MonthCount(number, tally.standings, tally.worth)


def _key(question: Question) -> str:
    return f"{NAME}/organisation/{question.metric}"


def _change(counts: Sequence[MonthCount], month: int, options: Options, key: str) -> Change | None:
    moved = movement(counts, month)
    if moved is None:
        return None
    figure = Figure(key, more_is_worse=False)
    looks = looks_of(figure, moved)
    return change_of(figure, moved, beyond_chance(looks, options.chance), options.chance)


def _finding(now: Tally, change: Change, rows: Mapping[str, list[Row]], options: Options) -> Finding:
    question = now.question
    customers, value = unhappy_of(rows, "organisation", "all", question)
    return Finding(
        insight=NAME,
        subject=Subject("organisation", question.metric, question.label),
        tone="good" if change.verdict == "better" else "hurt",
        month=rows["known"][0]["month"],
        measure=now.measure(),
        customers=customers or now.low,
        value=value,
        change=change,
        caveats=caveats_of(rows),
        evidence=evidence_of(rows, "organisation", "all", question, options),
        picture=_trend(rows, question, options),
        facts={"promoters": now.high, "detractors": now.low, "answers": now.n, "answers_before": change.previous_n},
    )


def _trend(rows: Mapping[str, list[Row]], question: Question, options: Options) -> Picture:
    shown = []
    hidden = hidden_months(rows, question, options.smallest_group, options.month is None)
    for number, tally in list(months_of(rows, question).items())[-options.trend_months :]:
        if tally.n and number not in hidden:
            shown.append((name_of_month(number), *bounds_of(tally), tally.n))
    return Picture("trend", f"{question.label} by month", ("month", "value", "low", "high", "n"), tuple(shown))
