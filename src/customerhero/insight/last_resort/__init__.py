"""The last resort: the first effort to keep the customer comes after the notice to leave.

How it is computed, with every default: docs/measures/last-resort.md.
"""

from customerhero.insight.last_resort.asking import ask
from customerhero.insight.last_resort.judging import judge
from customerhero.insight.last_resort.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
