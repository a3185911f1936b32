"""Re-contact: the customer had to come back about the same thing soon after the case was closed.

How it is computed, with every default: docs/measures/recontact.md.
"""

from customerhero.insight.recontact.asking import ask
from customerhero.insight.recontact.judging import judge
from customerhero.insight.recontact.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
