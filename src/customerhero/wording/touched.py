"""Whom a finding touches and what the amount beside it is: no amount stands without saying what it counts."""

from __future__ import annotations

from typing import Final

from customerhero.findings import Finding
from customerhero.findings.months import months_of_value
from customerhero.wording import formats
from customerhero.wording.words import ENGLISH, Words

VALUES: Final[dict[str, str]] = {
    "": "Revenue of the customers touched",
    "voice": "Revenue of the unhappy customers",
    "losses": "Revenue of those who left",
    "retention": "Revenue of those who left",
    "growth": "Revenue lost",
    "bright_spots": "Revenue of the customers served",
}
"""By insight, "" for any other: what the value of its findings is."""
IN_TEXT: Final[dict[str, str]] = {
    "": "revenue of the customers touched",
    "voice": "revenue of the unhappy customers",
    "losses": "revenue of those who left",
    "retention": "revenue of those who left",
    "growth": "revenue lost",
    "bright_spots": "revenue of the customers served",
}
"""The same inside a sentence."""
CASES: Final = "cases"
"""What is touched where nobody knows whose the cases are."""


def value_label(finding: Finding, words: Words = ENGLISH) -> str:
    """What the amount is, as a label."""
    return words.tell(VALUES.get(finding.insight, VALUES[""]))


def value_span(finding: Finding, words: Words = ENGLISH) -> str:
    """Over how many months it is revenue."""
    return words.tell_n("in {n} month", "in {n} months", months_of_value(finding))


def value_words(finding: Finding, words: Words = ENGLISH) -> str:
    """The amount with what it is; empty when it is not known."""
    if finding.value is None:
        return ""
    facts = {
        "amount": formats.money(finding.value, words.locale),
        "what": words.tell(IN_TEXT.get(finding.insight, IN_TEXT[""])),
        "span": value_span(finding, words),
    }
    return words.tell("{amount}, {what} {span}", facts)


def touched_label(finding: Finding, words: Words = ENGLISH) -> str:
    """Whether customers or cases are counted, as a label."""
    return words.tell("Cases") if counts_cases(finding) else words.tell("Customers")


def touched_words(finding: Finding, words: Words = ENGLISH) -> str:
    """How many customers it touches, or cases where nobody knows whose they are."""
    if counts_cases(finding):
        return words.tell_n("{n} case", "{n} cases", finding.customers)
    return words.tell_n("{n} customer", "{n} customers", finding.customers)


def counts_cases(finding: Finding) -> bool:
    """Whether cases are counted because nobody knows whose they are."""
    return finding.facts.get("touched") == CASES
