"""The page opens offline, reads well to everybody, and shows nothing a user wrote as markup."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

from customerhero.agenda import AgendaOptions, compose
from customerhero.agenda.composing import Known
from customerhero.reports.markup import tag, trusted
from customerhero.reports.page import agenda_html
from tests.reports.sample import NASTY, sample

VOID = {"meta", "br", "hr", "img", "input", "link"}


@cache
def page() -> str:
    return agenda_html(sample())


class Reader(HTMLParser):
    """Collects what the tests ask about, and checks that every element is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))
        if re.fullmatch(r"h[1-6]", name):
            self.headings.append(int(name[1]))
        if name not in VOID:
            self.open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_it_is_well_formed_and_in_one_piece() -> None:
    reader = read(page())
    assert reader.open == []
    assert "script" not in {name for name, _ in reader.elements}


def test_nothing_is_fetched_from_anywhere() -> None:
    outside = [
        value
        for _, attributes in read(page()).elements
        for name, value in attributes.items()
        if name in {"src", "href", "xlink:href", "action", "data"} and not (value or "").startswith("#")
    ]
    assert outside == []
    assert "@import" not in page()
    assert all(target.startswith(("data:font/woff2", "#")) for target in re.findall(r"url\(['\"]?([^)'\"]+)", page()))
    assert not re.search(r"(?<!w3\.org)//[a-z]+\.[a-z]", re.sub(r"base64,[A-Za-z0-9+/=]+", "", page()))


def test_one_h1_and_headings_nest() -> None:
    levels = read(page()).headings
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_ids_are_unique_and_what_points_at_them_exists() -> None:
    elements = read(page()).elements
    ids = [attributes["id"] for _, attributes in elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    wanted = {
        str(attributes[name]).lstrip("#")
        for _, attributes in elements
        for name in ("href", "aria-labelledby")
        if attributes.get(name)
    }
    assert wanted <= set(ids)


def test_every_chart_has_words_and_a_table() -> None:
    drawings = [attributes for _, attributes in read(page()).elements if attributes.get("class") == "drawing"]
    pictured = [finding for finding in sample().findings if finding.picture]
    assert len(drawings) == len(pictured) == page().count('<details class="twin">')
    assert all(len(attributes["aria-label"] or "") > 20 for attributes in drawings)


def test_what_users_wrote_is_text() -> None:
    assert "<script" not in page()
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; Söhne" in page()


def test_a_company_name_is_text_too() -> None:
    html = agenda_html(replace(sample(), company=NASTY))
    assert "<script" not in html


def test_a_figure_never_stands_without_n() -> None:
    figures = re.findall(r'<dl class="figures"><div><dt>.*?</div>', page())
    assert len(figures) == len(sample().findings)
    assert all("n = " in figure for figure in figures)


def test_missing_facts_are_named_with_their_remedy() -> None:
    assert "Not answered, for lack of facts" in page()
    assert "Missing: events." in page()
    assert "hero import FILE --map servicenow-history" in page()


def test_an_empty_month_is_a_calm_page() -> None:
    html = agenda_html(compose(Known("2026-10"), [], [], AgendaOptions()))
    assert read(html).headings.count(1) == 1
    assert "There is no earlier month that October 2026 can be compared with" in html
    assert "nothing that needs a decision" in html


def test_light_dark_phone_and_paper_are_styled() -> None:
    assert "prefers-color-scheme:dark" in page()
    assert "@media print" in page()
    assert 'name="viewport"' in page()


def test_markup_escapes_text_and_attributes() -> None:
    assert tag("p", {"title": '"<x>', "id": None}, "a < b", trusted("<b>c</b>")) == (
        '<p title="&quot;&lt;x&gt;">a &lt; b<b>c</b></p>'
    )
