"""What a proposal says of money: the decimal mark of its amounts and their currency, taken for granted or asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from customerhero.facts.currencies import OPEN_SIGNS, TAKEN, code_of, in_heading, may_be
from customerhero.facts.excerpts import excerpt
from customerhero.facts.mapping.amounts import currencies_in
from customerhero.facts.mapping.assumptions import Assumption, Choice, Question
from customerhero.facts.mapping.drafting import Draft, constant, translated
from customerhero.facts.mapping.marks import Verdict, is_of_amounts, verdict_on
from customerhero.facts.mapping.model import TO_BE_SAID
from customerhero.facts.mapping.sampling import Sampled

_WORDS: Final = {".": "a point is the decimal mark", ",": "a comma is the decimal mark"}
_ANSWERS: Final = {".": ".", ",": ",", "point": ".", "comma": ","}


@dataclass(frozen=True)
class Money:
    """The drafts with what is known of their currencies, and the decimal mark; empty where it does not matter."""

    drafts: list[Draft]
    decimal: str
    assumptions: tuple[Assumption, ...]
    questions: tuple[Question, ...]


def money_told(drafts: Sequence[Draft], columns: Sequence[Sampled], answers: Mapping[str, str]) -> Money:
    """What the values of the columns of amounts and currencies say, and what is to be asked."""
    by_name = {column.name: column for column in columns}
    names = {draft.picks[name].column for draft in drafts for name in draft.picks if name in ("amount", "weight")}
    decimal, taken, asked = decimal_told(names, columns, answers)
    known = []
    for draft in drafts:
        told, also_taken, also_asked = _with_currency(draft, by_name, answers)
        known.append(told)
        taken, asked = taken + also_taken, asked + also_asked
    return Money(known, decimal, tuple(dict.fromkeys(taken)), tuple(dict.fromkeys(asked)))


def decimal_told(
    names: Collection[str], columns: Sequence[Sampled], answers: Mapping[str, str]
) -> tuple[str, list[Assumption], list[Question]]:
    """The decimal mark of these columns, empty where it does not matter, and what is taken for granted or asked."""
    amounts = [(column.name, column.values) for column in columns if column.name in names]
    others = [
        (column.name, column.values)
        for column in columns
        if column.name not in names and column.date_format is None and is_of_amounts(column.values)
    ]
    verdict = verdict_on(amounts, others, [column.name for column in columns])
    said = _ANSWERS.get(answers.get("decimal", answers.get(f"decimal:{verdict.column}", "")).strip(), "")
    if said or not verdict.matters:
        return said, [], []
    if not verdict.mark:
        return TO_BE_SAID, [], [_which_mark(verdict)]
    return verdict.mark, [Assumption("decimal", verdict.column, _WORDS[verdict.mark], verdict.evidence)], []


def _which_mark(verdict: Verdict) -> Question:
    choices = tuple(Choice(mark, words) for mark, words in _WORDS.items())
    asked = f"Which is the decimal mark of {verdict.column}?"
    return Question("decimal", verdict.column, asked, verdict.evidence, choices)


Told = tuple[Draft, list[Assumption], list[Question]]


def _with_currency(draft: Draft, columns: Mapping[str, Sampled], answers: Mapping[str, str]) -> Told:
    if "currency" in draft.picks:
        return _of_column(draft, columns[draft.picks["currency"].column], answers)
    if "currency" not in draft.made or "amount" not in draft.picks or answers.get("currency"):
        return draft, [], []
    amounts = columns[draft.picks["amount"].column]
    carried = Counter(found for value in amounts.values if (found := currencies_in(value)))
    if carried:
        return _of_amounts(draft, amounts, carried)
    if code := in_heading(amounts.name):
        taken = Assumption("currency", amounts.name, f"amounts are in {code}", "the heading says so")
        return _with_constant(draft, code), [taken], []
    return draft, [], []


def _of_amounts(draft: Draft, amounts: Sampled, carried: Counter[tuple[str, ...]]) -> Told:
    """The currency of signs and codes within the amounts themselves."""
    told = [
        (count, codes[0] if len(codes) == 1 else f"a sign of {codes[0]}") for codes, count in carried.most_common(4)
    ]
    evidence = "; ".join(f"{count:,} of {len(amounts.values):,} values carry {sign}" for count, sign in told)
    shared = set.intersection(*(set(codes) for codes in carried))
    if len(shared) == 1 or (len(carried) == 1 and next(iter(carried))[0] == "USD"):
        code = shared.pop() if len(shared) == 1 else "USD"
        taken = Assumption("currency", amounts.name, f"amounts are in {code}", evidence)
        return _with_constant(draft, code), [taken], []
    if shared:
        choices = tuple(Choice(code, f"all amounts are in {code}") for code in next(iter(carried)) if code in shared)
        asked = f"Which currency are the amounts of {amounts.name} in?"
        return draft, [], [Question("currency", amounts.name, asked, f"{evidence[:1].upper()}{evidence[1:]}.", choices)]
    made = {**draft.made, "currency": translated(amounts.name, {})}
    taken = Assumption("currency", amounts.name, "each amount is in the currency it carries", evidence)
    return replace(draft, made=made), [taken], []


def _with_constant(draft: Draft, code: str) -> Draft:
    return replace(draft, made={**draft.made, "currency": constant(code)})


def _of_column(draft: Draft, column: Sampled, answers: Mapping[str, str]) -> Told:
    """What a column of currencies says where its signs may stand for several."""
    words = Counter(" ".join(value.split()).casefold() for value in column.values)
    named = {code for word in words if word not in OPEN_SIGNS for code in may_be(word)}
    taken, asked, said = [], [], {}
    for word in (word for word in words if word in OPEN_SIGNS):
        shown, key = excerpt(word), f"currency:{column.name}"
        told = f"{words[word]:,} of {len(column.values):,} values are {shown}"
        answer = code_of(answers.get(key, answers.get("currency", "")))
        if answer in OPEN_SIGNS[word]:
            said[word] = answer
        elif word in TAKEN and not named & (set(OPEN_SIGNS[word]) - {TAKEN[word]}):
            said[word] = TAKEN[word]
            evidence = f"{told}, and no other such currency is named"
            taken.append(Assumption(key, column.name, f"{shown} is {TAKEN[word]}", evidence))
        else:
            said[word] = TO_BE_SAID
            choices = tuple(Choice(code, f"{shown} is {code}") for code in OPEN_SIGNS[word])
            asked.append(
                Question(key, column.name, f"Which currency is {shown} in {column.name}?", f"{told}.", choices)
            )
    way = {"currency": translated(column.name, said)} if said else {}
    return replace(draft, ways={**draft.ways, **way}), taken, asked
