"""What a picture shows, for those who cannot see it or have no time to."""

from __future__ import annotations

from typing import Final

from customerhero.findings import Picture
from customerhero.wording import formats
from customerhero.wording.words import ENGLISH, Words

TITLES: Final[dict[str, str]] = {
    "effect_on_runaround": "Cases with a runaround, per 100 cases, by week",
    "effect_on_refusals": "Cases with a refusal, per 100 cases, by week",
    "effect_on_hours": "Hours to a solution, by week",
    "effect_on_recontact": "Came back about the same thing, per 100 closed cases, by week",
    "effect_on_broken_promises": "Promises broken, per 100 promises, by week",
    "effect_on_satisfaction": "Satisfied answers, per 100 answers, by week",
    "effect_on_nps": "NPS by week",
    "effect_on_ces": "Answers that found it easy, per 100 answers, by week",
    "effect_on_losses": "Customers lost, per 1,000 customers, by week",
    "runaround_rate": "Cases with a runaround, per 100 cases",
    "bright_spot": "The interval beside what is expected of the same work, per 100",
    "recontact_rate": "Came back about the same thing, per 100 closed cases",
    "broken_by_handoffs": "Promises broken, by hand-offs of the case",
    "tug_of_war_rate": "Granted only after a fight, per 100 asks",
    "last_resort_rate": "Kept only when leaving, per 100 who gave notice",
    "last_resort_after_failures": "Kept only after failures, per 100 who met so many",
    "handover_network": "How cases travel between teams",
}
"""What a picture is called in words, where an insight names it by its measure."""


def picture_title(picture: Picture, words: Words = ENGLISH) -> str:
    """The title of a picture."""
    known = TITLES.get(picture.title)
    return words.tell(known) if known else picture.title.replace("_", " ")


def picture_sentence(picture: Picture, words: Words = ENGLISH) -> str:
    """One sentence that stands for the picture."""
    if not picture.rows:
        return words.tell("There is nothing to draw yet.")
    tell = _interrupted if "counterfactual" in picture.columns else _SENTENCES[picture.kind]
    told = tell(picture, words)
    return words.tell("{title}: {told}", {"title": picture_title(picture, words), "told": told})


def _trend(picture: Picture, words: Words) -> str:
    known = [(row[0], row[1]) for row in picture.rows if isinstance(row[1], int | float)]
    if not known:
        return words.tell("no month has enough data yet.")
    (first_month, first), (last_month, last) = known[0], known[-1]
    figures = [value for _, value in known]
    facts = {
        "first": formats.number(first, words.locale, 1),
        "last": formats.number(last, words.locale, 1),
        "from": _axis_value(first_month, words),
        "to": _axis_value(last_month, words),
        "lowest": formats.number(min(figures), words.locale, 1),
        "highest": formats.number(max(figures), words.locale, 1),
    }
    return words.tell("from {first} in {from} to {last} in {to}, between {lowest} and {highest}.", facts)


def _interrupted(picture: Picture, words: Words) -> str:
    """The last week in which a level with and one without the change is known."""
    at = {name: picture.columns.index(name) for name in ("fitted", "counterfactual")}
    known = [row for row in picture.rows if all(row[place] is not None for place in at.values())]
    if not known:
        return words.tell("no week has enough data yet.")
    facts = {name: formats.number(known[-1][place], words.locale, 1) for name, place in at.items()}
    message = "at the end about {fitted}, where about {counterfactual} would be expected without the change."
    return words.tell(message, facts)


def _bars(picture: Picture, words: Words) -> str:
    place = next((at for at, value in enumerate(picture.rows[0]) if _is_number(value)), None)
    if place is None:
        return words.tell("nothing is counted.")
    counted = [row for row in picture.rows if _is_number(row[place])]
    most = max(counted, key=lambda row: row[place])
    facts = {"n": len(counted), "label": str(most[0]), "value": formats.number(most[place], words.locale)}
    return words.tell_n("{label} with {value}.", "{n} in all, most of all {label} with {value}.", len(counted), facts)


def _flows(picture: Picture, words: Words) -> str:
    most = max(picture.rows, key=lambda row: row[2] if _is_number(row[2]) else 0)
    facts = {"a": str(most[0]), "b": str(most[1]), "value": formats.number(most[2], words.locale)}
    return words.tell("most often from {a} to {b}, {value} times.", facts)


def _curves(picture: Picture, words: Words) -> str:
    groups = sorted({str(row[0]) for row in picture.rows if isinstance(row[0], str)})
    facts = {"groups": ", ".join(groups)}
    return words.tell("one curve each for {groups}.", facts) if groups else words.tell("one curve.")


def _axis_value(value: object, words: Words) -> str:
    if isinstance(value, str) and len(value) == 7 and value[4] == "-":
        return formats.month(value, words.locale)
    return formats.cell(value, words.locale)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_SENTENCES = {"trend": _trend, "bars": _bars, "distribution": _bars, "flows": _flows, "curves": _curves}
