"""Charts over time: a month's trend and curves of those still here."""

from __future__ import annotations

from customerhero.charts.columns import Parts, figures_of, parts_of, pretty, records
from customerhero.charts.ink import HEIGHT, Ink, Rows, Spec
from customerhero.findings import Picture


def trend(picture: Picture, ink: Ink) -> Spec:
    """A figure by month with its interval as a band, the newest figure written out."""
    parts = parts_of(picture)
    rivals = figures_of(picture)
    if not parts.low and len(rivals) > 1:
        return _side_by_side(picture, parts, rivals, ink)
    rows = [row for row in records(picture) if row[parts.value] is not None]
    x = _month_axis(parts.label, rows)
    layers = [_band(parts, x, ink.colour)] if parts.low else []
    y = {"field": parts.value, "type": "quantitative", "title": None, "scale": _scale(rows, parts)}
    layers.append({"mark": {"type": "line", "color": ink.colour, "strokeWidth": 2.25}, "encoding": {"x": x, "y": y}})
    points = {
        "type": "point",
        "filled": True,
        "fill": ink.colour,
        "stroke": ink.palette["card"],
        "strokeWidth": 1.5,
        "size": 46,
    }
    layers.append({"mark": {**points, "opacity": 1}, "encoding": {"x": x, "y": y}})
    layers.append(_last_value(parts, rows, x, y, ink))
    return {"height": HEIGHT - 40, "data": {"values": rows}, "layer": layers}


def _side_by_side(picture: Picture, parts: Parts, rivals: list[str], ink: Ink) -> Spec:
    """Two or three figures by month, a line each under its name."""
    rows = records(picture)
    named = {name: pretty(name) for name in rivals}
    values = [
        {parts.label: row[parts.label], "figure": row[name], "name": named[name]} for row in rows for name in rivals
    ]
    colours = [ink.palette["series-1"], ink.palette["series-2"], ink.palette["series-3"]]
    legend = {"orient": "top", "title": None, "symbolType": "stroke"}
    scale = {"domain": list(named.values()), "range": colours[: len(rivals)]}
    hue = {"field": "name", "type": "nominal", "scale": scale, "legend": legend}
    y = {"field": "figure", "type": "quantitative", "title": None, "axis": {"format": "~s"}}
    encoding = {"x": _month_axis(parts.label, rows), "y": y, "color": hue}
    mark = {"type": "line", "strokeWidth": 2.25}
    return {"height": HEIGHT - 20, "data": {"values": values}, "mark": mark, "encoding": encoding}


def _band(parts: Parts, x: Spec, colour: str) -> Spec:
    y = {"field": parts.low, "type": "quantitative", "title": None}
    return {
        "mark": {"type": "area", "color": colour, "opacity": 0.16},
        "encoding": {"x": x, "y": y, "y2": {"field": parts.high}},
    }


def _last_value(parts: Parts, rows: Rows, x: Spec, y: Spec, ink: Ink) -> Spec:
    """The newest figure stands beside its point, so that nobody has to read it off the axis."""
    last = rows[-1][parts.label] if rows else ""
    return {
        "transform": [{"filter": {"field": parts.label, "equal": last}}],
        "mark": {
            "type": "text",
            "dx": 8,
            "align": "left",
            "fontWeight": 600,
            "fontSize": 12,
            "fill": ink.palette["ink"],
        },
        "encoding": {"x": x, "y": y, "text": {"field": parts.value, "type": "quantitative", "format": ",.1f"}},
    }


def _month_axis(field: str, rows: Rows) -> Spec:
    every = 1 if len(rows) <= 7 else 2 if len(rows) <= 14 else 4
    newest = len(rows) - 1
    shown = [row[field] for at, row in enumerate(rows) if (newest - at) % every == 0]
    month = "monthAbbrevFormat(toNumber(substring(datum.label, 5, 7)) - 1)"  # in the language that is drawn for
    label = f"length(datum.label) == 7 ? {month} : datum.label"
    axis = {"labelAngle": 0, "values": shown, "labelExpr": label, "grid": False, "title": None, "labelOverlap": False}
    return {"field": field, "type": "ordinal", "sort": None, "axis": axis, "scale": {"type": "point", "padding": 0.35}}


def _scale(rows: Rows, parts: Parts) -> Spec:
    """From zero where zero is near, else round the figures: a trend must be seen, a bar must never lie."""
    names = [name for name in (parts.value, parts.low, parts.high) if name]
    figures = [row[name] for row in rows for name in names if row[name] is not None]
    near = not figures or min(figures) <= 0 or min(figures) < 0.6 * max(figures)
    return {"zero": near, "nice": True}


def curves(picture: Picture, ink: Ink) -> Spec:
    """Shares over time, a stepped line a series; the series the finding is about has the tone's colour and its band."""
    parts = parts_of(picture)
    rows = [row for row in records(picture) if row[parts.value] is not None]
    x = {"field": parts.label, "type": "quantitative", "title": pretty(parts.label), "axis": {"grid": False}}
    y: Spec = {"field": parts.value, "type": "quantitative", "title": None, "scale": {"zero": False}}
    y["axis"] = {"format": "%"} if all(0 <= row[parts.value] <= 1 for row in rows) else {}
    hue = _series_colour(parts, rows, ink)
    layers = [_step_band(parts, x, y, hue, ink)] if parts.low else []
    line = {"type": "line", "strokeWidth": 2, "interpolate": "step-after"}
    layers.append({"mark": line, "encoding": {"x": x, "y": y, "color": hue}})
    return {"height": HEIGHT, "data": {"values": rows}, "layer": layers}


def _step_band(parts: Parts, x: Spec, y: Spec, hue: Spec, ink: Ink) -> Spec:
    area = {"type": "area", "opacity": 0.15, "interpolate": "step-after"}
    ends = {"x": x, "y": {**y, "field": parts.low}, "y2": {"field": parts.high}, "color": hue}
    band: Spec = {"mark": area, "encoding": ends}
    if parts.series and ink.about:
        band["transform"] = [{"filter": {"field": parts.series, "equal": ink.about}}]
    return band


def _series_colour(parts: Parts, rows: Rows, ink: Ink) -> Spec:
    if not parts.series:
        return {"value": ink.colour}
    names = list(dict.fromkeys(str(row[parts.series]) for row in rows))
    others = [f"series-{place}" for place in ((5, 3, 4, 1, 2) if ink.about in names else (1, 2, 3, 4, 5))]
    rest = iter(others * len(names))
    colours = [ink.colour if ink.stands_out(name) else ink.palette[next(rest)] for name in names]
    shown = {"symbolType": "stroke", "symbolOpacity": 1, "columns": 3, "labelLimit": 110}
    legend = {"orient": "top", "title": None, **shown}
    return {"field": parts.series, "type": "nominal", "scale": {"domain": names, "range": colours}, "legend": legend}
