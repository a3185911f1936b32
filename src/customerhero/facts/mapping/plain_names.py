"""Names of columns as they are compared: without case, blanks, marks and accents."""

from __future__ import annotations

import re
from unicodedata import combining, normalize


def plain_name(name: str) -> str:
    """A name in small letters without marks and accents: `Réf-Client` is `ref client`."""
    letters = "".join(sign for sign in normalize("NFKD", name) if not combining(sign))
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", letters)
    return " ".join(re.sub(r"[\W_]+", " ", spaced).split()).casefold()


def squeezed(name: str) -> str:
    """A column's name without case, blanks, marks and accents."""
    return plain_name(name).replace(" ", "")
