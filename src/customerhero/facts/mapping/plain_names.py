"""Names of columns as they are compared: without case, blanks, marks and accents."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize

_OF_TIME: Final = frozenset(
    {"date", "time", "datetime", "timestamp", "day", "at", "on", "utc", "gmt", "am", "datum", "uhrzeit", "zeit"}
)


@lru_cache(4_096)
def plain_name(name: str) -> str:
    """A name in small letters without marks and accents: `Réf-Client` is `ref client`."""
    letters = "".join(sign for sign in normalize("NFKD", name) if not combining(sign))
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", letters)
    return " ".join(re.sub(r"[\W_]+", " ", spaced).split()).casefold()


def squeezed(name: str) -> str:
    """A column's name without case, blanks, marks and accents."""
    return plain_name(name).replace(" ", "")


def timeless(plain: str) -> str:
    """A plain name without the words that only say that it is of a time: `date time opened` is `opened`."""
    return " ".join(word for word in plain.split() if word not in _OF_TIME)
