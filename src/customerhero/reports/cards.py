"""One finding as a card: words before numbers, the figure and how sure it is, the picture and its table, the cases."""

from __future__ import annotations

from collections.abc import Sequence

from customerhero.agenda import months_of
from customerhero.charts.columns import pretty
from customerhero.charts.twin import thinned
from customerhero.findings import Change, Evidence, Finding, Picture
from customerhero.reports.drawings import drawing_for_page
from customerhero.reports.markup import Child, Html, join, tag, trusted
from customerhero.wording import (
    Words,
    caveat_sentence,
    change_chip,
    change_sentence,
    formats,
    headline,
    measure_label,
    measure_parts,
    measure_sentence,
    picture_sentence,
    picture_title,
    sentence,
    touched_label,
    value_label,
    value_span,
)
from customerhero.wording.insights import insight_title
from customerhero.wording.page_words import PageWords

_ARROWS = {"better": "good", "worse": "hurt"}


def card(rank: int, finding: Finding, also: Sequence[Finding], told: PageWords) -> Html:
    """The card of a finding with its place in the agenda."""
    words = told.words
    name = f"finding-{rank}"
    said = tag(
        "div",
        {"class": "told"},
        tag("p", {"class": "from"}, insight_title(finding.insight, words)),
        tag("h3", {"id": f"{name}-title"}, tag("span", {"class": "rank"}, str(rank)), headline(finding, words)),
        tag("p", {"class": "sentence"}, sentence(finding, words)),
        _figures(finding, told),
        _notes(finding, also, told),
        _evidence(finding.evidence, told),
    )
    attributes = {"class": f"card {finding.tone}", "id": name, "aria-labelledby": f"{name}-title"}
    return tag("article", attributes, said, _figure(finding, name, told))


def chip(change: Change | None, words: Words) -> Html | None:
    """The verdict on a change: an arrow and words, never colour alone."""
    if change is None:
        return None
    kind = _ARROWS.get(change.verdict, "calm")
    return tag("span", {"class": f"chip {kind}"}, _arrow(change), change_chip(change, words))


def _arrow(change: Change) -> Html | None:
    if change.verdict not in _ARROWS:
        return None
    path = "M5 1 9 8H1Z" if change.difference > 0 else "M5 9 1 2h8Z"
    return trusted(
        f'<svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true"><path d="{path}" fill="currentColor"/></svg>'
    )


def _figures(finding: Finding, told: PageWords) -> Html:
    words = told.words
    figure, unit = measure_parts(finding.measure, words)
    touched = formats.number(finding.customers, words.locale)
    shown = [
        _shown(
            measure_label(finding.measure, words),
            join((figure, tag("span", {"class": "unit"}, f" {unit}") if unit else None)),
            measure_sentence(finding.measure, words),
        ),
        _shown(touched_label(finding, words), touched, ""),
    ]
    if finding.value:
        worth = formats.money(finding.value, words.locale)
        shown.append(_shown(value_label(finding, words), worth, value_span(finding, words)))
    return tag("dl", {"class": "figures"}, *shown)


def _shown(label: str, figure: Child, note: str) -> Html:
    lines = tag("dd", {"class": "sure"}, note) if note else None
    return tag("div", None, tag("dt", None, label), tag("dd", {"class": "figure"}, figure), lines)


def _notes(finding: Finding, also: Sequence[Finding], told: PageWords) -> Html | None:
    words = told.words
    lines: list[Html] = []
    if finding.change:
        lines.append(tag("li", {"class": "moved"}, chip(finding.change, words), " ", change_sentence(finding, words)))
    if months_of(finding) > 1:
        lines.append(tag("li", {"class": "caveat"}, told.over_months(months_of(finding))))
    lines += [tag("li", {"class": "caveat"}, caveat_sentence(caveat, words)) for caveat in finding.caveats]
    lines += [tag("li", None, told.seen_also(headline(other, words))) for other in also]
    return tag("ul", {"class": "notes"}, *lines) if lines else None


def _evidence(evidence: Evidence, told: PageWords) -> Html | None:
    if not (evidence.cases or evidence.customers or evidence.question):
        return None
    summary = tag("summary", None, told.evidence)
    parts = [
        _ids(told.cases, evidence.cases),
        _ids(told.sampled_customers, evidence.customers),
        _command(evidence.question, told),
    ]
    return tag("details", {"class": "evidence"}, summary, *parts)


def _ids(label: str, ids: Sequence[str]) -> Html | None:
    if not ids:
        return None
    return tag(
        "div",
        None,
        tag("p", {"class": "label"}, label),
        tag("ul", {"class": "ids"}, *(tag("li", None, i) for i in ids)),
    )


def _command(question: str, told: PageWords) -> Html | None:
    if not question:
        return None
    label = tag("p", {"class": "label"}, told.all_of_them)
    return tag("div", None, label, tag("p", {"class": "command"}, tag("code", None, question)))


def _figure(finding: Finding, name: str, told: PageWords) -> Html | None:
    picture = finding.picture
    if picture is None or not picture.rows:
        return None
    sentence_for_it = picture_sentence(picture, told.words)
    drawn = tag(
        "div",
        {"class": "drawing", "role": "img", "aria-label": sentence_for_it},
        trusted(drawing_for_page(finding, name, told.words)),
    )
    caption = tag("figcaption", None, picture_title(picture, told.words))
    return tag("figure", None, caption, drawn, _twin(picture, told))


def _twin(picture: Picture, told: PageWords) -> Html:
    """The same rows as a table; long curves by quarter or year, so that it can be read."""
    words, title = told.words, picture_title(picture, told.words)
    picture = thinned(picture)
    numeric = [
        all(isinstance(row[at], int | float) or row[at] is None for row in picture.rows)
        for at in range(len(picture.columns))
    ]
    head = [_cell("th", pretty(name), number, "col") for name, number in zip(picture.columns, numeric, strict=True)]
    rows = [
        tag(
            "tr",
            None,
            *(
                _cell("td", formats.cell(value, words.locale), number)
                for value, number in zip(row, numeric, strict=True)
            ),
        )
        for row in picture.rows
    ]
    table = tag(
        "table",
        None,
        tag("caption", {"class": "hidden"}, title),
        tag("thead", None, tag("tr", None, *head)),
        tag("tbody", None, *rows),
    )
    region = {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": title}
    return tag("details", {"class": "twin"}, tag("summary", None, told.table), tag("div", region, table))


def _cell(kind: str, value: str, number: bool, scope: str | None = None) -> Html:
    return tag(kind, {"class": "number" if number else None, "scope": scope}, value)
