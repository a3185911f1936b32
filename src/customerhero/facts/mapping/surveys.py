"""A column as answers to a question of a survey: which question, which scale, and what is no answer.

What the values do not decide is asked: a rating from 0 to 10 is no NPS until somebody says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from customerhero.facts.excerpts import cited
from customerhero.facts.mapping.asking import NOT_WANTED
from customerhero.facts.mapping.assumptions import Assumption, Choice, Question
from customerhero.facts.mapping.sampling import MOST, Sampled
from customerhero.facts.mapping.survey_words import (
    asked_by,
    feeling_of,
    is_group,
    is_number,
    is_school_grade,
    is_silent,
    metric_of_labels,
    number_of,
    stated_scale,
)

LOWEST: Final = "1"
"""The lowest answer of the scales of CSAT and CES."""
_SCALES: Final = (5, 7, 10)
_CODES: Final = frozenset((-1, -2, -8, -9, -98, -99, 11, 55, 66, 77, 88, 96, 97, 98, 99, 100, 998, 999))
"""Numbers beyond any scale that stand for no answer in the data of surveys."""
_MOST_CODES: Final = 4
_ENOUGH: Final = 20
"""So many answers say something by what is not among them."""
_ASKS: Final = {
    "nps": "how likely customers are to recommend you (NPS)",
    "csat": "how satisfied customers are (CSAT)",
    "ces": "how easy it was for customers (CES)",
}


@dataclass(frozen=True)
class Scores:
    """What a column says as answers: `metric` and `scale` are empty where they are still to be said."""

    column: str
    metric: str
    scale: str
    values: Mapping[str, str] = field(default_factory=dict)
    """Translations of labels into numbers and of codes for no answer into nothing."""
    taken: tuple[Assumption, ...] = ()
    asked: Mapping[str, Question] = field(default_factory=dict)
    """Questions by the column of ours they are about: metric, scale_max, score."""
    values_by_answer: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The translations that each answer to the question about `score` leads to."""


@dataclass(frozen=True)
class _Answers:
    """The values of a column by the numbers they stand for."""

    name: str
    numbers: Mapping[str, int]
    counts: Counter[int]
    silent: tuple[str, ...]
    codes: tuple[int, ...]
    metric: str

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def highest(self) -> int:
        return max(self.counts)

    def translated(self, also: Mapping[int, str]) -> dict[str, str]:
        """Each label's number and each code's nothing; empty where every value is the number it stands for."""
        changed = dict.fromkeys(self.codes, "") | dict(also)
        if not changed and not self.silent and all(map(is_number, self.numbers)):
            return {}
        found = {value: changed.get(number, str(number)) for value, number in sorted(self.numbers.items(), key=_second)}
        return found | dict.fromkeys(self.silent, "")


def scores_of(column: Sampled) -> Scores | None:
    """The column as answers to a question; None where its values are on no scale of 5, 7 or 10."""
    answers = _answers(column)
    if answers is None:
        return None
    metric, scale = answers.metric, _scale(answers)
    scores = Scores(column.name, metric, scale, answers.translated({}), tuple(_taken(answers, metric, scale)))
    scores = _with_zero(answers, _asking_the_metric(answers, scores))
    scores = _asking_the_scale(answers, scores)
    return _asking_the_score(answers, scores, column)


def why_no_scores(column: Sampled) -> Assumption | None:
    """Why a column that is called like scores holds none, where its values tell."""
    if not asked_by(column.name) or not column.values or scores_of(column):
        return None
    if sum(map(is_group, column.values)) >= MOST * len(column.values):
        why = (
            f"its values are groups such as {cited(column.values[0])}; a share is computed from the answers themselves"
        )
        return Assumption(f"scores:{column.name}", column.name, "not used: groups are no answers", why)
    numbers = [number for value in column.values if (number := number_of(value.rstrip("% "))) is not None]
    if len(numbers) >= MOST * len(column.values) and max(numbers) > _SCALES[-1]:
        why = f"they reach {max(numbers)}, and the scales known are those up to 5, 7 and 10"
        return Assumption(f"scores:{column.name}", column.name, "not used: its values are no answers on a scale", why)
    return None


def question_of_twins(column: str, other: str, metric: str) -> Question:
    """Whether the answers to a second question of the same kind count too."""
    return Question(
        f"metric:{column}",
        column,
        f"Do the answers in {column} count together with those in {other}?",
        f"Both questions ask {_ASKS[metric]}; counted together, everybody who answered both counts twice.",
        (Choice(NOT_WANTED, f"no: only those in {other} count"), Choice(metric, "yes: both count")),
    )


def _answers(column: Sampled) -> _Answers | None:
    values = Counter(column.values)
    silent = tuple(value for value in values if number_of(value) is None and is_silent(value))
    numbers = {value: number for value in values if (number := number_of(value)) is not None}
    spoken = sum(values.values()) - sum(values[value] for value in silent)
    if not numbers or sum(values[value] for value in numbers) < MOST * spoken:
        return None
    counts: Counter[int] = Counter()
    for value, number in numbers.items():
        counts[number] += values[value]
    # without a 0 among the answers an 11 may as well be the best answer of a scale counted from 1
    codes = tuple(sorted(number for number in counts if number in _CODES and (number != 11 or 0 in counts)))
    body = Counter({number: count for number, count in counts.items() if number not in codes})
    if (
        not body
        or min(body) < 0
        or max(body) > _SCALES[-1]
        or len(codes) > _MOST_CODES
        or body.total() < counts.total() / 2
    ):
        return None
    metric = asked_by(column.name) or metric_of_labels([value for value in numbers if not is_number(value)])
    return _Answers(column.name, numbers, body, silent, codes, metric)


def _scale(answers: _Answers) -> str:
    """The highest answer of the scale; empty where it has to be said."""
    stated, found = stated_scale(answers.name), str(next(scale for scale in _SCALES if answers.highest <= scale))
    is_low = answers.highest <= _SCALES[0] and answers.all >= _ENOUGH
    if stated in ("5", "7", "10") and int(stated) >= answers.highest:
        return "" if is_low and stated == "10" else stated
    if answers.metric == "nps":
        return "" if is_low else "10"
    if answers.metric == "ces":
        return "" if is_low else str(max(int(found), 7))
    return found


def _taken(answers: _Answers, metric: str, scale: str) -> list[Assumption]:
    told, name = [], answers.name
    spoken = f"the {answers.all:,} answers looked at are {min(answers.counts)} to {answers.highest}"
    if metric and scale:
        told.append(Assumption(f"metric:{name}", name, f"answers to {_ASKS[metric]}, up to {scale}", _why(answers)))
    if metric == "nps" and min(answers.counts) > 0 and answers.all >= _ENOUGH:
        least = f"{spoken}: no 0 is among them, as where a scale begins at 1 or a tool loses the 0"
        told.append(Assumption(f"scale:{name}", name, "the scale begins at 0, as that of NPS does", least))
    if answers.codes:
        codes = ", ".join(map(str, answers.codes))
        told.append(Assumption(f"codes:{name}", name, f"{codes} stands for no answer", f"{spoken} but for {codes}"))
    if answers.silent:
        words = ", ".join(map(cited, answers.silent[:5]))
        told.append(Assumption(f"silent:{name}", name, f"{words} is no answer", "its words say so"))
    return told


def _why(answers: _Answers) -> str:
    by_name = "its name asks for that" if asked_by(answers.name) else "its labels speak of that"
    return f"{by_name}, and the {answers.all:,} answers looked at are {min(answers.counts)} to {answers.highest}"


def _asking_the_metric(answers: _Answers, scores: Scores) -> Scores:
    if scores.metric:
        return scores
    spoken = f"The {answers.all:,} answers looked at are {min(answers.counts)} to {answers.highest}"
    if scores.scale == "5":
        told = f"{spoken[0].lower()}{spoken[1:]}, and a rating up to 5 is mostly one of satisfaction"
        taken = Assumption(f"metric:{scores.column}", scores.column, f"answers to {_ASKS['csat']}, up to 5", told)
        return replace(scores, metric="csat", taken=(taken, *scores.taken))
    likely = ("nps", "csat", "ces") if scores.scale == "10" else ("ces", "csat")
    choices = tuple(Choice(metric, f"they say {_ASKS[metric]}") for metric in likely)
    question = Question(
        f"metric:{scores.column}",
        scores.column,
        f"Which question do the answers in {scores.column} belong to?",
        f"{spoken}, and the name does not say what was asked.",
        (*choices, Choice(NOT_WANTED, "leave them out")),
    )
    return replace(scores, asked={**scores.asked, "metric": question})


def _with_zero(answers: _Answers, scores: Scores) -> Scores:
    """The scores of a scale from 0 to 10: a 0 counts as 1 where the measure's scale begins there."""
    if 0 not in answers.counts or answers.highest <= 7 or scores.metric == "nps":
        return scores
    if not scores.metric:  # every value is listed, so that the answer can say what 0 becomes
        return replace(scores, values=answers.translated({0: "0"}))
    told = f"{answers.counts[0]:,} answers are 0, and the scale of {scores.metric.upper()} begins at 1"
    taken = Assumption(f"zero:{scores.column}", scores.column, "0 counts as 1, the lowest answer", told)
    return replace(scores, values=answers.translated({0: LOWEST}), taken=(*scores.taken, taken))


def _asking_the_scale(answers: _Answers, scores: Scores) -> Scores:
    if scores.scale:
        return scores
    expected = stated_scale(answers.name) or {"nps": "10", "ces": "7"}.get(answers.metric, "10")
    choices = [Choice(expected, f"{expected}: nobody has given more than {answers.highest}")]
    if answers.metric != "nps":
        choices.append(Choice("5", "5: the scale ends there"))
    question = Question(
        f"scale:{scores.column}",
        scores.column,
        f"What is the highest answer that could be given in {scores.column}?",
        f"The {answers.all:,} answers looked at reach {answers.highest}, though by its name the scale goes "
        f"up to {expected}.",
        (*choices, Choice(NOT_WANTED, "leave them out: they are on no scale of this kind")),
    )
    return replace(scores, asked={**scores.asked, "scale_max": question})


def _asking_the_score(answers: _Answers, scores: Scores, column: Sampled) -> Scores:
    """Ask what a number means that may be an answer or none, and whether 1 is the best answer."""
    turned = _is_turned(answers, column)
    top = int(scores.scale or "10")
    if turned:
        best = {number: str(top + 1 - number) for number in answers.counts if number > 0}
        choices = {
            "turned": (f"turn them round: 1 becomes {top}", answers.translated(best)),
            "kept": (f"leave them: {top} is the best answer", answers.translated({})),
        }
        asked, why = f"Is 1 the best answer in {column.name}?", turned
    elif (suspect := _suspect(answers)) is not None and scores.metric != "nps":
        rest = [number for number in answers.counts if number != suspect]
        choices = {
            "none": (f"{suspect} is no answer", answers.translated({suspect: ""})),
            "answer": (f"{suspect} is an answer", answers.translated({} if suspect else {0: "1"})),
        }
        asked = f"Does {suspect} in {column.name} stand for no answer?"
        why = f"{answers.counts[suspect]:,} values are {suspect}, all others {min(rest)} to {max(rest)}."
        scores = replace(scores, scale=str(next(s for s in _SCALES if max(rest) <= s)) if suspect else scores.scale)
    else:
        return scores
    question = Question(
        f"score:{column.name}",
        column.name,
        asked,
        why,
        tuple(Choice(key, words) for key, (words, _) in choices.items()),
    )
    by_answer = {key: values for key, (_, values) in choices.items()}
    return replace(scores, asked={**scores.asked, "score": question}, values_by_answer=by_answer)


def _is_turned(answers: _Answers, column: Sampled) -> str:
    """What says that low numbers are good answers; empty where nothing does."""
    good = {
        number for value, number in answers.numbers.items() if feeling_of(value) > 0 and any(map(str.isdigit, value))
    }
    bad = {
        number for value, number in answers.numbers.items() if feeling_of(value) < 0 and any(map(str.isdigit, value))
    }
    if good and bad and max(good) < min(bad):
        return f"Its labels call {min(good)} the best and {max(bad)} the worst."
    if good == {1} and not bad:
        return "Its labels call 1 the best answer."
    if is_school_grade(column.name):
        return "Its name says that 1 is the best."
    return ""


def _suspect(answers: _Answers) -> int | None:
    """A number that is set apart from the others and is often no answer: 0 below a scale from 1, 9 above one to 5."""
    rest = [number for number in answers.counts if number]
    if 0 in answers.counts and rest and max(rest) <= 7 and not stated_scale(answers.name):
        return 0 if answers.all >= _ENOUGH or max(rest) <= _SCALES[0] else None
    below = [number for number in answers.counts if number < 8]
    above = [number for number in answers.counts if number >= 8]
    is_apart = len(above) == 1 and above[0] in (8, 9) and below and max(below) <= _SCALES[0]
    return above[0] if is_apart and answers.all >= _ENOUGH else None


def _second(pair: tuple[str, int]) -> int:
    return pair[1]
