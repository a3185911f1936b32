"""A measure in words: never the figure without its n and its interval."""

from __future__ import annotations

from typing import Final

from customerhero.findings import Interval, Measure, Money
from customerhero.wording import formats
from customerhero.wording.words import ENGLISH, Words

LABELS: Final[dict[str, str]] = {
    "broken_rate": "Promises broken",
    "bright_satisfaction": "Satisfied answers",
    "bright_resolved_without_return": "Cases solved for good",
    "bright_kept_promise": "Promises kept",
    "bright_recovery": "Satisfied again after a failure",
    "bright_retention": "Customers kept",
    "bright_helped_by_finding_others": "Hand-overs that found who could help",
    "bright_easy": "Answers that call it easy",
    "effect_on_runaround": "Cases with a runaround",
    "effect_on_refusals": "Cases with a refusal",
    "effect_on_hours": "Hours to a solution",
    "effect_on_recontact": "Came back about the same thing",
    "effect_on_broken_promises": "Promises broken",
    "effect_on_satisfaction": "Satisfied answers",
    "effect_on_nps": "NPS",
    "effect_on_ces": "Answers that found it easy",
    "effect_on_losses": "Customers lost",
    "lost customers whose cases name the rule": "Lost customers",
    "recontact_rate": "Came back about the same thing",
    "last_resort_rate": "Kept only when leaving",
    "last_resort_after_failures": "Kept only after failures",
    "value replaced": "Value replaced",
    "net revenue retention": "Revenue kept (NRR)",
    "earned growth": "Earned growth",
    "lost for this reason": "Lost for this reason",
    "lost customers": "Lost customers",
    "runaround": "Cases with a runaround",
    "runaround_rate": "Cases with a runaround",
    "runaround_on_route": "Runarounds on this route",
    "tug_of_war_rate": "Granted only after a fight",
    "tug_of_war_under_rule": "Granted only after a fight",
}
"""What a measure is called in words, by the name an insight gives it."""


def measure_label(measure: Measure, words: Words = ENGLISH) -> str:
    """What is measured, as a label."""
    if measure.name in LABELS:
        return words.tell(LABELS[measure.name])
    name = measure.name.replace("_", " ").strip()
    return name[:1].upper() + name[1:]


def measure_parts(measure: Measure, words: Words = ENGLISH) -> tuple[str, str]:
    """The figure and its unit apart, for where the figure is large; the unit may be empty."""
    plain = measure.value is None or _is_currency(measure.unit) or measure.unit in ("%", "percent")
    return (measure_short(measure, words), "") if plain else (_rounded(measure, words), _unit(measure, words))


def measure_short(measure: Measure, words: Words = ENGLISH) -> str:
    """The figure with its unit: 12.4 per 100 cases, €47,441, 34 points."""
    if measure.value is None:
        return words.tell("not enough data yet")
    if _is_currency(measure.unit):
        return formats.money(Money(measure.value, measure.unit), words.locale)
    if measure.unit in ("%", "percent"):
        return words.tell("{value} %", {"value": _rounded(measure, words)})
    figure = {"value": _rounded(measure, words), "unit": _unit(measure, words)}
    return words.tell("{value} {unit}", figure).strip()


def _unit(measure: Measure, words: Words) -> str:
    return words.tell(measure.unit) if measure.unit else ""  # an empty message is a catalogue's head


def measure_sentence(measure: Measure, words: Words = ENGLISH) -> str:
    """Over how many it was counted and how sure it is, to stand beside the figure."""
    if measure.value is None:
        return words.tell("Not enough data yet: n = {n}.", {"n": measure.n})
    if measure.interval is None:
        return words.tell("n = {n}, no interval", {"n": measure.n})
    facts = {"n": measure.n, "level": measure.interval.level, **_ends(measure, measure.interval, words)}
    return words.tell("n = {n}, {level:percent} interval {low} to {high}", facts)


def _rounded(measure: Measure, words: Words) -> str:
    value = measure.value if measure.value is not None else 0.0
    places = _places(value) if measure.interval is not None else None
    return formats.number(value, words.locale, places)


def _places(value: float) -> int:
    """Decimals of a figure that has an interval, and of the interval's ends."""
    return 0 if abs(value) >= 1000 else 1 if abs(value) >= 0.1 else 2


def _ends(measure: Measure, interval: Interval, words: Words) -> dict[str, str]:
    """Both ends with as many decimals as the figure itself, so that they can be compared."""
    if _is_currency(measure.unit):
        ends = (Money(interval.low, measure.unit), Money(interval.high, measure.unit))
        return {"low": formats.money(ends[0], words.locale), "high": formats.money(ends[1], words.locale)}
    places = _places(measure.value or 0.0)
    low, high = (formats.number(end, words.locale, places) for end in (interval.low, interval.high))
    return {"low": low, "high": high}


def _is_currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper() and unit not in ("NPS", "CES", "NRR", "ENC")
