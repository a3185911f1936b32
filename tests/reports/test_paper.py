"""The agenda as PDF: tagged, several pages, and safe with any text."""

from __future__ import annotations

import re
from functools import cache

from customerhero.agenda import AgendaOptions, compose
from customerhero.agenda.composing import Known
from customerhero.reports.paper import agenda_pdf
from tests.reports.sample import sample


@cache
def paper() -> bytes:
    return agenda_pdf(sample())


def test_it_is_a_tagged_pdf_of_several_pages() -> None:
    assert paper().startswith(b"%PDF")
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", paper())) <= 8
    assert b"/StructTreeRoot" in paper()
    assert b"pdfuaid" in paper()


def test_the_fonts_are_inside() -> None:
    assert b"Inter" in paper()
    assert paper().count(b"/FontFile") >= 2


def test_an_empty_month_makes_one_calm_page() -> None:
    made = agenda_pdf(compose(Known("2026-10"), [], [], AgendaOptions()))
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
