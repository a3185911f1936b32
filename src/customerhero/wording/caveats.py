"""What speaks against reading too much into a finding: a sentence for each code an insight uses."""

from __future__ import annotations

from typing import Final

from customerhero.findings import Caveat
from customerhero.wording.words import ENGLISH, Words

CAVEATS: Final[dict[str, tuple[str, ...]]] = {
    "few_cases": ("Only {n} cases: the interval is wide.", "Few cases: the interval is wide."),
    "small_sample": ("Only {n} observations: the interval is wide.", "Few observations: the interval is wide."),
    "other_currencies": (
        "Revenue in {currencies} is left out of the value.",
        "Revenue in other currencies is left out of the value.",
    ),
    "no_revenue": ("No revenue has been imported, so the value is not known.",),
}
"""The fullest sentence first; the first whose facts are all known is told."""


def caveat_sentence(caveat: Caveat, words: Words = ENGLISH) -> str:
    """The sentence of a caveat; a code without one is told as it is, so that no caveat is ever lost."""
    for message in CAVEATS.get(caveat.code, ()):
        if words.can_tell(message, caveat.facts):
            return words.tell(message, caveat.facts)
    plain = caveat.code.replace("_", " ")
    return words.tell("Note: {caveat}.", {"caveat": plain})
