"""The runaround: customers passed around like a hockey puck, from team to team and back.

Which cases are handed to and fro, on which routes, how often, what it costs in hours on the customer's clock and whose
revenue it touches. How it is computed, with every default: docs/measures/runaround.md.
"""

from customerhero.insight.runaround.asking import ask
from customerhero.insight.runaround.judging import judge
from customerhero.insight.runaround.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
