"""What templates say about figures, findings and people; known to every template without loading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override

from customerhero import wording
from customerhero.findings import Change, Finding, Measure, Money
from customerhero.web.look.icons import icon_svg
from customerhero.web.look.marks import badge_of, caveats_of, chip_of, drawing_of, figure_of, initials_of, spark_of
from customerhero.web.look.navigation import Shown
from customerhero.web.look.words import words_now
from customerhero.wording import formats
from customerhero.wording.insights import insight_title
from customerhero.wording.unrecorded import reasons_of

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of look/icons."""
    return icon_svg(name)


@register.simple_tag
def chip(change: Change | None) -> SafeString:
    """The verdict on a change."""
    return chip_of(change)


@register.simple_tag
def headline(finding: Finding) -> str:
    """A finding in a few words."""
    return wording.headline(finding, words_now())


@register.simple_tag
def sentence(finding: Finding) -> str:
    """A finding in one sentence."""
    return wording.sentence(finding, words_now())


@register.simple_tag
def measure(measure: Measure) -> SafeString:
    """A figure with its unit."""
    return figure_of(measure)


@register.simple_tag
def label(measure: Measure) -> str:
    """What a measure measures."""
    return wording.measure_label(measure, words_now())


@register.simple_tag
def sure(measure: Measure) -> SafeString:
    """Over how many a figure was counted, and how sure it is."""
    return format_html('<span class="sure">{}</span>', wording.measure_sentence(measure, words_now()))


@register.simple_tag
def changed(finding: Finding) -> str:
    """What changed since the month before, as a sentence."""
    return wording.change_sentence(finding, words_now())


@register.simple_tag
def caveats(finding: Finding) -> SafeString:
    """What speaks against reading too much into a finding."""
    return caveats_of(finding)


@register.simple_tag
def how(insight: str) -> SafeString:
    """The way to the page that tells how an insight is computed."""
    title = insight_title(insight, words_now())
    return format_html(
        '<a class="how" href="{}">{}{}<span class="hidden">: {}</span></a>',
        reverse("how", args=[insight]),
        icon_svg("info"),
        gettext("How it is computed"),
        title,
    )


@register.simple_tag
def person(person: object, note: str = "") -> SafeString:
    """A person's badge and name."""
    return badge_of(person, note)


@register.simple_tag
def drawing(svg: str, sentence: str) -> SafeString:
    """A stored drawing and the sentence that stands for it."""
    return drawing_of(svg, sentence)


@register.simple_tag
def spark(figures: Sequence[float | None], tone: str = "accent") -> SafeString:
    """A sparkline of figures, the newest last."""
    return spark_of(figures, tone)


@register.simple_tag
def way_to(places: Sequence[Shown]) -> SafeString:
    """The list of the places one may go."""
    return _list_of(get_language() or "en", tuple(places))


@lru_cache(maxsize=500)
def _list_of(language: str, places: tuple[Shown, ...]) -> SafeString:
    """Stands twice on every page, and says the same for hours: made once for each language."""
    with override(language):
        return mark_safe(render_to_string("look/places.html", {"places": places}))  # noqa: S308  # a template of ours


@register.filter
def figure(value: object, places: int | None = None) -> str:
    """A value as the reader writes numbers and days."""
    if places is not None and isinstance(value, int | float):
        return formats.number(value, words_now().locale, places)
    return formats.cell(value, words_now().locale)


@register.filter
def unrecorded(numbers: Mapping[str, Any] | None) -> list[str]:
    """Why figures of an answer are not told, each reason once."""
    return reasons_of(numbers or {}, words_now())


@register.filter
def touched(finding: Finding) -> str:
    """How many customers a finding touches, or cases where nobody knows whose they are."""
    return wording.touched_words(finding, words_now())


@register.filter
def touched_label(finding: Finding) -> str:
    """Which of both is counted."""
    return wording.touched_label(finding, words_now())


@register.filter
def worth(finding: Finding) -> str:
    """What the amount beside a finding is."""
    return wording.value_label(finding, words_now())


@register.filter
def worth_span(finding: Finding) -> str:
    """Over how many months it is revenue."""
    return wording.value_span(finding, words_now())


@register.filter
def initials(name: str) -> str:
    """Two letters of a name."""
    return initials_of(name)


@register.filter
def amount(value: Money | None) -> str:
    """An amount in whole units of its currency."""
    return formats.money(value, words_now().locale)


@register.filter
def day(value: date | None) -> str:
    """A day, or the day of a time, as people write it."""
    if value is None:
        return formats.MISSING
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return formats.day_of(value, words_now().locale)


@register.filter
def month(text: str) -> str:
    """A month written YYYY-MM as people say it."""
    return formats.month(text, words_now().locale) if text else formats.MISSING


@register.filter(name="insight_title")
def title_of_insight(name: str) -> str:
    """What an insight is called."""
    return insight_title(name, words_now())
