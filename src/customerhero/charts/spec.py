"""Pictures as Vega-Lite 6 specifications: plain dictionaries, drawn by reports and the web."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from customerhero.charts.bars import bars, distribution, flows
from customerhero.charts.ink import WIDTH, Ink, Spec
from customerhero.charts.interrupted import interrupted, is_interrupted
from customerhero.charts.lines import curves, trend
from customerhero.charts.palette import Palette
from customerhero.findings import Picture
from customerhero.findings.finding import PictureKind, Tone

FONT: Final = "Inter"
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_DRAWN: Final[dict[PictureKind, Callable[[Picture, Ink], Spec]]] = {
    "trend": trend,
    "bars": bars,
    "curves": curves,
    "flows": flows,
    "distribution": distribution,
}


def chart(picture: Picture, palette: Palette, tone: Tone = "neutral", about: str = "") -> Spec:
    """The Vega-Lite specification of a picture in these colours; the series or bar called `about` stands out."""
    draw = interrupted if is_interrupted(picture) else _DRAWN[picture.kind]
    drawn = draw(picture, Ink(palette, palette[tone], about))
    return {"$schema": _SCHEMA, "width": WIDTH, "config": _config(palette), **drawn}


def _config(palette: Palette) -> Spec:
    axis = {
        "labelColor": palette["soft-ink"],
        "titleColor": palette["soft-ink"],
        "gridColor": palette["line"],
        "domainColor": palette["strong-line"],
        "tickColor": palette["strong-line"],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 6,
        "domain": False,
        "ticks": False,
        "tickCount": 4,
    }
    legend = {"labelColor": palette["ink"], "labelFontSize": 12, "symbolStrokeWidth": 3}
    text = {"fontSize": 12, "font": FONT}
    return {
        "font": FONT,
        "background": None,
        "aria": False,
        "view": {"stroke": None},
        "axis": axis,
        "legend": legend,
        "text": text,
        "padding": 2,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
