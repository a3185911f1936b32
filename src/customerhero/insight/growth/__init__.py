"""Do we grow because customers stay and bring others, or are we running in place?"""

from customerhero.insight.growth.asking import ask
from customerhero.insight.growth.judging import judge
from customerhero.insight.growth.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
