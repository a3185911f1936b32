"""What is told of answers to surveys: those whose score seems to be lost, and scales that begin elsewhere."""

from __future__ import annotations

from typing import Final

from customerhero.facts.checks import Checked, DataNote

_ENOUGH: Final = 20
_LOST: Final = (
    "no {lowest} is among the scores, which is what tools that lose the {lowest} look like: compare with the source"
)


def told_of_answers(checked: Checked) -> list[DataNote]:
    """The notes on answers just made: scores that are missing where a day or words are there, and a missing 0."""
    if not checked.has("feedback"):
        return []
    found = checked.connection.execute(
        "SELECT metric, scale_max, count(*) FILTER (score IS NULL AND trim(comment) <> ''), "
        "count(*) FILTER (score IS NULL AND happened_at IS NOT NULL), count(score), min(score), "
        "count(*) FILTER (score = 1), min(comment) FILTER (score IS NULL AND trim(comment) <> '') "
        f"FROM {checked.table('feedback')} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [note for row in found for note in (*_without_score(*row), *_from_one(*row))]


def _without_score(
    metric: str, scale: int, words: int, days: int, scored: int, lowest: int | None, *_: object
) -> list[DataNote]:
    if not words and not days:
        return []
    least = 0 if metric == "nps" else 1
    is_lost = scored > 0 and lowest is not None and lowest > least
    is_silence = not words and not is_lost
    answers = "1 answer has" if max(words, days) == 1 else f"{max(words, days):,} answers have"
    what = "a day and a comment" if words and days else "a comment" if words else "a day"
    told = f"{answers} {what} but no score ({metric}, up to {scale}) and count as not answered"
    if words and days and words != days:
        told = (
            f"{days:,} answers have a day and {words:,} a comment but no score ({metric}); they count as not answered"
        )
    why = f"; {_LOST.format(lowest=least)}" if is_lost else ""
    return [DataNote("no_score", "feedback", "score", "", max(words, days), f"{told}{why}.", first=not is_silence)]


def _from_one(
    metric: str, scale: int, _words: int, _days: int, scored: int, lowest: int | None, ones: int, *_: object
) -> list[DataNote]:
    if metric != "nps" or lowest != 1 or scored < _ENOUGH or not ones:
        return []
    told = (
        f"The {scored:,} scores of {metric} begin at 1 ({ones:,} times), none is 0: perhaps the scale was 1 to {scale} "
        "or a tool lost the 0; NPS begins at 0."
    )
    return [DataNote("scale_from_one", "feedback", "score", "1", ones, told)]
