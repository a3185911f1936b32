"""A finding's picture as a Vega-Lite chart, or as a drawing of our own where Vega-Lite has no mark for it."""

from customerhero.charts.ink import HEIGHT, WIDTH
from customerhero.charts.network import LARGE, Lead, Leads, network
from customerhero.charts.palette import DARK, LIGHT, Palette, contrast, css_palette, css_tokens
from customerhero.charts.spark import sparkline
from customerhero.charts.spec import chart

__all__ = [
    "DARK",
    "HEIGHT",
    "LARGE",
    "LIGHT",
    "WIDTH",
    "Lead",
    "Leads",
    "Palette",
    "chart",
    "contrast",
    "css_palette",
    "css_tokens",
    "network",
    "sparkline",
]
