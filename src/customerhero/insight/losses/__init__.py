"""Whom did we lose, what were they worth, why did they go, and what had we done to them before?"""

from customerhero.insight.losses.asking import ask
from customerhero.insight.losses.judging import judge
from customerhero.insight.losses.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
