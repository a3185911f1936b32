"""Pictures as Vega-Lite 6 specifications: plain dictionaries, drawn by reports and the web."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from customerhero.charts.columns import Parts, parts_of, pretty, records
from customerhero.charts.palette import Palette
from customerhero.findings import Picture
from customerhero.findings.finding import PictureKind, Tone

Spec = dict[str, Any]
WIDTH: Final = 384
HEIGHT: Final = 190
FONT: Final = "Inter"
LONGEST_LABEL: Final = 26
MOST_BARS: Final = 10
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_COLOURS: Final[dict[Tone, str]] = {"hurt": "hurt", "good": "good", "neutral": "neutral"}


def chart(picture: Picture, palette: Palette, tone: Tone = "neutral", title: str = "") -> Spec:
    """The Vega-Lite specification of a picture in these colours; `title` names the axis of figures."""
    drawn = _DRAWN[picture.kind](picture, palette, palette[_COLOURS[tone]])
    head: Spec = {"$schema": _SCHEMA, "width": WIDTH, "config": _config(palette)}
    if title:
        head["description"] = title
    return {**head, **drawn}


def _trend(picture: Picture, palette: Palette, colour: str) -> Spec:
    parts = parts_of(picture)
    rows = [row for row in records(picture) if row[parts.value] is not None]
    x = _month_axis(parts.label, rows)
    layers = [_band(parts, x, colour)] if parts.low else []
    y = {"field": parts.value, "type": "quantitative", "title": None, "scale": _scale(rows, parts)}
    layers.append({"mark": {"type": "line", "color": colour, "strokeWidth": 2.25}, "encoding": {"x": x, "y": y}})
    points = {
        "type": "point",
        "filled": True,
        "fill": colour,
        "stroke": palette["card"],
        "strokeWidth": 1.5,
        "size": 46,
    }
    layers.append({"mark": {**points, "opacity": 1}, "encoding": {"x": x, "y": y}})
    layers.append(_last_value(parts, rows, x, y, palette))
    return {"height": HEIGHT - 40, "data": {"values": rows}, "layer": layers}


def _band(parts: Parts, x: Spec, colour: str) -> Spec:
    y = {"field": parts.low, "type": "quantitative", "title": None}
    return {
        "mark": {"type": "area", "color": colour, "opacity": 0.16},
        "encoding": {"x": x, "y": y, "y2": {"field": parts.high}},
    }


def _last_value(parts: Parts, rows: list[dict[str, Any]], x: Spec, y: Spec, palette: Palette) -> Spec:
    """The newest figure stands beside its point, so that nobody has to read it off the axis."""
    last = rows[-1][parts.label] if rows else ""
    return {
        "transform": [{"filter": {"field": parts.label, "equal": last}}],
        "mark": {"type": "text", "dx": 8, "align": "left", "fontWeight": 600, "fontSize": 12, "fill": palette["ink"]},
        "encoding": {"x": x, "y": y, "text": {"field": parts.value, "type": "quantitative", "format": ",.1f"}},
    }


def _month_axis(field: str, rows: list[dict[str, Any]]) -> Spec:
    every = 1 if len(rows) <= 7 else 2 if len(rows) <= 14 else 4
    newest = len(rows) - 1
    shown = [row[field] for at, row in enumerate(rows) if (newest - at) % every == 0]
    months = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"
    label = f"length(datum.label) == 7 ? {months}[toNumber(substring(datum.label, 5, 7)) - 1] : datum.label"
    axis = {"labelAngle": 0, "values": shown, "labelExpr": label, "grid": False, "title": None, "labelOverlap": False}
    return {"field": field, "type": "ordinal", "sort": None, "axis": axis, "scale": {"type": "point", "padding": 0.35}}


def _scale(rows: list[dict[str, Any]], parts: Parts) -> Spec:
    """From zero where zero is near, else round the figures: a trend must be seen, a bar must never lie."""
    names = [name for name in (parts.value, parts.low, parts.high) if name]
    figures = [row[name] for row in rows for name in names if row[name] is not None]
    near = not figures or min(figures) <= 0 or min(figures) < 0.6 * max(figures)
    return {"zero": near, "nice": True}


def _bars(picture: Picture, palette: Palette, colour: str) -> Spec:
    parts = parts_of(picture)
    rows = _most_first(records(picture), parts.value) if picture.kind == "bars" else records(picture)
    order = None
    y = {"field": parts.label, "type": "nominal", "sort": order, "title": None, "axis": _label_axis()}
    x = {"field": parts.value, "type": "quantitative", "title": None, "axis": None, "scale": _room(rows, parts)}
    bar = {"mark": {"type": "bar", "color": colour, "cornerRadiusEnd": 3, "height": {"band": 0.68}}}
    layers: list[Spec] = [{**bar, "encoding": {"x": x, "y": y}}]
    if parts.low:
        whisker = {"type": "rule", "color": palette["ink"], "strokeWidth": 1.25, "opacity": 0.75}
        ends = {"x": {**x, "field": parts.low}, "x2": {"field": parts.high}, "y": y}
        layers.append({"mark": whisker, "encoding": ends})
    layers.append(_bar_label(rows, parts, x, y, palette))
    return {"height": {"step": 27}, "data": {"values": rows}, "layer": layers}


def _room(rows: list[dict[str, Any]], parts: Parts) -> Spec:
    """Room to the right of the longest bar for its figure."""
    most = max((row[name] or 0 for row in rows for name in (parts.value, parts.high) if name), default=1)
    least = min((row[parts.value] or 0 for row in rows), default=0)
    return {"domain": [min(0, least) * 1.2, (most or 1) * 1.2], "nice": False}


def _bar_label(rows: list[dict[str, Any]], parts: Parts, x: Spec, y: Spec, palette: Palette) -> Spec:
    whole = all(float(row[parts.value] or 0).is_integer() or abs(row[parts.value]) >= 1000 for row in rows)
    end = parts.high or parts.value
    text = {"field": parts.value, "type": "quantitative", "format": ",.0f" if whole else ",.1f"}
    return {
        "mark": {"type": "text", "align": "left", "dx": 6, "fill": palette["ink"], "fontWeight": 600},
        "encoding": {"x": {**x, "field": end}, "y": y, "text": text},
    }


def _label_axis() -> Spec:
    short = f"length(datum.label) > {LONGEST_LABEL} ? slice(datum.label, 0, {LONGEST_LABEL - 1}) + '…' : datum.label"
    return {"domain": False, "ticks": False, "labelPadding": 8, "labelExpr": short, "labelLimit": 190, "grid": False}


def _most_first(rows: list[dict[str, Any]], value: str) -> list[dict[str, Any]]:
    known = [row for row in rows if row[value] is not None]
    return sorted(known, key=lambda row: -float(row[value]))[:MOST_BARS]


def _distribution(picture: Picture, _palette: Palette, colour: str) -> Spec:
    parts = parts_of(picture)
    axis = {"labelAngle": 0, "grid": False, "labelOverlap": True}
    x: Spec = {"field": parts.label, "type": "ordinal", "sort": None, "title": pretty(parts.label), "axis": axis}
    y = {"field": parts.value, "type": "quantitative", "title": None}
    mark = {"type": "bar", "color": colour, "cornerRadiusEnd": 2, "width": {"band": 0.8}}
    return {"height": HEIGHT - 40, "data": {"values": records(picture)}, "mark": mark, "encoding": {"x": x, "y": y}}


def _curves(picture: Picture, palette: Palette, colour: str) -> Spec:
    parts = parts_of(picture)
    rows = [row for row in records(picture) if row[parts.value] is not None]
    x = {"field": parts.label, "type": "quantitative", "title": pretty(parts.label), "axis": {"grid": False}}
    y: Spec = {"field": parts.value, "type": "quantitative", "title": None, "scale": {"zero": False}}
    y["axis"] = {"format": "%"} if all(0 <= row[parts.value] <= 1 for row in rows) else {}
    hue = _series_colour(parts, rows, palette) if parts.series else {"value": colour}
    layers: list[Spec] = []
    if parts.low:
        area = {"type": "area", "opacity": 0.13, "interpolate": "step-after"}
        ends = {"x": x, "y": {**y, "field": parts.low}, "y2": {"field": parts.high}, "color": hue}
        layers.append({"mark": area, "encoding": ends})
    line = {"type": "line", "strokeWidth": 2, "interpolate": "step-after"}
    layers.append({"mark": line, "encoding": {"x": x, "y": y, "color": hue}})
    return {"height": HEIGHT, "data": {"values": rows}, "layer": layers}


def _series_colour(parts: Parts, rows: list[dict[str, Any]], palette: Palette) -> Spec:
    names = list(dict.fromkeys(str(row[parts.series or ""]) for row in rows))
    colours = [palette[f"series-{at % 5 + 1}"] for at in range(len(names))]
    legend = {"orient": "top", "title": None, "symbolType": "stroke", "columns": 3, "labelLimit": 110}
    scale = {"domain": names, "range": colours}
    return {"field": parts.series, "type": "nominal", "scale": scale, "legend": legend}


def _flow_bars(picture: Picture, palette: Palette, colour: str) -> Spec:
    """Flows as bars, for doors that cannot draw the network."""
    named = [(f"{row[0]} → {row[1]}", row[2]) for row in picture.rows]
    as_bars = Picture("bars", picture.title, ("route", picture.columns[2]), tuple(named))
    return _bars(as_bars, palette, colour)


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


_DRAWN: Final[dict[PictureKind, Callable[[Picture, Palette, str], Spec]]] = {
    "trend": _trend,
    "bars": _bars,
    "curves": _curves,
    "flows": _flow_bars,
    "distribution": _distribution,
}
