"""What the facts say: frozen plain data that every door (pages, reports, command line, API) can show."""

from customerhero.findings.answer import Answer, Look, Table
from customerhero.findings.finding import Caveat, Change, Evidence, Finding, Picture, Subject
from customerhero.findings.measure import Interval, Measure, Money

__all__ = [
    "Answer",
    "Caveat",
    "Change",
    "Evidence",
    "Finding",
    "Interval",
    "Look",
    "Measure",
    "Money",
    "Picture",
    "Subject",
    "Table",
]
