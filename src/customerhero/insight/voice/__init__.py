"""What do customers say: NPS, CSAT and CES with their intervals, by month and group, and who did not answer?"""

from customerhero.insight.voice.asking import ask
from customerhero.insight.voice.judging import judge
from customerhero.insight.voice.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
