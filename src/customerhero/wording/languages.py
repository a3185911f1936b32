"""The languages findings are told in: English, and those with a catalogue beside this file."""

from __future__ import annotations

import gettext
from functools import cache
from importlib.resources import files
from typing import Final

from customerhero.wording.formats import LOCALES
from customerhero.wording.words import ENGLISH, Words

LANGUAGES: Final = tuple(LOCALES)


@cache
def words_in(language: str) -> Words:
    """The words of a language such as `de` or `de-at`; English where there is no catalogue."""
    name = language.lower().partition("-")[0]
    if name == ENGLISH.locale.name or name not in LOCALES:
        return ENGLISH
    with files("customerhero.wording").joinpath("locale", name, "LC_MESSAGES", "customerhero.mo").open("rb") as file:
        return Words(LOCALES[name], gettext.GNUTranslations(file))
