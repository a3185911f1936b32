"""What customers say when asked: NPS each quarter, CSAT or CES after a case; most invitations go unanswered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from customerhero.demo.cases import Cases
from customerhero.demo.cast import SEGMENTS, TEAMS
from customerhero.demo.columns import Columns, chosen, ids, times
from customerhero.demo.customers import Customers
from customerhero.demo.draws import Flags, Floats, Ints, Wheel, stream
from customerhero.demo.events import NEVER, Endings, Stage
from customerhero.demo.rhythm import DAY, HOUR, Calendar, seconds
from customerhero.demo.words import BRAND_COMMENTS, CASE_COMMENTS, COMMENTS_PER_TONE

FALL: Final = -0.65
"""By how much the latent opinion (a standard normal) falls in the last month."""
_METRICS: Final = ("nps", "csat", "ces")
_SCALES = np.array([10, 5, 7])
_NPS_EDGES = np.array([-2.3, -2.0, -1.75, -1.5, -1.25, -1.05, -0.84, -0.45, 0.13, 0.75])
"""The latent opinion from which on the answer is 1, 2, ... 10: 20 % detractors, 45 % promoters."""
_CES_SHARE: Final = 0.2
_INVITED: Final = 0.9
_SATISFIED: Final = {True: 0.95, False: 0.10}
_COMMENTED: Final = 0.35
_SCORES = Wheel([[2, 3, 5, 0, 0, 0, 0], [0, 0, 0, 4, 6, 0, 0], [1, 2, 3, 4, 0, 0, 0], [0, 0, 0, 0, 3, 5, 4]])
"""Answers 1 to 7 to CSAT, dissatisfied and satisfied, and to CES, much and little effort."""


@dataclass(frozen=True)
class Answers:
    """Invitations and what became of them, by number."""

    customer: Ints
    invited: Ints
    answered: Ints
    """NEVER without an answer."""
    metric: Ints
    score: Ints
    comment: Ints
    """Place in the comments, -1 without one."""


@dataclass(frozen=True)
class Fall:
    """The score in the month that falls and in the month before, as it came out."""

    answers_before: int
    nps_before: float
    answers: int
    nps: float


def after_cases(stage: Stage, cases: Cases, endings: Endings, first_case: int, first_answer: int) -> Columns:
    """The columns of `feedback` about the closed cases of a batch."""
    chance = stream(stage.seed, "after cases", first_case)
    asked = np.flatnonzero((endings.closed < NEVER - DAY) & (chance.random(len(cases)) < _INVITED))
    customer, invited = cases.customer[asked], endings.closed[asked] + HOUR
    asked = asked[invited < np.minimum(stage.calendar.end, stage.customers.left[customer])]
    customer, invited = cases.customer[asked], endings.closed[asked] + HOUR
    answered = _answered(chance, stage, customer, invited, typical=DAY)
    satisfied = chance.random(len(asked)) < np.where(endings.solved[asked], _SATISFIED[True], _SATISFIED[False])
    ces = (chance.random(len(asked)) < _CES_SHARE).astype(np.int64)
    score = 1 + _SCORES.spin(chance, 2 * ces + satisfied)
    tone = 2 * cases.topic[asked] + satisfied
    answers = Answers(customer, invited, answered, 1 + ces, score, _comments(chance, tone))
    resolver = endings.resolver[asked]
    return {
        **_columns(answers, first_answer, CASE_COMMENTS),
        "case_id": ids("K", 9, first_case + asked),
        "person_id": chosen(stage.staff.ids, resolver),
        "team_id": chosen([team.id for team in TEAMS], stage.staff.team[resolver]),
    }


def each_quarter(stage: Stage, first_answer: int, truths: bool) -> tuple[Columns, Fall]:
    """The columns of `feedback` from the quarterly question, and how the score fell."""
    chance = stream(stage.seed, "each quarter")
    customer, invited = _invitations(chance, stage.customers, stage.calendar)
    answered = _answered(chance, stage, customer, invited, typical=2 * DAY)
    opinion = 0.6 * stage.customers.mood[customer] + 0.8 * chance.standard_normal(len(customer))
    last = answered >= last_month(stage.calendar)
    falls = last & truths
    score = np.searchsorted(_NPS_EDGES, opinion + FALL * falls, side="right")
    group = np.digitize(score, [7, 9])
    group = np.where(falls & (group == 0), 3, group)
    answers = Answers(customer, invited, answered, np.zeros_like(score), score, _comments(chance, group))
    return _columns(answers, first_answer, BRAND_COMMENTS), _fall(answers, stage.calendar)


def last_month(calendar: Calendar) -> int:
    """The first second of the last month."""
    return seconds(calendar.month_starts()[-1])


def _invitations(chance: np.random.Generator, customers: Customers, calendar: Calendar) -> tuple[Ints, Ints]:
    """A third of the customers each month, early in it, so that answers fall into the same month."""
    everyone = np.arange(len(customers))
    asked, when = [everyone[:0]], [everyone[:0]]
    for month, day in enumerate(calendar.month_starts()):
        third = everyone[(everyone + month) % 3 == 0]
        at = seconds(day) + chance.integers(1, 13, len(third)) * DAY + chance.integers(8, 18, len(third)) * HOUR
        there = (customers.joined[third] < at) & (customers.left[third] > at) & (at < calendar.end)
        asked.append(third[there])
        when.append(at[there])
    return np.concatenate(asked), np.concatenate(when)


def _answered(chance: np.random.Generator, stage: Stage, customer: Ints, invited: Ints, typical: int) -> Ints:
    share = np.array([segment.answers for segment in SEGMENTS])[stage.customers.segment[customer]]
    answers = chance.random(len(customer)) < share
    delay = 60 + np.minimum(chance.exponential(typical, len(customer)), 14 * DAY).astype(np.int64)
    answers &= invited + delay < np.minimum(stage.calendar.end, stage.customers.left[customer])
    return np.where(answers, invited + delay, NEVER)


def _comments(chance: np.random.Generator, group: Ints) -> Ints:
    comment = group * COMMENTS_PER_TONE + chance.integers(0, COMMENTS_PER_TONE, len(group))
    return np.where(chance.random(len(group)) < _COMMENTED, comment, -1)


def _columns(answers: Answers, first: int, comments: tuple[str, ...]) -> Columns:
    answered: Flags = answers.answered < NEVER
    return {
        "feedback_id": ids("F", 9, first + np.arange(len(answered))),
        "customer_id": ids("C", 7, answers.customer),
        "happened_at": times(np.where(answered, answers.answered, 0), answered),
        "invited_at": times(answers.invited),
        "metric": chosen(_METRICS, answers.metric),
        "scale_max": pa.array(_SCALES[answers.metric]),
        "score": pa.array(answers.score, mask=~answered),
        "comment": chosen(comments, np.where(answered, answers.comment, -1)),
    }


def _fall(answers: Answers, calendar: Calendar) -> Fall:
    starts = [seconds(day) for day in calendar.month_starts()]
    month = np.searchsorted(starts, answers.answered, side="right")
    known = answers.answered < NEVER
    before, last = (answers.score[known & (month == len(starts) - back)] for back in (1, 0))
    return Fall(len(before), _nps(before), len(last), _nps(last))


def _nps(score: Ints) -> float:
    values: Floats = np.where(score >= 9, 100.0, np.where(score <= 6, -100.0, 0.0))
    return round(float(values.mean()), 1) if len(values) else 0.0
