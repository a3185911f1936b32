"""That the month holds few cases or answers, and what no value holds, said on every door."""

from __future__ import annotations

from customerhero.findings.agenda import Agenda
from customerhero.wording import Words
from customerhero.wording.agenda_words import few_sentence
from customerhero.wording.currencies import other_currency_sentence


def few_lines(agenda: Agenda, words: Words) -> list[str]:
    """A sentence for each of cases and answers of which the month, or the one passed over for it, holds few.

    Then one for each currency whose revenue is left out of every value.
    """
    few = [
        few_sentence(agenda.month, held.what, (held.month, held.count, held.total), held.usual, words)
        for held in agenda.few
    ]
    return [*few, *(other_currency_sentence(left, words) for left in agenda.other_currencies)]
