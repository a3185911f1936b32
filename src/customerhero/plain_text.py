"""Text from files, names and values, made fit to be shown: nothing in it can steer a terminal or turn a line around."""

from __future__ import annotations

import re
from typing import Final

_STEERING: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Control characters (C0 and C1, but for tab and line break), line separators, bidirectional overrides, lone halves."""
_UNFIT: Final = re.compile(f"[{_STEERING}]")
_COLOUR: Final = re.compile(rf"(\x1b\[(?:[0-6]|[34][0-79]|9[0-7]|[34]8;5;\d{{1,3}}|;)*m)|[{_STEERING}]")


def printable(text: str) -> str:
    """The text on one line; what a terminal would obey is written out, such as \\u001b for escape."""
    return _UNFIT.sub(_written_out, re.sub(r"\s", " ", text))


def fit_to_show(text: str) -> str:
    """The text with its line breaks and tabs; what a terminal would obey is written out."""
    return _UNFIT.sub(_written_out, text)


def fit_but_coloured(text: str) -> str:
    """The same for text that our own styles may already colour: plain colours pass, everything else is written out."""
    return _COLOUR.sub(lambda found: found[1] or _written_out(found), text)


def shortened(text: str, most: int) -> str:
    """The text, cut with an ellipsis when it has more letters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _written_out(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
