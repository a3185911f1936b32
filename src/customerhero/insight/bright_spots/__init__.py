"""Bright spots: whose customers are served better than the mix of their work and luck explain?"""

from customerhero.insight.bright_spots.asking import ask
from customerhero.insight.bright_spots.judging import judge
from customerhero.insight.bright_spots.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
