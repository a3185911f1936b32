"""The month's customer agenda: which questions the facts can answer, the answers, and the findings ranked.

The one way to the analyses for every door: command line, reports, web.
"""

from customerhero.agenda.asking import agenda, ask_one
from customerhero.agenda.composing import Agenda, AgendaOptions, Unanswered, compose
from customerhero.agenda.months import Held, last_complete_month
from customerhero.agenda.numbers import Number
from customerhero.agenda.periods import months_of
from customerhero.agenda.questions import Question, question_named, questions
from customerhero.agenda.settings import options_from, settings_of
from customerhero.agenda.telling import as_dict, plain

__all__ = [
    "Agenda",
    "AgendaOptions",
    "Held",
    "Number",
    "Question",
    "Unanswered",
    "agenda",
    "as_dict",
    "ask_one",
    "compose",
    "last_complete_month",
    "months_of",
    "options_from",
    "plain",
    "question_named",
    "questions",
    "settings_of",
]
