"""Which column of a picture plays which part: insights name their columns in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from customerhero.findings import Picture

LOWS: Final = ("low", "lower", "low_rate", "rate_low", "nps_low", "share_low")
HIGHS: Final = ("high", "upper", "high_rate", "rate_high", "nps_high", "share_high")
FIGURES: Final = ("value", "rate", "share", "survival", "score", "per_100")
"""Names of the column that is drawn, before any other figure."""
COUNTS: Final = ("n", "cases", "at_risk", "answers", "answered")
TIMES: Final = ("days", "months", "day", "time", "t", "tenure_days", "tenure_months")


@dataclass(frozen=True)
class Parts:
    """Names of the columns by the part they play; None where the picture has none."""

    label: str
    value: str
    low: str | None
    high: str | None
    series: str | None


def parts_of(picture: Picture) -> Parts:
    """The parts of a picture with one label and one figure a row, and perhaps an interval and a series."""
    texts = [name for name in picture.columns if _is_text(picture, name)]
    numbers = [name for name in picture.columns if _is_numeric(picture, name)]
    low, high = _first(picture.columns, LOWS), _first(picture.columns, HIGHS)
    label = _label(picture, texts)
    figures = [name for name in numbers if name not in (low, high, label)]
    value = _first(tuple(figures), FIGURES) or next(
        (name for name in figures if name not in COUNTS), next(iter(figures), picture.columns[-1])
    )
    series = next((name for name in texts if name != label), None)
    return Parts(label, value, low if high else None, high if low else None, series)


def figures_of(picture: Picture) -> list[str]:
    """The columns of figures that are neither counts nor ends of an interval: mostly one, at most three."""
    ends = (*LOWS, *HIGHS, *COUNTS)
    return [name for name in picture.columns[1:] if _is_numeric(picture, name) and name.lower() not in ends][:3]


def records(picture: Picture) -> list[dict[str, Any]]:
    """The rows as dictionaries of plain values."""
    return [{name: _plain(value) for name, value in zip(picture.columns, row, strict=True)} for row in picture.rows]


def pretty(name: str) -> str:
    """A column's name as a heading."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:] if text.islower() else text


def _label(picture: Picture, texts: list[str]) -> str:
    if picture.kind == "curves":
        return _first(picture.columns, TIMES) or next(n for n in picture.columns if _is_numeric(picture, n))
    if picture.kind == "distribution" and not texts:
        return picture.columns[0]
    return next(iter(texts), picture.columns[0])


def _first(columns: tuple[str, ...], wanted: tuple[str, ...]) -> str | None:
    return next((name for name in columns if name.lower() in wanted), None)


def _is_text(picture: Picture, name: str) -> bool:
    return any(isinstance(value, str) for value in _column(picture, name))


def _is_numeric(picture: Picture, name: str) -> bool:
    known = [value for value in _column(picture, name) if value is not None]
    return bool(known) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in known)


def _column(picture: Picture, name: str) -> list[Any]:
    place = picture.columns.index(name)
    return [row[place] for row in picture.rows]


def _plain(value: object) -> str | float | bool | None:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
