"""The tug-of-war: the customer asks again and again, is refused, refused, and then granted.

What could be granted in the end could have been granted at once. How it is computed, with every default:
docs/measures/tug-of-war.md.
"""

from customerhero.insight.tug_of_war.asking import ask
from customerhero.insight.tug_of_war.judging import judge
from customerhero.insight.tug_of_war.options import NAME, NEEDS, Options

__all__ = ["NAME", "NEEDS", "Options", "ask", "judge"]
