"""What can be chosen about how a file is read: a short list each, and what the file itself told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customerhero.facts.reading.sheets import ALL
from customerhero.web.sources.how_read import HowRead

DELIMITERS: Final[Mapping[str, str | Promise]] = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}
ENCODINGS: Final[Mapping[str, str | Promise]] = {
    "utf-8": "UTF-8",
    "cp1252": gettext_lazy("Western Europe (Windows-1252)"),
    "cp1250": gettext_lazy("Central Europe (Windows-1250)"),
    "cp1251": gettext_lazy("Cyrillic (Windows-1251)"),
    "cp1253": gettext_lazy("Greek (Windows-1253)"),
    "cp1254": gettext_lazy("Turkish (Windows-1254)"),
    "mac-roman": gettext_lazy("Western Europe (old Mac)"),
    "cp850": gettext_lazy("Western Europe (DOS)"),
    "utf-16": "UTF-16",
    "shift_jis": gettext_lazy("Japanese (Shift JIS)"),
    "gb18030": gettext_lazy("Chinese (GB 18030)"),
}
_LONGEST_SHEET: Final = 200
_TEXTS: Final = ("csv", "")


def chosen_in(typed: Mapping[str, str]) -> HowRead:
    """What a form says, as far as it can be chosen."""
    delimiter, encoding = typed.get("delimiter", ""), typed.get("encoding", "")
    return HowRead(
        sheet=typed.get("sheet", "").replace("\0", "")[:_LONGEST_SHEET],
        delimiter=delimiter if delimiter in DELIMITERS else "",
        encoding=encoding if encoding in ENCODINGS else "",
    )


def shown_reading(reading: HowRead, found: Mapping[str, Any]) -> dict[str, Any] | None:
    """The form of it, with what was `found`; None for a format that leaves nothing to choose."""
    sheets = found.get("sheets") or []
    if len(sheets) == 1 or (not sheets and found.get("format", "") not in _TEXTS):
        return None
    delimiters = _options(DELIMITERS, reading.delimiter, found.get("delimiter"))
    encodings = _options(ENCODINGS, reading.encoding, found.get("encoding"))
    return {
        "is_open": reading.is_chosen or bool(found.get("what")) or not found["proposal"]["tables"],
        "sheets": [_sheet(sheet, _read_sheet(reading, found)) for sheet in sheets],
        "reads_all": reading.sheet == ALL,
        "delimiters": [] if sheets else delimiters,
        "encodings": [] if sheets else encodings,
        "told": _read_sheet(reading, found) if sheets else ", ".join(_chosen(delimiters) + _chosen(encodings)),
    }


def _read_sheet(reading: HowRead, found: Mapping[str, Any]) -> str:
    """The sheet that is read: as chosen, or as the reader told."""
    if reading.sheet:
        return _("all with the same columns") if reading.sheet == ALL else reading.sheet
    taken = [one["taken"] for one in found.get("proposal", {}).get("assumptions", []) if one["key"] == "sheet"]
    return next((name for name, *_rest in found["sheets"] if taken and repr(name) in taken[0]), "")


def _sheet(sheet: Sequence[Any], read: str) -> dict[str, Any]:
    name, rows, is_all, is_hidden = sheet
    below = max(rows - 1, 0)  # the rows under the header, as the note on the sheet counts them
    return {"name": name, "rows": below, "is_all": is_all, "is_hidden": is_hidden, "is_chosen": name == read}


def _chosen(options: list[dict[str, Any]]) -> list[str]:
    return [str(one["told"]) for one in options if one["is_chosen"]]


def _options(words: Mapping[str, str | Promise], chosen: str, found: str | None) -> list[dict[str, Any]]:
    told = _("found out: %(what)s") % {"what": words.get(found, found)} if found and not chosen else _("found out")
    plain = str(words.get(found, found)) if found else told
    first = {"value": "", "words": told, "told": plain, "is_chosen": not chosen}
    others = [{"value": one, "words": said, "told": said, "is_chosen": one == chosen} for one, said in words.items()]
    return [first, *others]
