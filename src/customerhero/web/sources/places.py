"""Where in a proposed mapping each open question stands, so that a corrected one shows which of them it answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from customerhero.facts.mapping import Proposal, Question, propose
from customerhero.facts.mapping.model import TO_BE_SAID
from customerhero.web.sources.lines import leaves

_MOST_ASKED: Final = 12
_ANY_TEXT: Final = "EUR"
"""An answer to try where a question offers none: a word that any text may be."""


def places_of(staged: Path, name: str, proposal: Proposal, answers: Mapping[str, str]) -> dict[str, list[str]]:
    """By the key of each question the entries of the mapping that its answer fills in."""
    found = leaves(proposal.text)
    open_ones = {place: value for place, value in found.items() if TO_BE_SAID in value}
    places = {}
    for question in proposal.questions[:_MOST_ASKED] if open_ones else ():
        filled = leaves(propose(staged, name, {**answers, question.key: _some_answer(question)}).text)
        places[question.key] = [place for place, value in open_ones.items() if filled.get(place) != value]
    return places


def _some_answer(question: Question) -> str:
    return question.choices[0].value if question.choices else _ANY_TEXT
