"""How a message becomes a sentence: one function, named placeholders, a catalogue per language.

A message is its own id, in English. A placeholder may name its format: {customers}, {value:money}, {month:month}.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Final

from customerhero.findings import Money
from customerhero.wording import formats
from customerhero.wording.formats import EN, Locale


@dataclass(frozen=True)
class Words:
    """A language: its formats and its catalogue of messages."""

    locale: Locale = EN
    catalogue: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)

    def tell(self, message: str, facts: Mapping[str, Any] | None = None) -> str:
        """The message in this language with its placeholders filled; KeyError when a fact is missing."""
        return self._filled(self.catalogue.gettext(message), facts or {})

    def tell_n(self, one: str, many: str, n: int, facts: Mapping[str, Any] | None = None) -> str:
        """The message for this many things; `n` is a placeholder of it."""
        return self._filled(self.catalogue.ngettext(one, many, n), {"n": n, **(facts or {})})

    def can_tell(self, message: str, facts: Mapping[str, Any]) -> bool:
        """Whether every placeholder of the message has a fact that is known."""
        return all(facts.get(name) is not None for name in placeholders(message))

    def _filled(self, message: str, facts: Mapping[str, Any]) -> str:
        return message.format_map({name: _Figure(value, self.locale) for name, value in facts.items()})


ENGLISH = Words()


def placeholders(message: str) -> set[str]:
    """The names a message wants filled."""
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@dataclass(frozen=True)
class _Figure:
    value: Any
    locale: Locale

    def __format__(self, how: str) -> str:
        return _HOW[how](self.value, self.locale)


def _plain(value: object, locale: Locale) -> str:
    return value if isinstance(value, str) else formats.cell(value, locale)


def _percent(value: float, locale: Locale) -> str:
    """A share between 0 and 1."""
    return f"{formats.number(100 * value, locale, 0)}{formats.NARROW}%"


def _money(value: Money | None, locale: Locale) -> str:
    return formats.money(value, locale)


_HOW: Final[dict[str, Callable[[Any, Locale], str]]] = {
    "": _plain,
    "money": _money,
    "short_money": formats.short_money,
    "month": formats.month,
    "percent": _percent,
    "signed": formats.signed,
    "whole": lambda value, locale: formats.number(value, locale, 0),
    "one": lambda value, locale: formats.number(value, locale, 1),
    "day": formats.day_of,
}
