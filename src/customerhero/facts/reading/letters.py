"""Letters that were spoiled before the export: UTF-8 once read as Windows-1252, and letters that were lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from customerhero.plain_text import shortened

_LOOKED_AT: Final = 5_000
_SPOILED: Final = tuple(mark.encode() for mark in ("Ã", "Â", "â€", "Ð", "Ñ"))
_LOST: Final = "\ufffd"
_MARKS: Final = (*_SPOILED, _LOST.encode())
_LONGEST: Final = 30


def spoiled_letters(file: Path) -> tuple[str, ...]:
    """Notes on spoiled letters in the first rows of a staged file, with what a word would be if mended."""
    words = [word for value in _suspects(file) for word in value.split()]
    spoiled = [(word, mended) for word in words if (mended := _mended(word))]
    lost = [word for word in words if _LOST in word]
    notes = []
    if spoiled:
        word, mended = (shortened(text, _LONGEST) for text in spoiled[0])
        told = f"letters were spoiled before the export: {word!r} ({len(spoiled):,} words) would be {mended!r}"
        notes.append(f"{told}, UTF-8 read as Windows-1252; they are kept as they stand, so export again as UTF-8")
    if lost:
        told = f"letters were lost before the export: {shortened(lost[0], _LONGEST)!r} ({len(lost):,} words)"
        notes.append(f"{told} holds the mark for an unreadable letter; export again as UTF-8")
    return tuple(notes)


def _suspects(file: Path) -> Iterator[str]:
    try:
        with pq.ParquetFile(file, pre_buffer=False) as opened:
            batch = next(opened.iter_batches(batch_size=_LOOKED_AT), None)
    except (pa.ArrowException, MemoryError, OSError):  # what reads all of its rows says so
        return
    for column in batch.columns if batch is not None else ():
        letters = column.buffers()[2] if pa.types.is_string(column.type) else None
        if letters is not None and not (told := letters.to_pybytes()).isascii() and any(map(told.__contains__, _MARKS)):
            yield from (value for value in column.to_pylist() if value and not value.isascii())


def _mended(word: str) -> str:
    """The word if it is UTF-8 that was read as Windows-1252; empty if it is none."""
    for encoding in ("cp1252", "latin-1"):
        try:
            mended = word.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return mended if len(mended) < len(word) else ""
    return ""
