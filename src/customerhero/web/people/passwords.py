"""Passwords that are easily guessed are refused, with the reason.

zxcvbn (chosen because it needs no network and brings its lists along: leaked passwords, names, words) counts how many
guesses a password stands against somebody who tries leaked ones, names, keyboard rows, sequences and dates first. What
it is told of the person and the organisation counts as known.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from zxcvbn import zxcvbn

ENOUGH: Final = 10
"""Guesses as a power of ten; twelve letters by chance stand against more."""
_READ: Final = 72  # letters; zxcvbn reads no more
_BETWEEN: Final = re.compile(r"[\W_]+")
_PRODUCT: Final = ("customerhero", "customer hero", "customer", "hero")
_HINT: Final = _("A few words that do not belong together are harder to guess.")
_ABOUT_YOU: Final = _("It is made of your name, your address or the name of this workplace: others try these first.")
_LEAKED: Final = _("It is made of passwords that many people use: others try these first.")
_REASONS: Final[dict[str, Promise]] = {
    "repeat": _("It repeats itself."),
    "sequence": _("It goes on as everybody expects, like abc or 123."),
    "spatial": _("Its letters lie side by side on the keyboard."),
    "date": _("It is made of a date."),
    "regex": _("It is made of a year."),
    "dictionary": _("It is made of too few words."),
}
_OTHERWISE: Final = _("It is easily guessed.")


class HardToGuess:
    """Refuses a password that does not stand against enough guesses."""

    def validate(self, password: str, user: Any = None) -> None:
        """Nothing when it is hard to guess, else the reason and what would be better."""
        if not password:
            return
        told = zxcvbn(_closed_up(password)[:_READ], user_inputs=own_words(user))
        if told["guesses_log10"] < ENOUGH:
            raise ValidationError([_reason(told["sequence"]), _HINT], code="password_easily_guessed")

    def get_help_text(self) -> str:
        """What to choose."""
        return str(_HINT)


def own_words(person: Any) -> list[str]:
    """What others know of a person and their workplace, as whole texts and as their words."""
    texts = [getattr(person, "name", ""), getattr(person, "email", ""), settings.COMPANY, *_PRODUCT]
    words = {word for text in texts for word in _BETWEEN.split(text) if len(word) > 1}
    return sorted({text.lower() for text in (*texts, *words) if text})


def _closed_up(password: str) -> str:
    """What is w r i t t e n like this, as it is meant."""
    together = _BETWEEN.sub("", password)
    return together if 0 < len(together) <= 2 * (len(password) - len(together)) else password


def _reason(parts: list[Any]) -> Promise:
    """Why, by the part that is most of the password."""
    known = [part for part in parts if part["pattern"] != "bruteforce"]
    if not known:
        return _OTHERWISE
    largest = max(known, key=lambda part: len(part["token"]))
    of = {"user_inputs": _ABOUT_YOU, "passwords": _LEAKED}.get(largest.get("dictionary_name", ""))
    return of or _REASONS.get(largest["pattern"], _OTHERWISE)
