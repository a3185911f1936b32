"""A finding as a headline and a sentence.

Each insight has its phrases by kind of subject and tone; the fullest one whose facts are all known is told. Phrases say
"associated with", never "caused".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from customerhero.findings import Change, Finding, Measure, Money
from customerhero.findings.agenda import Number
from customerhero.wording.changes import base_of, base_words
from customerhero.wording.measures import measure_label, measure_short
from customerhero.wording.phrasebook import HEADLINES, SENTENCES
from customerhero.wording.touched import counts_cases
from customerhero.wording.words import ENGLISH, Words

WHOLE: Final = "organisation"
"""The kind of subject that stands for everybody."""
NOTHING: Final = (None, "not recorded")
"""What a fact says that says nothing; a phrase that would name it is not told."""
_SCALE: Final = r"(CSAT|CES) (\d+)-(\d+) of (\d+)"
NOUNS: Final = ("topic", "segment", "team", "channel", "reason")
"""Kinds of subject that are said before a label which is only a number."""


def headline(finding: Finding, words: Words = ENGLISH) -> str:
    """What it says, in one line."""
    return _course(finding, words) or _told(finding, HEADLINES, words) or _plain_headline(finding, words)


def sentence(finding: Finding, words: Words = ENGLISH) -> str:
    """What it says, in one sentence with its figures."""
    return _told(finding, SENTENCES, words) or _plain_sentence(finding, words)


def short_label(finding: Finding, words: Words = ENGLISH) -> str:
    """The finding in three or four words with its move, for the sentence of what changed."""
    change = finding.change
    facts = _moved_from(finding.measure, change, base_words(finding, words), words)
    facts["subject"] = subject_words(finding)
    if change and change.since:
        facts |= {"since": change.since, "a_month": abs(change.a_month) if change.a_month else None}
        return words.tell(_SINCE[change.course == "drift", change.difference > 0], facts)
    if finding.subject.kind == WHOLE:
        return words.tell("{label} {now}, against {before} in {base}", facts)
    if finding.subject.kind == "reason":
        return words.tell("lost over {subject} {now}, against {before} in {base}", facts)
    return words.tell("{label} of {subject} {now}, against {before} in {base}", facts)


def figure_label(number: Number, month: str, words: Words = ENGLISH) -> str:
    """The same of a figure of the month that no finding tells."""
    facts = _moved_from(number.measure, number.change, base_of(number.change, month, words), words)
    return words.tell("{label} {now}, against {before} in {base}", facts)


def _moved_from(measure: Measure, change: Change | None, base: str, words: Words) -> dict[str, Any]:
    before = words.tell("{value:one}", {"value": change.previous}) if change else "?"
    label = _lowered(measure_label(measure, words))
    return {"label": label, "now": measure_short(measure, words), "before": before, "base": base}


_SINCE: Final = {
    (True, True): "{label}, rising since {since:month} by about {a_month:one} a month, now {now}",
    (True, False): "{label}, falling since {since:month} by about {a_month:one} a month, now {now}",
    (False, True): "{label}, higher since {since:month}, {before} to {now}",
    (False, False): "{label}, lower since {since:month}, {before} to {now}",
}


def _course(finding: Finding, words: Words) -> str:
    """A figure that moved before this month is told as what it is: a drift, or a level that holds since then."""
    change = finding.change
    if change is None or not change.since or finding.tone == "neutral":
        return ""
    facts = {
        "label": measure_label(finding.measure, words),
        "since": change.since,
        "now": measure_short(finding.measure, words),
        "before": words.tell("{value:one}", {"value": change.previous}),
        "a_month": abs(change.a_month) if change.a_month else None,
    }
    return words.tell(_COURSES[change.course == "drift", change.difference > 0], facts)


_COURSES: Final = {
    (True, True): "{label} has been rising since {since:month}, by about {a_month:one} a month",
    (True, False): "{label} has been falling since {since:month}, by about {a_month:one} a month",
    (False, True): "{label} has been higher since {since:month}: {before} to {now}",
    (False, False): "{label} has been lower since {since:month}: {before} to {now}",
}


def _lowered(label: str) -> str:
    """A label in the midst of a sentence: small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def subject_words(finding: Finding) -> str:
    """Whom or what the finding is about."""
    label = finding.subject.label or finding.subject.id
    if finding.subject.kind in NOUNS:
        label = with_noun(label, finding.subject.kind)
    return label.replace(" > ", " → " if finding.subject.kind == "route" else " › ").rstrip(".")


def with_noun(label: str, noun: str) -> str:
    """A label that is only a number or an id gets the noun before it: topic 46, team 39."""
    return f"{noun} {label}" if label and not any(letter.isalpha() for letter in label) else label


def facts_of_finding(finding: Finding, words: Words = ENGLISH) -> dict[str, Any]:
    """Everything a phrase may name: the finding's own figures and the ones every finding has."""
    own = {name: _tidy(value) for name, value in finding.facts.items() if value not in NOTHING}
    if finding.subject.kind == "route":
        own |= {end: with_noun(str(own[end]), "team") for end in ("from", "to") if end in own}
    return {
        "subject": subject_words(finding),
        "id": finding.subject.id,
        "customers": None if counts_cases(finding) else finding.customers,
        "value": finding.value,
        "figure": finding.measure.value,
        "n": finding.measure.n,
        "unit": finding.measure.unit,
        "measure": measure_label(finding.measure),
        "month": finding.month,
        "previous": finding.change.previous if finding.change else None,
        "base": base_words(finding, words) if finding.change else None,
        "size": abs(finding.change.difference) if finding.change else None,
        "months_before": finding.change.months if finding.change else None,
        **own,
        **_in_words(finding),
    }


def _in_words(finding: Finding) -> dict[str, Any]:
    """Figures as a sentence needs them: scales as people say them, shares of 100, amounts with their currency."""
    own = finding.facts
    told: dict[str, Any] = {}
    if isinstance(own.get("score"), str):
        told["score"] = re.sub(_SCALE, r"\1 (\2 to \3 of \4)", own["score"])
    if finding.insight == "bright_spots" and finding.measure.n and own.get("observed") is not None:
        told["observed_rate"] = 100 * own["observed"] / finding.measure.n
    if finding.insight == "growth" and finding.value:
        names = {"came_amount": "came", "back_amount": "back", "lost_amount": "lost_and_down"}
        amounts = {name: own.get(fact) for name, fact in names.items()}
        told |= {name: Money(one, finding.value.currency) for name, one in amounts.items() if one is not None}
    return told


def _tidy(value: object) -> object:
    """Text as it stands inside a sentence: paths with their own sign, no full stop of its own."""
    return value.replace(" > ", " › ").rstrip(".") if isinstance(value, str) else value


def _told(finding: Finding, book: Mapping[tuple[str, str, str], tuple[str, ...]], words: Words) -> str:
    facts = facts_of_finding(finding, words)
    for key in _keys(finding):
        for message in book.get(key, ()):
            if words.can_tell(message, facts):
                return words.tell(message, facts)
    return ""


def _keys(finding: Finding) -> list[tuple[str, str, str]]:
    insight, kind, tone = finding.insight, finding.subject.kind, finding.tone
    return [(insight, kind, tone), (insight, kind, ""), (insight, "", tone), (insight, "", "")]


def _plain_headline(finding: Finding, words: Words) -> str:
    facts = {"subject": subject_words(finding), "figure": measure_short(finding.measure, words)}
    facts["measure"] = measure_label(finding.measure)
    return words.tell("{subject}: {measure} {figure}", facts)


def _plain_sentence(finding: Finding, words: Words) -> str:
    facts = {"measure": measure_label(finding.measure), "figure": measure_short(finding.measure, words)}
    facts |= {"subject": subject_words(finding)}
    if counts_cases(finding):
        return words.tell_n(
            "{measure} stands at {figure} for {subject}; {n} case is touched.",
            "{measure} stands at {figure} for {subject}; {n} cases are touched.",
            finding.customers,
            facts,
        )
    return words.tell_n(
        "{measure} stands at {figure} for {subject}; {n} customer is touched.",
        "{measure} stands at {figure} for {subject}; {n} customers are touched.",
        finding.customers,
        facts,
    )
