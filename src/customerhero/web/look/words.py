"""The words and formats of the language this page is in."""

from __future__ import annotations

from django.utils.translation import get_language

from customerhero.wording import Words
from customerhero.wording.languages import words_in


def words_now() -> Words:
    """The words of the language the reader reads; English where a language has none yet."""
    return words_in(get_language() or "en")
