"""The month's customer agenda: which questions the facts can answer, the answers, and the findings ranked.

The one way to the analyses for every door: command line, reports, web.
"""

from customerhero.agenda.asking import agenda, ask_one, team_names
from customerhero.agenda.composing import AgendaOptions, compose
from customerhero.agenda.months import last_complete_month
from customerhero.agenda.questions import Question, question_named, questions
from customerhero.agenda.settings import option_values, options_from, settings_of
from customerhero.agenda.telling import as_dict
from customerhero.findings.agenda import Agenda, Held, Number, Unanswered
from customerhero.findings.months import months_of
from customerhero.findings.plain import plain

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
    "option_values",
    "options_from",
    "plain",
    "question_named",
    "questions",
    "settings_of",
    "team_names",
]
