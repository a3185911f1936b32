"""A finding's picture as a Vega-Lite chart, or as a drawing of our own where Vega-Lite has no mark for it."""

from customerhero.charts.answers import Given, answers
from customerhero.charts.bridge import Step, bridge
from customerhero.charts.ink import HEIGHT, WIDTH
from customerhero.charts.network import LARGE, Lead, Leads, network
from customerhero.charts.palette import DARK, LIGHT, Palette, contrast, css_palette, css_tokens
from customerhero.charts.ranges import Range, ranges
from customerhero.charts.ribbons import ribbons
from customerhero.charts.sides import Pair, sides
from customerhero.charts.spark import sparkline
from customerhero.charts.spec import chart

__all__ = [
    "DARK",
    "HEIGHT",
    "LARGE",
    "LIGHT",
    "WIDTH",
    "Given",
    "Lead",
    "Leads",
    "Pair",
    "Palette",
    "Range",
    "Step",
    "answers",
    "bridge",
    "chart",
    "contrast",
    "css_palette",
    "css_tokens",
    "network",
    "ranges",
    "ribbons",
    "sides",
    "sparkline",
]
