"""How long do customers stay, by segment, and does one segment leave sooner than chance explains?"""

from customerhero.insight.retention.asking import ask
from customerhero.insight.retention.judging import judge
from customerhero.insight.retention.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
