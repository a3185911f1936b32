"""One score as a page shows it: the figure with n and interval, what became of it, its trend and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from customerhero.charts import Given, css_palette
from customerhero.charts import answers as drawn_answers
from customerhero.findings import Change, Finding, Interval, Measure
from customerhero.web.runs.asked_month import AskedMonth
from customerhero.web.runs.reading import StoredAnswerOf, drawing_of, findings_of
from customerhero.web.voice.pictures import trend_name
from customerhero.wording.phrases import WHOLE

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ShownScore:
    """A score in one month."""

    measure: Measure
    mean: float | None
    change: Change | None
    finding: Finding | None
    """What is told of it when it moved by more than chance explains."""
    trend: tuple[float | None, ...]
    trend_drawing: str
    answers_drawing: str
    hides_answers: bool
    """Whether some answer was given by so few that it is not told how often."""
    outside: int
    """Answers outside the scale, which count as missing."""


def scores_of(asked: AskedMonth, answer: StoredAnswerOf) -> list[ShownScore]:
    """Every score asked for in the month, NPS first."""
    months, answers = answer.table("months").records(), answer.table("distribution").records()
    findings = [shown.finding for shown in findings_of(asked.run, "voice")]
    told = {finding.measure.name: finding for finding in findings if finding.subject.kind == WHOLE}
    return [
        _score(row, [one for one in months if one["measure"] == row["measure"]], answers, asked, (told, answer))
        for row in answer.table("measures").records()
    ]


def _score(
    row: Row,
    months: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    asked: AskedMonth,
    known: tuple[Mapping[str, Finding], StoredAnswerOf],
) -> ShownScore:
    told, answer = known
    name = str(row["measure"])
    finding = told.get(name)
    own = [one for one in answers if one["measure"] == name]
    return ShownScore(
        measure=measure_of(row),
        mean=row["mean"],
        change=asked.change_of(f"voice/{WHOLE}/{name.split()[0].lower()}"),
        finding=finding,
        trend=tuple(one["value"] for one in months),
        trend_drawing=drawing_of(asked.run, trend_name(name)),
        answers_drawing=drawn_answers(_given(own, name), css_palette()),
        hides_answers=any(one["answers"] is None for one in own),
        outside=answer.numbers.get(f"{name.split()[0].lower()}_outside_scale") or 0,
    )


def measure_of(row: Row) -> Measure:
    """A row's score as a measure."""
    interval = Interval(row["low"], row["high"], "") if row["low"] is not None else None
    return Measure(str(row["measure"]), row["value"], row["unit"], int(row["n"] or 0), interval)


_STEPS = {"nps": (1, 4), "csat": (1, 2), "ces": (2, 3)}
"""By metric: how far below the highest answer a happy one may be, and from where on below it an unhappy one is."""


def _given(rows: list[dict[str, Any]], measure: str) -> list[Given]:
    """The answers of a scale in the colour of what they count as."""
    most = max((row["score"] for row in rows), default=0)
    happy, unhappy = _STEPS[measure.split()[0].lower()]
    tones = {row["score"]: "good" if row["score"] >= most - happy else "series-5" for row in rows}
    tones |= {row["score"]: "hurt" for row in rows if row["score"] <= most - unhappy}
    return [Given(str(row["score"]), row["answers"], tones[row["score"]]) for row in rows]
