"""Growth that adds up: the bridge from the last period to this one, in value and in customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from customerhero.charts import Range, Step, bridge, css_palette, ranges
from customerhero.charts.bridge import Kind
from customerhero.findings import Interval, Measure, Money
from customerhero.insight.growth.nrr import METHOD
from customerhero.web.look.words import words_now
from customerhero.wording import formats

_ = gettext_lazy
STEPS: Final[tuple[tuple[str, Any, Kind], ...]] = (
    ("start", _("Start"), "total"),
    ("new", _("New"), "up"),
    ("won_back", _("Won back"), "up"),
    ("unseen", _("Customers before, paid for the first time"), "up"),
    ("up", _("Up"), "up"),
    ("down", _("Down"), "down"),
    ("stopped", _("Still customers, paid nothing"), "down"),
    ("lost", _("Lost"), "down"),
    ("end", _("End"), "total"),
)
HEADS: Final = ("start", "new", "won_back", "lost", "end")
ONLY_HEADS: Final = ("unseen", "stopped")
"""Steps in customers alone: their value is within up and down."""
_PAYING: Final = ("monthly", "at_gaps", "once")
_UNCLEAR: Final = gettext_lazy("What a payment pays for is not clear, so that no month is set beside another.")
SMALLEST: Final = 0.005
"""Less than half a cent is rounding."""


@dataclass(frozen=True)
class Line:
    """One line of the sum: its sign, its name, and its size as written."""

    sign: str
    label: str
    written: str


@dataclass(frozen=True)
class Bridge:
    """A bridge as a picture and as a sum, and what is left over when it does not add up."""

    drawing: str
    lines: list[Line]
    left_over: str
    """Written out; empty when the bridge adds up."""
    hides: bool
    """Whether a step of few customers is not told."""


def value_bridge(numbers: Mapping[str, Any]) -> Bridge | None:
    """The bridge in value; None when there is no period to start from."""
    currency = numbers.get("currency")
    if numbers.get("start") is None:
        return None
    sizes = {name: numbers.get(name) for name, *_rest in STEPS if name not in ONLY_HEADS}
    written = {name: _money(size, currency) for name, size in sizes.items()}
    over = numbers.get("unreconciled") or 0.0
    return _bridge(sizes, written, _money(over, currency) if abs(over) >= SMALLEST else "")


def customer_bridge(numbers: Mapping[str, Any]) -> Bridge | None:
    """The bridge in customers; None when there is no period to start from."""
    if numbers.get("customers_start") is None:
        return None
    sizes = {name: numbers[f"customers_{name}"] for name in HEADS}
    more = {name: numbers.get(f"customers_{name}") or 0 for name in ONLY_HEADS}
    sizes |= {name: size for name, size in more.items() if size}
    written = {name: formats.number(size, words_now().locale, 0) for name, size in sizes.items()}
    came, went = sizes["new"] + sizes["won_back"] + more["unseen"], sizes["lost"] + more["stopped"]
    over = sizes["end"] - (sizes["start"] + came - went)
    return _bridge(sizes, written, formats.signed(over, words_now().locale) if over else "")


def _bridge(sizes: Mapping[str, float | None], written: Mapping[str, str], over: str) -> Bridge:
    known = [(name, str(label), kind) for name, label, kind in STEPS if name in sizes]
    drawn = [Step(label, sizes[name], kind, written[name]) for name, label, kind in known]
    signs = {"up": "+", "down": formats.MINUS}
    lines = [Line(signs.get(kind, "=" if name == "end" else ""), label, written[name]) for name, label, kind in known]
    hides = any(size is None for size in sizes.values())
    return Bridge(bridge(drawn, css_palette()), lines, over, hides)


def kept_revenue(numbers: Mapping[str, Any], n: int) -> Measure | None:
    """Revenue now from the customers of the last period, per 100 of what they brought then."""
    if numbers.get("nrr") is None:
        return None
    low, high = numbers.get("nrr_low"), numbers.get("nrr_high")
    interval = Interval(low, high, METHOD) if low is not None and high is not None else None
    return Measure("net revenue retention", numbers["nrr"], "per 100 of last period's revenue", n, interval)


def segments_drawn(rows: list[dict[str, Any]], whole: float | None) -> str:
    """Revenue kept by segment, each with its interval, the best first."""
    own = [row for row in rows if row["nrr"] is not None and row["nrr_low"] is not None]
    own.sort(key=lambda row: -row["nrr"])
    shown = [Range(row["segment"], row["nrr"], row["nrr_low"], row["nrr_high"], _percent(row["nrr"])) for row in own]
    return ranges(shown, css_palette(), whole) if len(shown) > 1 else ""


def notes_of(numbers: Mapping[str, Any]) -> list[str]:
    """What is to be known before the figures are read: payments that are not revenue of the month, months left out."""
    notes = []
    if numbers.get("looks_like"):
        whole = {name: formats.number(numbers[f"customers_paying_{name}"], words_now().locale, 0) for name in _PAYING}
        told = gettext(
            "Revenue looks like payments and not like revenue of the month: %(monthly)s customers pay monthly, "
            "%(at_gaps)s at longer gaps, %(once)s have paid once."
        )
        spread = gettext("Payments are spread over the months they pay for.")
        notes.append(f"{told % whole} {spread if numbers.get('spread_over_months') else _UNCLEAR}")
    if numbers.get("months_not_whole"):
        months = {"months": numbers["months_not_whole"]}
        told = gettext(
            "Set beside no other month, because they are not over or only a part of them is there: %(months)s."
        )
        notes.append(told % months)
    return notes


def in_short(numbers: Mapping[str, Any]) -> str:
    """Growth and how much of it was earned, in one sentence; empty when it cannot be told."""
    if numbers.get("growth") is None:
        return ""
    told = {"growth": _signed(numbers["growth"])}
    if numbers.get("earned_growth") is None:
        return gettext("Revenue moved by %(growth)s %%.") % told
    told["earned"] = _signed(numbers["earned_growth"])
    return gettext("Revenue moved by %(growth)s %%, and earned growth is %(earned)s %%.") % told


def _signed(value: float) -> str:
    return formats.signed(value, words_now().locale, 1)


def _percent(value: float) -> str:
    return formats.number(value, words_now().locale, 1)


def _money(value: float | None, currency: str | None) -> str:
    if value is None:
        return formats.MISSING
    if currency is None:
        return formats.number(value, words_now().locale, 0)
    return formats.money(Money(value, currency), words_now().locale)
