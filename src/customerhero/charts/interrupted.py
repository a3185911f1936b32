"""A figure by week before and after a change: what was seen, and what would have been expected without the change."""

from __future__ import annotations

from typing import Final

from customerhero.charts.columns import records
from customerhero.charts.ink import HEIGHT, Ink, Rows, Spec
from customerhero.findings import Picture

COLUMNS: Final = ("week", "observed", "fitted", "counterfactual", "low", "high", "n")
"""The columns of such a picture; the change was in the first week without a fitted level before it, or with both."""
_X: Final[Spec] = {
    "field": "week",
    "type": "temporal",
    "axis": {"grid": False, "title": None, "format": "%-d %b", "tickCount": 5, "labelOverlap": True},
}


def is_interrupted(picture: Picture) -> bool:
    """Whether a picture has what this chart draws."""
    return set(COLUMNS) <= set(picture.columns)


def interrupted(picture: Picture, ink: Ink) -> Spec:
    """Points seen, the fitted level, and from the change on a dashed line with the band of the level without it.

    Weeks left out are hollow points; a rule marks the change.
    """
    rows = records(picture)
    since = [row for row in rows if _is_after(row)]
    layers = [_band(since, ink), _without(since, ink), *_fitted(rows, ink), _seen(rows, ink)]
    if since:
        layers.append(_change(since[0], ink))
    return {"height": HEIGHT - 20, "data": {"values": rows}, "layer": layers}


def _is_after(row: Spec) -> bool:
    """After the change the level and what would have been expected part; before it they are one line."""
    known = row["fitted"] is not None and row["counterfactual"] is not None
    return known and abs(row["fitted"] - row["counterfactual"]) > 1e-9


def _band(since: Rows, ink: Ink) -> Spec:
    ends = {"y": _figure("low"), "y2": {"field": "high"}}
    mark = {"type": "area", "color": ink.palette["neutral"], "opacity": 0.16}
    return {"data": {"values": since}, "mark": mark, "encoding": {"x": _X, **ends}}


def _without(since: Rows, ink: Ink) -> Spec:
    mark = {"type": "line", "color": ink.palette["neutral"], "strokeWidth": 2, "strokeDash": [5, 4]}
    return {"data": {"values": since}, "mark": mark, "encoding": {"x": _X, "y": _figure("counterfactual")}}


def _fitted(rows: Rows, ink: Ink) -> list[Spec]:
    """One line before the change and one after it: the level jumps, it does not slope."""
    mark = {"type": "line", "color": ink.colour, "strokeWidth": 2.25}
    known = [row for row in rows if row["fitted"] is not None]
    parts = ([row for row in known if not _is_after(row)], [row for row in known if _is_after(row)])
    encoding = {"x": _X, "y": _figure("fitted")}
    return [{"data": {"values": part}, "mark": mark, "encoding": encoding} for part in parts if part]


def _seen(rows: Rows, ink: Ink) -> Spec:
    told = [{**row, "left": row["fitted"] is None} for row in rows if row["observed"] is not None]
    fill = {"condition": {"test": "datum.left", "value": ink.palette["card"]}, "value": ink.colour}
    mark = {"type": "point", "filled": True, "size": 26, "stroke": ink.colour, "strokeWidth": 1, "opacity": 0.85}
    encoding = {"x": _X, "y": _figure("observed"), "fill": fill}
    return {"data": {"values": told}, "mark": mark, "encoding": encoding}


def _change(first: Spec, ink: Ink) -> Spec:
    mark = {"type": "rule", "color": ink.palette["strong-line"], "strokeWidth": 1}
    return {"data": {"values": [first]}, "mark": mark, "encoding": {"x": _X}}


def _figure(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": None, "scale": {"zero": False, "nice": True}}
