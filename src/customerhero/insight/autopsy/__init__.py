"""The autopsy: one customer's whole history in time order, with what went wrong marked on it."""

from customerhero.insight.autopsy.asking import AtHand, ask, its_events, left_with_rules
from customerhero.insight.autopsy.judging import judge
from customerhero.insight.autopsy.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "AtHand", "Options", "ask", "its_events", "judge", "left_with_rules"]
