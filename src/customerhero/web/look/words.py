"""The words and formats of the language this page is in."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language

from customerhero.wording import ENGLISH, Words

_BY_LANGUAGE: Final[dict[str, Words]] = {"en": ENGLISH}


def words_now() -> Words:
    """The words of the language the reader reads; English where a language has none yet."""
    language = (get_language() or "en").partition("-")[0]
    return _BY_LANGUAGE.get(language, ENGLISH)
