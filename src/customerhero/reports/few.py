"""That the month holds few cases, which months are compared with nothing, and what no value holds, on every door."""

from __future__ import annotations

from customerhero.findings.agenda import Agenda
from customerhero.wording import Words
from customerhero.wording.agenda_words import chosen_sentence, few_sentence, not_whole_sentence
from customerhero.wording.currencies import other_currency_sentence


def few_lines(agenda: Agenda, words: Words) -> list[str]:
    """A sentence for each of cases and answers of which the month, or the one passed over for it, holds few.

    Then one for each table with months that are set beside no other, one where cases were chosen by their end, and one
    for each currency whose revenue is left out of every value.
    """
    few = [
        few_sentence(agenda.month, held.what, (held.month, held.count, held.total), held.usual, words)
        for held in agenda.few
    ]
    said = {(held.what, held.month) for held in agenda.few}
    not_whole = [
        not_whole_sentence(one.what, (one.first, one.last, one.months), (one.count, one.usual), words)
        for one in agenda.not_whole
        if one.months > 1 or (one.what, one.last) not in said
    ]
    chosen = agenda.chosen
    cut = [chosen_sentence(chosen.closed_since, chosen.only_closed, words)] if chosen else []
    return [*few, *not_whole, *cut, *(other_currency_sentence(left, words) for left in agenda.other_currencies)]
