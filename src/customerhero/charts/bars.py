"""Charts of groups: bars with their figures, flows as bars, and distributions."""

from __future__ import annotations

from typing import Any, Final

from customerhero.charts.columns import Parts, parts_of, pretty, records
from customerhero.charts.ink import HEIGHT, WIDTH, Ink, Rows, Spec
from customerhero.findings import Picture

LONGEST_LABEL: Final = 26
MOST_BARS: Final = 10
_LABEL_WIDTH, _FIGURE_WIDTH, _WIDEST_LABELS = 6.6, 7.8, 190.0


def bars(picture: Picture, ink: Ink) -> Spec:
    """A bar a group from zero, the longest first, with its figure and its interval."""
    parts = parts_of(picture)
    rows = _most_first(records(picture), parts.value)
    y = {"field": parts.label, "type": "nominal", "sort": None, "title": None, "axis": _label_axis()}
    x = {"field": parts.value, "type": "quantitative", "title": None, "axis": None, "scale": _room(rows, parts)}
    mark = {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.68}}
    layers: list[Spec] = [{"mark": mark, "encoding": {"x": x, "y": y, "color": _bar_colour(parts, rows, ink)}}]
    if parts.low:
        whisker = {"type": "rule", "color": ink.palette["ink"], "strokeWidth": 1.25, "opacity": 0.75}
        ends = {"x": {**x, "field": parts.low}, "x2": {"field": parts.high}, "y": y}
        layers.append({"mark": whisker, "encoding": ends})
    layers.append(_bar_label(rows, parts, x, y, ink))
    return {"height": {"step": 27}, "data": {"values": rows}, "layer": layers}


def flows(picture: Picture, ink: Ink) -> Spec:
    """Flows as bars, for doors that cannot draw the network."""
    named = tuple((f"{row[0]} → {row[1]}", row[2]) for row in picture.rows)
    return bars(Picture("bars", picture.title, ("route", picture.columns[2]), named), ink)


def distribution(picture: Picture, ink: Ink) -> Spec:
    """How often each answer or size came, in its own order."""
    parts = parts_of(picture)
    axis = {"labelAngle": 0, "grid": False, "labelOverlap": True}
    x: Spec = {"field": parts.label, "type": "ordinal", "sort": None, "title": pretty(parts.label), "axis": axis}
    y = {"field": parts.value, "type": "quantitative", "title": None}
    mark = {"type": "bar", "color": ink.colour, "cornerRadiusEnd": 2, "width": {"band": 0.8}}
    return {"height": HEIGHT - 40, "data": {"values": records(picture)}, "mark": mark, "encoding": {"x": x, "y": y}}


def _bar_colour(parts: Parts, rows: Rows, ink: Ink) -> Spec:
    """The bar the finding is about has the tone's colour, the others stand back; without one, all have it."""
    if not any(ink.stands_out(str(row[parts.label])) for row in rows):
        return {"value": ink.colour}
    own = {"field": parts.label, "equal": ink.about}
    return {"condition": {"test": own, "value": ink.colour}, "value": ink.palette["series-5"]}


def _room(rows: Rows, parts: Parts) -> Spec:
    """Room to the right of the longest bar for its figure."""
    most = max((row[name] or 0 for row in rows for name in (parts.value, parts.high) if name), default=1) or 1
    least = min((row[parts.value] or 0 for row in rows), default=0)
    longest = max((min(len(str(row[parts.label])), LONGEST_LABEL) for row in rows), default=0)
    plot = WIDTH - min(_WIDEST_LABELS, longest * _LABEL_WIDTH) - 12
    figure = 12 + _FIGURE_WIDTH * max((len(_written(row[parts.value], rows, parts)) for row in rows), default=1)
    return {"domain": [min(0, least) * 1.2, most / max(0.3, 1 - figure / plot)], "nice": False}


def _written(value: Any, rows: Rows, parts: Parts) -> str:  # a figure of a row
    return f"{value or 0:,.{0 if _whole(rows, parts) else 1}f}"


def _whole(rows: Rows, parts: Parts) -> bool:
    return all(float(row[parts.value] or 0).is_integer() or abs(row[parts.value]) >= 1000 for row in rows)


def _bar_label(rows: Rows, parts: Parts, x: Spec, y: Spec, ink: Ink) -> Spec:
    end = parts.high or parts.value
    text = {"field": parts.value, "type": "quantitative", "format": ",.0f" if _whole(rows, parts) else ",.1f"}
    return {
        "mark": {"type": "text", "align": "left", "dx": 6, "fill": ink.palette["ink"], "fontWeight": 600},
        "encoding": {"x": {**x, "field": end}, "y": y, "text": text},
    }


def _label_axis() -> Spec:
    short = f"length(datum.label) > {LONGEST_LABEL} ? slice(datum.label, 0, {LONGEST_LABEL - 1}) + '…' : datum.label"
    return {"domain": False, "ticks": False, "labelPadding": 8, "labelExpr": short, "labelLimit": 190, "grid": False}


def _most_first(rows: Rows, value: str) -> Rows:
    known = [row for row in rows if row[value] is not None]
    return sorted(known, key=lambda row: -float(row[value]))[:MOST_BARS]
