"""A value as notes and errors tell it: never more of it than its beginning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MOST_TOLD: Final = 80


def excerpt(text: str, most: int = MOST_TOLD) -> str:
    """The text, or its beginning where it is long."""
    return text if len(text) <= most else f"{text[:most]}…"


def cited(text: str) -> str:
    """The text, or its beginning, in quotation marks, so that blanks and control characters are seen."""
    return repr(excerpt(text))


def listed(texts: Sequence[str], most: int) -> str:
    """The first of these texts, and how many are left out."""
    told = ", ".join(excerpt(text) for text in texts[:most])
    return told if len(texts) <= most else f"{told} and {len(texts) - most} more"
