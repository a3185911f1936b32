"""Small pieces of markup that pages share: the verdict on a change, a person's badge, a drawing, a sparkline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from customerhero.charts import sparkline
from customerhero.findings import Change, Finding, Measure
from customerhero.web.look.words import words_now
from customerhero.wording import caveat_sentence, change_chip, measure_parts

_KINDS: Final = {"better": "good", "worse": "hurt"}
_UP, _DOWN = "M5 1 9 8H1Z", "M5 9 1 2h8Z"


def chip_of(change: Change | None) -> SafeString:
    """The verdict on a change in words, with an arrow: never colour alone; nothing when there is no change to tell."""
    if change is None:
        return SafeString("")
    kind = _KINDS.get(change.verdict, "calm")
    arrow = _arrow(change) if kind != "calm" else SafeString("")
    return format_html('<span class="chip {}">{}{}</span>', kind, arrow, change_chip(change, words_now()))


def figure_of(measure: Measure) -> SafeString:
    """The figure large, its unit small."""
    figure, unit = measure_parts(measure, words_now())
    told = format_html(' <span class="unit">{}</span>', unit) if unit else SafeString("")
    kind = "figure" if measure.value is not None else "figure unknown"
    return format_html('<span class="{}">{}{}</span>', kind, figure, told)


def caveats_of(finding: Finding) -> SafeString:
    """What speaks against reading too much into a finding, as a list; nothing without caveats."""
    if not finding.caveats:
        return SafeString("")
    told = ((caveat_sentence(caveat, words_now()),) for caveat in finding.caveats)
    return format_html('<ul class="notes">{}</ul>', format_html_join("", '<li class="caveat">{}</li>', told))


def badge_of(person: object, note: str = "") -> SafeString:
    """A person: a round badge with two letters, the name, and a word about them; works for a plain name too."""
    name = str(person)
    letters = getattr(person, "initials", "") or initials_of(name)
    said = format_html("<small>{}</small>", note) if note else SafeString("")
    return format_html(
        '<span class="person"><span class="initials" aria-hidden="true">{}</span><span class="name">{}{}</span></span>',
        letters,
        name,
        said,
    )


def initials_of(name: str) -> str:
    """Two letters of a name, for a round badge."""
    parts = [part for part in name.split() if part[:1].isalnum()]
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def drawing_of(svg: str, sentence: str) -> SafeString:
    """A stored drawing with the sentence that stands for it; ways inside it stay reachable by keyboard."""
    if not svg:
        return format_html('<p class="nothing">{}</p>', gettext("There is nothing to draw yet."))
    role = "group" if "<a " in svg else "img"
    inside = mark_safe(svg)  # noqa: S308  # drawn by us and stored; texts in it are escaped by the drawer
    return format_html('<div class="drawing" role="{}" aria-label="{}">{}</div>', role, sentence, inside)


def spark_of(figures: Sequence[float | None], tone: str = "accent") -> SafeString:
    """A sparkline in the colour of a tone: accent, good, hurt or neutral."""
    return mark_safe(sparkline(figures, f"var(--{tone})"))  # noqa: S308  # made of numbers


def _arrow(change: Change) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true" focusable="false">'
        '<path d="{}" fill="currentColor"/></svg>',
        _UP if change.difference > 0 else _DOWN,
    )
