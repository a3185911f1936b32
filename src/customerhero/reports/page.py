"""The agenda as one HTML file that needs nothing else: it opens offline, on a phone and on paper."""

from __future__ import annotations

from base64 import b64encode
from importlib.resources import files

from customerhero.agenda import Agenda, Number, Unanswered
from customerhero.charts import css_tokens, sparkline
from customerhero.findings import Finding
from customerhero.findings.finding import Tone
from customerhero.reports.cards import card, chip
from customerhero.reports.markup import Html, join, tag, trusted
from customerhero.wording import (
    ENGLISH,
    Words,
    changed_sentence,
    headline,
    measure_label,
    measure_sentence,
    measure_short,
)
from customerhero.wording import formats
from customerhero.wording.insights import how_computed, insight_title, question_words

_HERE = files("customerhero.reports")
_SECTIONS: tuple[tuple[Tone, str, str], ...] = (
    ("hurt", "Where customers are hurt", "Ranked by customers hurt and value touched."),
    ("good", "Where customers are served superbly", "Worth a leader's personal thanks."),
    ("neutral", "Worth knowing", "What the facts say without good or bad news."),
)
_TITLES = {tone: title for tone, title, _ in _SECTIONS}


def agenda_html(agenda: Agenda, words: Words = ENGLISH) -> str:
    """The whole page; no script, no network, light and dark."""
    title = words.tell("Customer agenda, {month:month}", {"month": agenda.month})
    if agenda.company:
        title = words.tell("{company}: {title}", {"company": agenda.company, "title": title})
    head = join(
        (
            trusted('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            trusted('<meta name="color-scheme" content="light dark">'),
            tag("title", None, title),
            tag("style", None, trusted(_styles())),
        )
    )
    body = join((_skip(words), _header(agenda, words), _main(agenda, words), _footer(agenda, words)))
    page = tag("html", {"lang": words.locale.name}, tag("head", None, head), tag("body", None, body))
    return f"<!doctype html>\n{page}\n"


def _styles() -> str:
    font = b64encode((_HERE / "fonts" / "Inter-latin.woff2").read_bytes()).decode()
    face = (
        "@font-face{font-family:Inter;font-style:normal;font-weight:100 900;font-display:swap;"
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}"
    )
    light = f":root{{color-scheme:light dark;{css_tokens('light')}}}"
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{css_tokens('dark')}}}}}"
    return f"{face}{light}{dark}{(_HERE / 'agenda.css').read_text(encoding='utf-8')}"


def _skip(words: Words) -> Html:
    return tag("a", {"class": "skip", "href": "#findings"}, words.tell("Skip to the findings"))


def _header(agenda: Agenda, words: Words) -> Html:
    eyebrow = words.tell("Customer agenda · {month:month}", {"month": agenda.month})
    if agenda.company:
        eyebrow = words.tell("{company} · {eyebrow}", {"company": agenda.company, "eyebrow": eyebrow})
    return tag(
        "header",
        {"class": "top"},
        tag("p", {"class": "brand"}, trusted(_MARK), tag("span", None, "Customer", tag("b", None, "Hero"))),
        tag("p", {"class": "eyebrow"}, eyebrow),
        tag("h1", None, words.tell("What stands between us and our customers")),
        tag("p", {"class": "lead"}, changed_sentence(agenda.month, agenda.changed, words)),
    )


def _main(agenda: Agenda, words: Words) -> Html:
    sections = [_section(agenda, tone, words) for tone, _, _ in _SECTIONS]
    return tag(
        "main",
        None,
        _tiles(agenda, words),
        _overview(agenda, words),
        *sections,
        _unanswered(agenda, words),
        _computed(agenda, words),
    )


def _tiles(agenda: Agenda, words: Words) -> Html | None:
    if not agenda.numbers:
        return None
    tiles = [_tile(number, words) for number in agenda.numbers]
    heading = tag("h2", {"class": "hidden", "id": "month"}, words.tell("The month in figures"))
    return tag("section", {"aria-labelledby": "month"}, heading, tag("ul", {"class": "tiles"}, *tiles))


def _tile(number: Number, words: Words) -> Html:
    colour = "hurt" if number.change and number.change.verdict == "worse" else "accent"
    months = tag("p", {"class": "since"}, _since(number, words))
    return tag(
        "li",
        {"class": "tile"},
        tag("h3", None, measure_label(number.measure)),
        tag("p", {"class": "figure"}, measure_short(number.measure, words), chip(number.change, words)),
        trusted(sparkline([value for _, value in number.trend], f"var(--{colour})")),
        tag("p", {"class": "sure"}, measure_sentence(number.measure, words)),
        months,
    )


def _since(number: Number, words: Words) -> str:
    known = [(month, value) for month, value in number.trend if value is not None]
    if len(known) < 2:
        return words.tell("No months before to compare with.")
    figures = [value for _, value in known]
    facts = {
        "month": known[0][0],
        "low": formats.number(min(figures), words.locale, 1),
        "high": formats.number(max(figures), words.locale, 1),
    }
    return words.tell("Between {low} and {high} since {month:month}", facts)


def _overview(agenda: Agenda, words: Words) -> Html:
    heading = tag("h2", {"id": "findings"}, words.tell("The month on one page"))
    if not agenda.findings:
        nothing = words.tell("The facts of this month show nothing that needs a decision.")
        return tag("section", {"class": "sheet"}, heading, tag("p", {"class": "empty"}, nothing))
    count = words.tell_n("{n} finding", "{n} findings", len(agenda.findings))
    rows = [_overview_row(rank, finding, words) for rank, finding in enumerate(agenda.findings, start=1)]
    further = _further(agenda, words)
    return tag(
        "section",
        {"class": "sheet", "aria-labelledby": "findings"},
        tag("div", {"class": "sheet-head"}, heading, tag("p", None, count)),
        tag("ol", {"class": "overview"}, *rows),
        further,
    )


def _overview_row(rank: int, finding: Finding, words: Words) -> Html:
    customers = words.tell_n("{n} customer", "{n} customers", finding.customers)
    value = formats.money(finding.value, words.locale) if finding.value else ""
    return tag(
        "li",
        {"class": finding.tone},
        tag("span", {"class": "rank"}, str(rank)),
        tag(
            "span",
            {"class": "what"},
            tag("a", {"href": f"#finding-{rank}"}, headline(finding, words)),
            tag("span", {"class": "from"}, insight_title(finding.insight, words)),
        ),
        tag(
            "span",
            {"class": "touches"},
            tag("b", None, value) if value else None,
            tag("span", None, customers),
        ),
        tag("span", {"class": "moved"}, chip(finding.change, words)),
    )


def _further(agenda: Agenda, words: Words) -> Html | None:
    if not agenda.further:
        return None
    rows = [tag("li", None, headline(finding, words)) for finding in agenda.further]
    count = words.tell_n("{n} further finding", "{n} further findings", len(rows))
    return tag("details", {"class": "further"}, tag("summary", None, count), tag("ul", None, *rows))


def _section(agenda: Agenda, tone: Tone, words: Words) -> Html | None:
    _, title, note = next(section for section in _SECTIONS if section[0] == tone)
    cards = [
        card(rank, finding, agenda.also.get(finding.key, ()), words)
        for rank, finding in enumerate(agenda.findings, start=1)
        if finding.tone == tone
    ]
    if not cards:
        return None
    name = f"section-{tone}"
    heading = tag("h2", {"id": name}, words.tell(title))
    head = tag("div", {"class": "section-head"}, heading, tag("p", None, words.tell(note)))
    return tag("section", {"aria-labelledby": name}, head, *cards)


def _unanswered(agenda: Agenda, words: Words) -> Html | None:
    if not agenda.unanswered:
        return None
    rows = [_unanswered_row(question, words) for question in agenda.unanswered]
    heading = tag("h2", {"id": "unanswered"}, words.tell("Not asked, for lack of facts"))
    return tag("section", {"class": "sheet", "aria-labelledby": "unanswered"}, heading, tag("dl", None, *rows))


def _unanswered_row(question: Unanswered, words: Words) -> Html:
    missing = words.tell("Missing: {tables}.", {"tables": ", ".join(question.missing)}) if question.missing else question.why
    remedies = [tag("dd", {"class": "remedy"}, remedy) for remedy in question.remedies if remedy]
    term = tag("dt", None, question_words(question.insight, words))
    return tag("div", None, term, tag("dd", None, missing), *remedies)


def _computed(agenda: Agenda, words: Words) -> Html:
    names = dict.fromkeys([*agenda.answers, *(finding.insight for finding in agenda.findings)])
    rows = [
        tag("div", None, tag("dt", None, insight_title(name, words)), tag("dd", None, how_computed(name, words)))
        for name in names
    ]
    general = words.tell(
        "Findings are weighed by the customers they touch and the revenue of those customers in the twelve months up to the "
        "month's end, each as a share of the most any finding touches; the weight is the mean of both shares. What changed "
        "is told only when it is more than chance explains, counting how many changes were looked at. Figures are associated "
        "with what they stand beside; they do not say what caused it."
    )
    heading = tag("h2", {"id": "computed"}, words.tell("How it is computed"))
    return tag(
        "section",
        {"class": "sheet", "aria-labelledby": "computed"},
        heading,
        tag("p", {"class": "prose"}, general),
        tag("dl", None, *rows) if rows else None,
    )


def _footer(agenda: Agenda, words: Words) -> Html:
    known = ""
    if agenda.known_until:
        known = words.tell("Facts known until {day:day}.", {"day": agenda.known_until.date()})
    about = words.tell("People get credit, systems get blame. No figure stands for a group smaller than the set size.")
    return tag("footer", None, tag("p", None, known), tag("p", None, about))


_MARK = (
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">'
    '<path d="M16 2 27 6v9c0 7-4.6 12.400-11 15C9.600 27.400 5 22 5 15V6Z" fill="var(--brand)"/>'
    '<path d="M16 22.500c-4-2.800-6-4.900-6-7.400a3.200 3.200 0 0 1 6-1.500 3.200 3.200 0 0 1 6 1.500c0 2.500-2 4.600-6 7.400Z" fill="var(--band)"/></svg>'
)
