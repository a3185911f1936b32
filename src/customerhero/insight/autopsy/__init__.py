"""The autopsy: one customer's whole history in time order, with what went wrong marked on it."""

from customerhero.insight.autopsy.asking import ask, its_events
from customerhero.insight.autopsy.judging import judge
from customerhero.insight.autopsy.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "its_events", "judge"]
