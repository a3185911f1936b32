"""What is said of a customer outside the tables: in refused rows that were kept and in notes on imports."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from customerhero.facts.durable import sync_files, sync_folder

_VALUE: Final = "value"
_ERASED: Final = "(erased)"


def words_of(spoken: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds these names and ids where they stand as words of their own."""
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in spoken if word) or r"(?!)")


def naming_rows(file: Path, words: re.Pattern[str]) -> int:
    """How many refused rows of a file name one of the words in their value."""
    header, rows = _lines(file)
    return sum(_names(header, row, words) for row in rows)


def drop_rows(file: Path, words: re.Pattern[str]) -> None:
    """Write a file of refused rows again without those that name one of the words."""
    header, rows = _lines(file)
    draft = file.with_name(f".{file.name}.draft")
    with draft.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([header, *(row for row in rows if not _names(header, row, words))])
    sync_files([draft])
    draft.replace(file)
    sync_folder(file.parent)


def names_any(note: Any, words: re.Pattern[str]) -> bool:
    """Whether a note on an import is about one of the words: its value names it, or its sentence in letters."""
    if not isinstance(note, Mapping):
        return False
    said = words.findall(str(note.get("sentence", "")))
    return bool(words.search(str(note.get(_VALUE, "")))) or any(not word.isdigit() for word in said)


def without_words(note: Any, words: re.Pattern[str]) -> Any:
    """The note, of which the words are struck; a figure that only looks like an id stays where nobody is named."""
    if not names_any(note, words):
        return note
    struck = {name: words.sub(_ERASED, note[name]) for name in (_VALUE, "sentence") if isinstance(note.get(name), str)}
    return {**note, **struck}


def _lines(file: Path) -> tuple[list[str], list[list[str]]]:
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = list(csv.reader(text)) or [[]]
    return header, rows


def _names(header: list[str], row: list[str], words: re.Pattern[str]) -> bool:
    cells = zip(header, row, strict=False)
    return any(words.search(cell) for name, cell in cells if name == _VALUE)
