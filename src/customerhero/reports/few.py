"""That the month holds few cases or answers, said on every door."""

from __future__ import annotations

from customerhero.findings.agenda import Agenda
from customerhero.wording import Words
from customerhero.wording.agenda_words import few_sentence


def few_lines(agenda: Agenda, words: Words) -> list[str]:
    """A sentence for each of cases and answers of which the month, or the one passed over for it, holds few."""
    return [
        few_sentence(agenda.month, held.what, (held.month, held.count, held.total), held.usual, words)
        for held in agenda.few
    ]
