"""Options of an insight from text, as the command line and forms bring them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from math import inf
from types import MappingProxyType
from typing import Any, get_type_hints

from customerhero.agenda.questions import Question, question_named
from customerhero.errors import QuestionError

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


def options_from(question: Question, settings: Mapping[str, str]) -> Any:
    """The insight's options with these set; QuestionError for an unknown name or an unusable value.

    Routes and other pairs are written `a>b`, several of them with commas between.
    """
    known = _known(question)
    return question.options(**{name: _value(question, known, name, text) for name, text in settings.items()})


def option_values(question: Question, given: Mapping[str, Any] = MappingProxyType({})) -> list[tuple[str, str]]:
    """Every option of an insight as text: the value given for it, or else its default."""
    values = {**_known(question), **given}
    return [(name, _told(value)) for name, value in values.items()]


def refuse_unknown(settings: Mapping[str, Mapping[str, Any]]) -> None:
    """QuestionError when values are set for an insight or an option that there is not."""
    for insight, given in settings.items():
        question = question_named(insight)
        known = _known(question)
        for name in given:
            _check(question, known, name)


def settings_of(question: Question) -> list[tuple[str, str]]:
    """Every option of an insight with its default, as text."""
    return option_values(question)


def _value(question: Question, known: Mapping[str, Any], name: str, text: str) -> Any:
    _check(question, known, name)
    kind = str(get_type_hints(question.options)[name])
    try:
        return _read(text, kind)
    except ValueError as wrong:
        raise QuestionError(f"{name}={text!r} cannot be used.", f"{wrong}", question.name) from wrong


def _known(question: Question) -> dict[str, Any]:
    return {field.name: field.default for field in fields(question.options)}


def _check(question: Question, known: Mapping[str, Any], name: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise QuestionError(
            f"{question.name} has no option {name!r}.", f"{hint}It has {', '.join(known)}.", question.name
        )


def _read(text: str, kind: str) -> Any:
    if "Literal" in kind:
        return _choice(text, kind)
    if kind.startswith("tuple"):
        return _several(text, kind)
    return _one(text, kind)


def _one(text: str, kind: str) -> Any:
    readers: list[tuple[str, Any]] = [("bool", _yes_or_no), ("int", _whole), ("float", _number)]
    return next((read(text) for name, read in readers if name in kind), text)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("It is a whole number, 0 or more.")
    return int(text)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < inf:
        raise ValueError("It is a number, 0 or more.")
    return number


def _choice(text: str, kind: str) -> str:
    if f"'{text}'" not in kind:
        choices = re.findall(r"'([^']*)'", kind)
        raise ValueError(f"It is one of {', '.join(choices)}.")
    return text


def _several(text: str, kind: str) -> tuple[Any, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not kind.startswith("tuple[tuple"):
        return tuple(_one(part, kind) for part in parts)
    pairs = [tuple(part.split(">")) for part in parts]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("Write pairs as a>b, several with commas between.")
    return tuple(pairs)


def _yes_or_no(text: str) -> bool:
    if text.lower() not in (*_YES, *_NO):
        raise ValueError("It is yes or no.")
    return text.lower() in _YES


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(">".join(pair) if isinstance(pair, tuple) else str(pair) for pair in value)
    return "" if value is None else str(value)
