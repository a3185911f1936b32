"""The agenda as one HTML file that needs nothing else: it opens offline, on a phone and on paper."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files

from customerhero.agenda import Agenda, Number, Unanswered
from customerhero.charts import css_tokens, sparkline
from customerhero.findings import Finding
from customerhero.findings.finding import Tone
from customerhero.reports.cards import card, chip
from customerhero.reports.drawings import inline
from customerhero.reports.few import few_lines
from customerhero.reports.markup import Html, join, tag, trusted
from customerhero.wording import (
    ENGLISH,
    Words,
    agenda_sentence,
    formats,
    headline,
    measure_label,
    measure_parts,
    measure_sentence,
    nothing_sentence,
    touched_words,
    value_label,
)
from customerhero.wording.agenda_words import since_sentence
from customerhero.wording.insights import how_computed, insight_title, question_words
from customerhero.wording.page_words import PageWords, page_words
from customerhero.wording.unrecorded import why_not

_HERE = files("customerhero.reports")


def agenda_html(agenda: Agenda, words: Words = ENGLISH) -> str:
    """The whole page; no script, no network, light and dark."""
    told = page_words(words)
    head = join(
        (
            trusted('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            trusted('<meta name="color-scheme" content="light dark">'),
            tag("title", None, told.eyebrow(agenda.month, agenda.company)),
            tag("style", None, trusted(_styles())),
        )
    )
    skip = tag("a", {"class": "skip", "href": "#findings"}, words.tell("Skip to the findings"))
    body = tag("body", None, skip, _header(agenda, told), _main(agenda, told), _footer(agenda, told))
    page = tag("html", {"lang": words.locale.name}, tag("head", None, head), body)
    return f"<!doctype html>\n{page}\n"


@cache
def _styles() -> str:
    font = b64encode((_HERE / "fonts" / "Inter-latin.woff2").read_bytes()).decode()
    face = (
        "@font-face{font-family:Inter;font-style:normal;font-weight:100 900;font-display:swap;"
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}"
    )
    light = f":root{{color-scheme:light dark;{css_tokens('light')}}}"
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{css_tokens('dark')}}}}}"
    return f"{face}{light}{dark}{(_HERE / 'agenda.css').read_text(encoding='utf-8')}"


def _header(agenda: Agenda, told: PageWords) -> Html:
    return tag(
        "header",
        {"class": "top"},
        tag("p", {"class": "brand"}, trusted(_MARK), tag("span", None, "Customer", tag("b", None, "Hero"))),
        tag("p", {"class": "eyebrow"}, told.eyebrow(agenda.month, agenda.company)),
        tag("h1", None, told.title),
        tag("p", {"class": "lead"}, agenda_sentence(agenda, told.words)),
        *(tag("p", {"class": "lead few"}, line) for line in few_lines(agenda, told.words)),
    )


def _main(agenda: Agenda, told: PageWords) -> Html:
    sections = [_section(agenda, tone, told) for tone in told.sections]
    tiles, overview = _tiles(agenda, told), _overview(agenda, told)
    return tag("main", None, tiles, overview, *sections, _unanswered(agenda, told), _computed(agenda, told))


def _tiles(agenda: Agenda, told: PageWords) -> Html | None:
    if not agenda.numbers:
        return None
    tiles = [_tile(number, told.words) for number in agenda.numbers]
    heading = tag("h2", {"class": "hidden", "id": "month"}, told.month)
    return tag("section", {"aria-labelledby": "month"}, heading, tag("ul", {"class": "tiles"}, *tiles))


def _tile(number: Number, words: Words) -> Html:
    colour = "hurt" if number.change and number.change.verdict == "worse" else "accent"
    figure, unit = measure_parts(number.measure, words)
    return tag(
        "li",
        {"class": "tile"},
        tag("h3", None, measure_label(number.measure, words)),
        tag("p", {"class": "figure"}, figure, tag("span", {"class": "unit"}, f" {unit}") if unit else None),
        tag("p", {"class": "verdict"}, chip(number.change, words)),
        trusted(inline(sparkline([value for _, value in number.trend], f"var(--{colour})"), "")),
        tag("p", {"class": "sure"}, measure_sentence(number.measure, words)),
        tag("p", {"class": "sure"}, since_sentence(number, words)),
    )


def _overview(agenda: Agenda, told: PageWords) -> Html:
    heading = tag("h2", {"id": "findings"}, told.overview)
    attributes = {"class": "sheet", "aria-labelledby": "findings"}
    if not agenda.findings:
        return tag("section", attributes, heading, tag("p", {"class": "empty"}, nothing_sentence(agenda, told.words)))
    rows = [_overview_row(rank, finding, told) for rank, finding in enumerate(agenda.findings, start=1)]
    count = tag("p", None, told.findings(len(rows)))
    listed = tag("ol", {"class": "overview"}, *rows)
    return tag(
        "section", attributes, tag("div", {"class": "sheet-head"}, heading, count), listed, _further(agenda, told)
    )


def _overview_row(rank: int, finding: Finding, told: PageWords) -> Html:
    words = told.words
    value = tag("b", None, formats.money(finding.value, words.locale)) if finding.value else None
    what = tag("span", {"class": "from"}, value_label(finding, words)) if finding.value else None
    link = tag("a", {"href": f"#finding-{rank}"}, headline(finding, words))
    customers = tag("span", None, touched_words(finding, words))
    return tag(
        "li",
        {"class": finding.tone},
        tag("span", {"class": "rank"}, str(rank)),
        tag("span", {"class": "what"}, link, tag("span", {"class": "from"}, insight_title(finding.insight, words))),
        tag("span", {"class": "touches"}, value, what, customers),
        tag("span", {"class": "moved"}, chip(finding.change, words)),
    )


def _further(agenda: Agenda, told: PageWords) -> Html | None:
    if not agenda.further:
        return None
    rows = [tag("li", None, headline(finding, told.words)) for finding in agenda.further]
    summary = tag("summary", None, told.further_findings(len(rows)))
    return tag("details", {"class": "further"}, summary, tag("ul", None, *rows))


def _section(agenda: Agenda, tone: Tone, told: PageWords) -> Html | None:
    cards = [
        card(rank, finding, agenda.also.get(finding.key, ()), told)
        for rank, finding in enumerate(agenda.findings, start=1)
        if finding.tone == tone
    ]
    if not cards:
        return None
    title, note = told.sections[tone]
    name = f"section-{tone}"
    head = tag("div", {"class": "section-head"}, tag("h2", {"id": name}, title), tag("p", None, note))
    return tag("section", {"aria-labelledby": name}, head, *cards)


def _unanswered(agenda: Agenda, told: PageWords) -> Html | None:
    if not agenda.unanswered:
        return None
    rows = [_unanswered_row(question, told) for question in agenda.unanswered]
    heading = tag("h2", {"id": "unanswered"}, told.unanswered)
    return tag("section", {"class": "sheet", "aria-labelledby": "unanswered"}, heading, tag("dl", None, *rows))


def _unanswered_row(question: Unanswered, told: PageWords) -> Html:
    missing = told.missing(question.missing) if question.missing else why_not(question.why, told.words)
    remedies = [tag("dd", {"class": "remedy"}, remedy) for remedy in question.remedies if remedy]
    return tag(
        "div", None, tag("dt", None, question_words(question.insight, told.words)), tag("dd", None, missing), *remedies
    )


def _computed(agenda: Agenda, told: PageWords) -> Html:
    words = told.words
    rows = [
        tag("div", None, tag("dt", None, insight_title(name, words)), tag("dd", None, how_computed(name, words)))
        for name in agenda.insights
    ]
    heading = tag("h2", {"id": "computed"}, told.computed)
    note = tag("p", {"class": "prose"}, told.weighed)
    listed = tag("dl", None, *rows) if rows else None
    return tag("section", {"class": "sheet", "aria-labelledby": "computed"}, heading, note, listed)


def _footer(agenda: Agenda, told: PageWords) -> Html:
    known = told.known_until(agenda.known_until, agenda.zone)
    return tag("footer", None, tag("p", None, known), tag("p", None, told.about))


_MARK = (
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">'
    '<path d="M16 2 27 6v9c0 7-4.6 12.400-11 15C9.600 27.400 5 22 5 15V6Z" fill="var(--brand)"/>'
    '<path d="M16 22.5c-4-2.8-6-4.9-6-7.4a3.2 3.2 0 0 1 6-1.5 3.2 3.2 0 0 1 6 1.5'
    'c0 2.5-2 4.6-6 7.4Z" fill="var(--band)"/></svg>'
)
