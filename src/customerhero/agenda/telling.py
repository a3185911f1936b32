"""The agenda as plain data, for JSON: figures unrounded, sentences beside them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from customerhero.findings import Finding
from customerhero.findings.agenda import Agenda
from customerhero.findings.plain import plain, taken_apart
from customerhero.wording import (
    ENGLISH,
    Words,
    agenda_sentence,
    caveat_sentence,
    headline,
    measure_sentence,
    sentence,
    touched_words,
    value_label,
    value_span,
)
from customerhero.wording.changes import compared_with
from customerhero.wording.currencies import other_currency_sentence
from customerhero.wording.touched import counts_cases


def as_dict(agenda: Agenda, words: Words = ENGLISH) -> dict[str, Any]:
    """The agenda as dictionaries, lists, text and numbers."""
    return {
        "month": agenda.month,
        "company": agenda.company,
        "known_until": agenda.known_until.isoformat() if agenda.known_until else None,
        "zone": agenda.zone,
        "currency": agenda.currency,
        "changed": {
            "sentence": agenda_sentence(agenda, words),
            "findings": [finding.key for finding in agenda.changed],
        },
        "few": [plain(asdict(held)) for held in agenda.few],
        "not_whole": [plain(asdict(one)) for one in agenda.not_whole],
        "chosen": plain(asdict(agenda.chosen)) if agenda.chosen else None,
        "other_currencies": [
            {"sentence": other_currency_sentence(one, words), **plain(asdict(one))} for one in agenda.other_currencies
        ],
        "numbers": [plain(asdict(number)) for number in agenda.numbers],
        "findings": [_ranked(agenda, rank, finding, words) for rank, finding in enumerate(agenda.findings, start=1)],
        "further": [_told(finding, words) for finding in agenda.further],
        "unanswered": [plain(asdict(question)) for question in agenda.unanswered],
    }


def _ranked(agenda: Agenda, rank: int, finding: Finding, words: Words) -> dict[str, Any]:
    also = [other.key for other in agenda.also.get(finding.key, ())]
    return {"rank": rank, "weight": agenda.weights.get(finding.key), "also": also, **_told(finding, words)}


def _told(finding: Finding, words: Words) -> dict[str, Any]:
    told = {
        "key": finding.key,
        "headline": headline(finding, words),
        "sentence": sentence(finding, words),
        "confidence": measure_sentence(finding.measure, words),
        "value_is": f"{value_label(finding, words)} {value_span(finding, words)}" if finding.value else None,
        "touched": touched_words(finding, words),
        "compared_with": compared_with(finding, words) if finding.change else None,
        "caveat_sentences": [caveat_sentence(caveat, words) for caveat in finding.caveats],
    }
    return {**told, **plain(_fields(finding))}


def _fields(finding: Finding) -> dict[str, Any]:
    # asdict copies mappings deeply and stumbles over read-only ones, so facts are taken apart here
    shallow = {name: getattr(finding, name) for name in finding.__dataclass_fields__}
    told = {name: taken_apart(value) for name, value in shallow.items()}
    return told | ({"customers": None, "cases": finding.customers} if counts_cases(finding) else {})
