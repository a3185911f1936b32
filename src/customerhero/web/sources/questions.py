"""What a proposal asks of somebody, what was answered, and whether a mapping may be imported as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from customerhero.facts.mapping.model import TO_BE_SAID
from customerhero.web.people.models import Person
from customerhero.web.sources.lines import leaves, line_of
from customerhero.web.sources.models import Answer, Upload
from customerhero.web.sources.versions import Wanted, is_proposed

_LONGEST_ANSWER: Final = 500
Seen = Mapping[str, Any]


@dataclass(frozen=True)
class Offered:
    """One choice of a question, and whether it is the one that was made."""

    place: int
    value: str
    words: str
    evidence: str
    is_chosen: bool


@dataclass(frozen=True)
class Asked:
    """A question as a page shows it: with its choices or a text to be typed, and what was said to it."""

    place: int
    key: str
    column: str
    asked: str
    evidence: str
    choices: tuple[Offered, ...]
    said: str = ""
    """The answer as it stands in the mapping; empty while it is open."""
    line: int | None = None
    """Where in the YAML it stands."""

    @property
    def takes_text(self) -> bool:
        """Whether the answer may be a text of one's own: where nothing, or only leaving it out, can be chosen."""
        return len(self.choices) < 2

    @property
    def is_own_text(self) -> bool:
        """Whether the answer that was given is such a text."""
        return bool(self.said) and self.said not in {choice.value for choice in self.choices}

    @property
    def said_in_words(self) -> str:
        """What the answer means."""
        return next((choice.words for choice in self.choices if choice.value == self.said), self.said)


@dataclass(frozen=True)
class Questions:
    """What is still open and what is settled; it can be answered here as long as nobody has corrected the mapping."""

    still_open: tuple[Asked, ...]
    settled: tuple[Asked, ...]
    can_be_answered: bool


def questions_of(upload: Upload, wanted: Wanted, look: Seen) -> Questions:
    """The questions about an upload under a mapping: of its proposal, or as far as a corrected mapping answers them."""
    asked = look["proposal"].get("questions", [])
    before = _answered(upload, look, {question["key"] for question in asked})
    shown = [
        _shown(place, question, said)
        for place, (question, said) in enumerate([*((one, "") for one in asked), *before], 1)
    ]
    if is_proposed(wanted, look["proposal"]):
        return Questions(tuple(shown[: len(asked)]), tuple(shown[len(asked) :]), can_be_answered=True)
    found = [_found(one, wanted, look["proposal"].get("places", {})) for one in shown[: len(asked)]]
    settled = [one for one in found if one.said]
    return Questions(tuple(one for one in found if not one.said), tuple(settled), can_be_answered=False)


def leaves_open(wanted: Wanted, look: Seen) -> bool:
    """Whether a question is open; what a corrected mapping leaves open is a fault of it."""
    return bool(look["proposal"].get("questions")) and is_proposed(wanted, look["proposal"])


def answers_of(upload: Upload) -> dict[str, str]:
    """What was answered so far, by the keys of the questions; the newest of each."""
    return dict(upload.answers.values_list("key", "value"))


def given_in(typed: Mapping[str, str], questions: Questions) -> dict[str, str]:
    """The answers a form holds to these questions, as far as they can be given."""
    given = {}
    for one in (*questions.still_open, *questions.settled):
        own = typed.get(f"text-{one.place}", "").replace("\0", "").strip()[:_LONGEST_ANSWER] if one.takes_text else ""
        value = own or typed.get(f"answer-{one.place}", "")
        is_offered = value in {choice.value for choice in one.choices}
        if value and (own or is_offered) and typed.get(f"key-{one.place}") == one.key and value != one.said:
            given[one.key] = value
    return given


def keep_answers(upload: Upload, given: Mapping[str, str], questions: Questions, person: Person) -> None:
    """Keep who answered what, each with its question."""
    by_key = {one.key: one for one in (*questions.still_open, *questions.settled)}
    for key, value in given.items():
        Answer.objects.create(upload=upload, key=key, value=value, asked=_plain(by_key[key]), by=person)


def _answered(upload: Upload, look: Seen, asked: set[str]) -> list[tuple[Seen, str]]:
    """The questions that were answered, where the file as it is read now still has their column."""
    newest = {answer.key: answer for answer in upload.answers.all()}
    kept = [answer for key, answer in newest.items() if key not in asked and answer.asked]
    columns = {"", *look["columns"]}
    return [({**one.asked, "key": one.key}, one.value) for one in kept if one.asked.get("column", "") in columns]


def _shown(place: int, question: Seen, said: str) -> Asked:
    choices = [
        Offered(number, choice["value"], choice["words"], choice["evidence"], choice["value"] == said)
        for number, choice in enumerate(question["choices"], 1)
    ]
    return Asked(
        place, question["key"], question["column"], question["asked"], question["evidence"], tuple(choices), said
    )


def _found(asked: Asked, wanted: Wanted, places: Mapping[str, list[str]]) -> Asked:
    """The question with what a corrected mapping says where its answer belongs."""
    texts = leaves(wanted.yaml)
    values = [_value(texts, place) for place in places.get(asked.key, [])]
    line = next((line_of(wanted.yaml, place) for place in places.get(asked.key, [])), None)
    is_said = bool(values) and all(value and TO_BE_SAID not in value for value in values)
    return replace(asked, said=", ".join(dict.fromkeys(values)) if is_said else "", line=line)


def _value(texts: Mapping[str, str], place: str) -> str:
    """What stands at an entry, or below it, or at the entry that took its place."""
    stem = place.removesuffix(".constant")
    return texts.get(place) or next((text for path, text in texts.items() if f"{path}.".startswith(f"{stem}.")), "")


def _plain(asked: Asked) -> dict[str, Any]:
    choices = [{"value": one.value, "words": one.words, "evidence": one.evidence} for one in asked.choices]
    return {"column": asked.column, "asked": asked.asked, "evidence": asked.evidence, "choices": choices}
