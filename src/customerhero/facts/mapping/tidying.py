"""Texts without what spreadsheets and copying put around and into them, in Python and as DuckDB SQL.

Blanks, line ends and invisible letters go, no-break spaces become spaces, accents have one form (NFC), `="00701"` is
00701 and an apostrophe that keeps a spreadsheet from reading a number goes. Letter case and zeros stay: they may be all
that tells two ids apart.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from customerhero.facts.twins import text_sql

_INVISIBLE: Final = (
    r"\x{00AD}\x{034F}\x{061C}\x{180E}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}"
    r"\x{2060}-\x{2064}\x{2066}-\x{206F}\x{FEFF}"
)
_JOINERS: Final = r"\x{200C}\x{200D}"
"""They shape words in some scripts and pictures, so they stay within texts that are more than plain letters."""
_SPACES: Final = r"\x{00A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}"
_EDGE: Final = rf"\x{{00}}\x{{09}}-\x{{0D}} \x{{80}}-\x{{9F}}{_JOINERS}\x{{2028}}\x{{2029}}"
_WIDE: Final = r"\x{FF01}-\x{FF5E}"
_PLAIN: Final = rf"[ -~{_WIDE}{_JOINERS}]+"
_ID: Final = r"[0-9A-Za-z_.:/#-]*[0-9][0-9A-Za-z_.:/#-]*"
_STEPS: Final = (
    (rf"[{_INVISIBLE}]+", ""),
    (rf"[{_SPACES}]", " "),
    (rf"^[{_EDGE}]+|[{_EDGE}]+$", ""),
    (r'^="?[ \t]*([^"=]*?)[ \t]*"$', r"\1"),
    (r'^"[ \t]*([^"]*?)[ \t]*"$', r"\1"),
    (rf"^['’‘ʼ´`]+([=+@]?{_ID})['’‘ʼ´`]?$", r"\1"),
)
_FULL: Final = "".join(map(chr, range(0xFF01, 0xFF5F)))
_HALF: Final = "".join(map(chr, range(0x21, 0x7F)))
_ENDS: Final = " \t\r\n\x0b\x0c\x00"


def tidied(text: str) -> str:
    """A text without what does not belong to it."""
    text = text if "\0" in text else unicodedata.normalize("NFC", text)
    for pattern, put in _STEPS:
        text = re.sub(_python(pattern), put, text)
    if not text.isascii() and re.fullmatch(_python(_PLAIN), text):
        text = re.sub(_python(f"[{_JOINERS}]+"), "", text).translate(str.maketrans(_FULL, _HALF))
    return text


def tidied_sql(text: str) -> str:
    """SQL for the same."""
    tidy = f"CASE WHEN contains({text}, chr(0)) THEN {text} ELSE nfc_normalize({text}) END"  # it ends at a NUL
    for pattern, put in _STEPS:
        tidy = f"regexp_replace({tidy}, {text_sql(pattern)}, {text_sql(put)}, 'g')"
    # what of them is more than plain letters keeps its joiners and its wide letters
    is_wide = f"strlen({tidy}) <> length({tidy}) AND regexp_full_match({tidy}, {text_sql(_PLAIN)})"
    joined = f"regexp_replace({tidy}, {text_sql(f'[{_JOINERS}]+')}, '', 'g')"
    narrow = f"translate({joined}, {text_sql(_FULL)}, {text_sql(_HALF)})"
    return f"CASE WHEN {is_wide} THEN {narrow} ELSE {tidy} END"


def is_untidy_sql(text: str) -> str:
    """SQL, cheap, that is true for every text that `tidied_sql` would change, and for few others."""
    ends = " OR ".join(f"suffix({text}, {text_sql(end)})" for end in _ENDS)
    begins = f"{text} < '(' OR starts_with({text}, '=') OR starts_with({text}, '`')"
    return f"({text} <> '' AND (strlen({text}) <> length({text}) OR {begins} OR {ends}))"


def _python(pattern: str) -> str:
    """A pattern of the engine's in Python's words."""
    return re.sub(r"\\x\{([0-9A-F]+)\}", lambda found: f"\\u{int(found[1], 16):04x}", pattern)
