"""The words within dates as DuckDB SQL: names of months and weekdays in English and German, AM and PM, Uhr, UTC."""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "jan": ("january", "januar", "jänner", "jaenner", "jan", "jän"),
    "feb": ("february", "februar", "feber", "feb"),
    "mar": ("march", "märz", "maerz", "mar", "mär", "mrz"),
    "apr": ("april", "apr"),
    "may": ("may", "mai"),
    "jun": ("june", "juni", "jun"),
    "jul": ("july", "juli", "jul"),
    "aug": ("august", "aug"),
    "sep": ("september", "sept", "sep"),
    "oct": ("october", "oktober", "oct", "okt"),
    "nov": ("november", "nov"),
    "dec": ("december", "dezember", "dec", "dez"),
}
NAMES_OF_MONTHS: Final = tuple(name for names in _MONTHS.values() for name in names)
"""Names of months, full and short, in small letters."""

_STEPS: Final = (
    (r"[\s\x{a0}\x{2009}\x{202f}]+", " "),
    (r"^(mo|di|mi|do|fr|sa|so|tu|we|th|su)[a-z]*\.?,? ", ""),
    (r"(\d)(st|nd|rd|th)\b", r"\1"),
    (r" ?([ap])\.? ?m\.?( |$)", r" \1m\2"),
    (r" ?(z|utc|gmt)$", "+00:00"),
    (r" ([+-]\d\d(:?\d\d)?)$", r"\1"),
    (r"(\d[.,]\d{6})\d+", r"\1"),
)


def said(text: str) -> str:
    """SQL for a date's text in one way of writing: English short months, no weekday, offsets in digits."""
    sql = f"lower(strip_accents(trim({text})))"
    for pattern, plain in _STEPS:
        sql = f"regexp_replace({sql}, '{pattern}', '{plain}', 'g')"
    for month, names in _MONTHS.items():
        told = "|".join(dict.fromkeys(name.replace("ä", "a") for name in names))
        sql = f"regexp_replace({sql}, '\\b({told})\\b\\.?', '{month}')"
    return sql


def form_said(form: str) -> str:
    """The format that reads what `said` makes of a text."""
    plain = re.sub(r"(?<!%)[A-Z]", lambda letter: letter[0].lower(), form.replace("%B", "%b"))
    plain = re.sub(r"%[aA]\.?,? ?", "", plain.replace("%b.", "%b"))
    return re.sub(r" ?%p", " %p", re.sub(r" ?%[zZ]", "%z", plain))
