"""The agenda on paper: a tagged PDF made by Typst from data, never from text put into its source."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from customerhero.agenda import Agenda, Number, Unanswered, months_of
from customerhero.charts import LIGHT, sparkline
from customerhero.findings import Change, Finding
from customerhero.reports.drawings import FONTS, drawing_for_paper
from customerhero.reports.few import few_lines
from customerhero.wording import (
    ENGLISH,
    Words,
    agenda_sentence,
    caveat_sentence,
    change_chip,
    change_sentence,
    formats,
    headline,
    measure_label,
    measure_parts,
    measure_sentence,
    nothing_sentence,
    picture_sentence,
    picture_title,
    sentence,
    touched_label,
    touched_words,
    value_label,
    value_span,
)
from customerhero.wording.agenda_words import since_sentence
from customerhero.wording.insights import how_computed, insight_title, question_words
from customerhero.wording.page_words import PageWords, page_words
from customerhero.wording.unrecorded import why_not

_TEMPLATE = files("customerhero.reports") / "agenda.typ"


def agenda_pdf(agenda: Agenda, words: Words = ENGLISH) -> bytes:
    """The agenda as PDF/UA-1 bytes: tagged, numbered pages, fonts embedded."""
    with TemporaryDirectory(prefix="customerhero-paper-") as name:
        folder = Path(name)
        data = {**_data(agenda, words), "findings": _findings(agenda, folder, words)}
        data["numbers"] = [_number(at, number, folder, words) for at, number in enumerate(agenda.numbers)]
        (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
        (folder / "agenda.typ").write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        return _compiled(folder)


def _compiled(folder: Path) -> bytes:
    made: bytes = typst.compile(
        str(folder / "agenda.typ"),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return made


def _data(agenda: Agenda, words: Words) -> dict[str, Any]:
    told = page_words(words)
    return {
        "lang": words.locale.name,
        "words": {**_spoken(told), "nothing": nothing_sentence(agenda, words)},
        "colours": dict(LIGHT),
        "eyebrow": told.eyebrow(agenda.month, agenda.company),
        "title": told.title,
        "running": told.running(agenda.month),
        "lead": " ".join([agenda_sentence(agenda, words), *few_lines(agenda, words)]),
        "sections": [{"tone": tone, "title": title, "note": note} for tone, (title, note) in told.sections.items()],
        "further": [headline(finding, words) for finding in agenda.further],
        "unanswered": [_unanswered(question, words) for question in agenda.unanswered],
        "computed": [_computed(name, words) for name in agenda.insights],
        "known": told.known_until(agenda.known_until, agenda.zone),
    }


def _spoken(told: PageWords) -> dict[str, str]:
    names = ("month", "overview", "all_of_them", "further", "unanswered", "computed", "weighed", "about")
    return {name: getattr(told, name) for name in names}


def _number(at: int, number: Number, folder: Path, words: Words) -> dict[str, Any]:
    colour = LIGHT["hurt"] if number.change and number.change.verdict == "worse" else LIGHT["accent"]
    drawn = sparkline([value for _, value in number.trend], colour)
    figure, unit = measure_parts(number.measure, words)
    return {
        "label": measure_label(number.measure, words),
        "figure": figure,
        "unit": unit,
        "sure": measure_sentence(number.measure, words),
        "chip": None if number.base else _chip(number.change, words),
        "base": since_sentence(number, words) if number.base else "",
        "drawing": _kept(folder, f"spark-{at}.svg", drawn),
    }


def _findings(agenda: Agenda, folder: Path, words: Words) -> list[dict[str, Any]]:
    return [_finding(agenda, rank, finding, folder, words) for rank, finding in enumerate(agenda.findings, start=1)]


def _finding(agenda: Agenda, rank: int, finding: Finding, folder: Path, words: Words) -> dict[str, Any]:
    told = page_words(words)
    figure, unit = measure_parts(finding.measure, words)
    caveats = [caveat_sentence(caveat, words) for caveat in finding.caveats]
    over = [told.over_months(months_of(finding))] if months_of(finding) > 1 else []
    also = [told.seen_also(headline(other, words)) for other in agenda.also.get(finding.key, ())]
    return {
        "rank": str(rank),
        "tone": finding.tone,
        "insight": insight_title(finding.insight, words),
        "headline": headline(finding, words),
        "sentence": sentence(finding, words),
        "label": measure_label(finding.measure, words),
        "figure": figure,
        "unit": unit,
        "sure": measure_sentence(finding.measure, words),
        "customers": formats.number(finding.customers, words.locale),
        "counted": touched_label(finding, words),
        "touched": touched_words(finding, words),
        "value": formats.money(finding.value, words.locale) if finding.value else "",
        "worth": value_label(finding, words),
        "span": value_span(finding, words),
        "chip": _chip(finding.change, words),
        "change": change_sentence(finding, words) if finding.change else "",
        "notes": over + caveats + also,
        "question": finding.evidence.question,
        **_picture(rank, finding, folder, words),
    }


def _picture(rank: int, finding: Finding, folder: Path, words: Words) -> dict[str, str]:
    drawn = drawing_for_paper(finding, words)
    if finding.picture is None or not drawn:
        return {"drawing": "", "caption": "", "alt": ""}
    return {
        "drawing": _kept(folder, f"finding-{rank}.svg", drawn),
        "caption": picture_title(finding.picture, words),
        "alt": picture_sentence(finding.picture, words),
    }


def _chip(change: Change | None, words: Words) -> dict[str, str] | None:
    if change is None:
        return None
    tone = {"better": "good", "worse": "hurt"}.get(change.verdict, "neutral")
    return {"tone": tone, "text": change_chip(change, words)}


def _unanswered(question: Unanswered, words: Words) -> dict[str, Any]:
    return {
        "question": question_words(question.insight, words),
        "missing": page_words(words).missing(question.missing) if question.missing else why_not(question.why, words),
        "remedies": [remedy for remedy in question.remedies if remedy],
    }


def _computed(name: str, words: Words) -> dict[str, str]:
    return {"title": insight_title(name, words), "how": how_computed(name, words)}


def _kept(folder: Path, name: str, drawn: str) -> str:
    if not drawn:
        return ""
    (folder / name).write_text(drawn, encoding="utf-8")
    return name
