"""The effect: did a change help, and how sure is that, with what else changed at the time?"""

from customerhero.insight.effect.asking import ask
from customerhero.insight.effect.judging import judge
from customerhero.insight.effect.options import MEASURES, NAME, NEEDS, Options

__all__ = ["MEASURES", "NAME", "NEEDS", "Options", "ask", "judge"]
