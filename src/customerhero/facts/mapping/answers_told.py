"""What is told of answers to surveys: those whose score seems to be lost, and scales that begin elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.facts.checks import Checked, DataNote

_ENOUGH: Final = 20


@dataclass(frozen=True)
class _Question:
    """The answers to one question: how many have words, or a day, but no score; and their scores."""

    metric: str
    scale: int
    words: int
    days: int
    scored: int
    lowest: int | None
    ones: int

    @property
    def least(self) -> int:
        """The lowest answer the scale allows."""
        return 0 if self.metric == "nps" else 1

    @property
    def lacks_the_least(self) -> bool:
        """Whether there are scores, and none is the lowest that the scale allows."""
        return self.lowest is not None and self.lowest > self.least


def told_of_answers(checked: Checked) -> list[DataNote]:
    """The notes on answers just made: scores that are missing where a day or words are there, and a missing 0."""
    if not checked.has("feedback"):
        return []
    found = checked.connection.execute(
        "SELECT metric, scale_max, count(*) FILTER (score IS NULL AND trim(comment) <> ''), "
        "count(*) FILTER (score IS NULL AND happened_at IS NOT NULL), count(score), min(score), "
        f"count(*) FILTER (score = 1) FROM {checked.table('feedback')} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    questions = [_Question(*row) for row in found]
    return [note for question in questions for note in (*_without_score(question), *_from_one(question))]


def _without_score(question: _Question) -> list[DataNote]:
    words, days, least = question.words, question.days, question.least
    if not words and not days:
        return []
    count = max(words, days)
    answers, counted = ("1 answer has", "counts") if count == 1 else (f"{count:,} answers have", "count")
    both = "a day and a comment" if words == days else f"a day, {words:,} of them a comment,"
    what = both if words and days else "a comment" if words else "a day"
    why = (
        f"; no {least} is among the scores, as where a tool exports it as empty: compare with the source"
        if question.lacks_the_least
        else ""
    )
    told = f"{answers} {what} but no score ({question.metric}) and {counted} as not answered{why}."
    return [DataNote("no_score", "feedback", "score", "", count, told, first=bool(words) or question.lacks_the_least)]


def _from_one(question: _Question) -> list[DataNote]:
    if question.metric != "nps" or question.lowest != 1 or question.scored < _ENOUGH:
        return []
    told = (
        f"The {question.scored:,} scores of nps begin at 1 ({question.ones:,} times) and none is 0: "
        f"perhaps the scale was 1 to {question.scale}, or a tool lost the 0; NPS begins at 0."
    )
    return [DataNote("scale_from_one", "feedback", "score", "1", question.ones, told)]
