"""The text of a source as UTF-8: the file itself where it is already, a copy in the work directory otherwise."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TextIO

from customerhero.errors import ReadError
from customerhero.facts.reading.encodings import (
    guess_found,
    guess_note,
    guessed_encoding,
    line_at,
    refuse_nul,
    told_encoding,
    wrong_encoding,
)
from customerhero.facts.reading.opening import chunks, head_of, is_gzip, open_source
from customerhero.facts.reading.reading import Found, Reading

_HEAD = 2**20


@dataclass(frozen=True)
class Encoding:
    """The encoding of a source, with a note where it is a guess."""

    name: str
    notes: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()


def utf8_file(reading: Reading) -> tuple[Path, Encoding]:
    """A plain UTF-8 file with the whole text of the source, and the encoding the source is in."""
    reading = replace(reading, ended=0.5)
    told = told_encoding(reading)
    if told not in (None, "utf-8"):
        return _transcoded(reading, told or ""), Encoding(told or "")
    copy = reading.work / "unpacked" if is_gzip(reading.source) else None
    fault = _first_fault(reading, copy)
    if fault is None:
        return copy or reading.source, Encoding("utf-8")
    found = _instead(reading, fault, told)
    return _transcoded(reading, found.name), found


def encoding_of_head(reading: Reading) -> Encoding:
    """The encoding as far as the first bytes of the source show it."""
    told = told_encoding(reading)
    if told not in (None, "utf-8"):
        return Encoding(told or "")
    head = head_of(reading, _HEAD)
    refuse_nul(reading, head, 0)
    fault = _Utf8Scan().feed(head)
    return Encoding("utf-8") if fault is None else _instead(reading, fault, told)


@contextmanager
def open_text(reading: Reading, encoding: str) -> Iterator[TextIO]:
    """The text of the source as a stream, line breaks untouched; what cannot be decoded is a ReadError."""
    with open_source(reading) as stream, _decoding_faults(reading, encoding):
        yield io.TextIOWrapper(stream, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")


def bounded_lines(text: TextIO, reading: Reading) -> Iterator[str]:
    """The lines of a text; ReadError for one that is longer than a row may be."""
    most = reading.options.most_line_bytes
    while line := text.readline(most):
        if len(line) == most and not line.endswith(("\n", "\r")):
            raise _too_long(reading)
        yield line


def _too_long(reading: Reading) -> ReadError:
    return ReadError(
        f"A line is longer than {reading.options.most_line_bytes:,} letters.",
        "Check that line breaks are there, one after each row or object.",
        str(reading.source),
    )


class _Lines:
    """Refuses a line longer than a row may be, piece by piece: DuckDB drops one at the end that fills its buffer."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._since = 0

    def feed(self, piece: bytes | str) -> None:
        breaks = ("\n", "\r") if isinstance(piece, str) else (b"\n", b"\r")
        last = max(piece.rfind(each) for each in breaks)  # type: ignore[arg-type]
        first = min((at for each in breaks if (at := piece.find(each)) >= 0), default=len(piece))  # type: ignore[arg-type]
        if self._since + first > self._reading.options.most_line_bytes:
            raise _too_long(self._reading)
        self._since = self._since + first if last < 0 else len(piece) - last - 1


@dataclass(frozen=True)
class _Fault:
    offset: int
    around: bytes
    letters_before: bool  # letters beyond ASCII stood before it as proper UTF-8


class _Utf8Scan:
    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._before = 0
        self._letters = False

    def feed(self, piece: bytes, *, final: bool = False) -> _Fault | None:
        held = self._decoder.getstate()[0]
        if not held and piece.isascii():  # as fast as memory; decoding is not
            self._before += len(piece)
            return None
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError as fault:
            text, at = held + piece, fault.start
            letters = self._letters or not text[:at].isascii()
            return _Fault(self._before - len(held) + at, text[max(0, at - 2**14) : at + 2**16], letters)
        self._before += len(piece)
        self._letters = True
        return None


def _first_fault(reading: Reading, copy: Path | None) -> _Fault | None:
    if copy is None:
        return _scanned(reading.quiet(), None)
    with copy.open("wb") as file:
        return _scanned(reading, file)


def _scanned(reading: Reading, copy: IO[bytes] | None) -> _Fault | None:
    scan, lines, before = _Utf8Scan(), _Lines(reading), 0
    for piece in chunks(reading):
        lines.feed(piece)
        refuse_nul(reading, piece, before)
        if fault := scan.feed(piece):
            return fault
        if copy is not None:
            copy.write(piece)
        before += len(piece)
    return scan.feed(b"", final=True)


def _instead(reading: Reading, fault: _Fault, told: str | None) -> Encoding:
    line = line_at(reading, fault.offset)
    if told is not None:
        raise wrong_encoding(reading, f"The file is not UTF-8: line {line} holds other bytes.")
    if fault.letters_before:
        raise ReadError(
            f"The file is UTF-8 up to line {line} and something else from there.",
            "Perhaps two files were put together: split them, or name the encoding of the whole.",
            str(reading.source),
        )
    guessed = guessed_encoding(fault.around)
    return Encoding(guessed, (guess_note(guessed),), (guess_found(guessed, fault.around, line),))


def _transcoded(reading: Reading, encoding: str) -> Path:
    target = reading.work / "transcoded"
    with open_text(reading, encoding) as text, target.open("w", encoding="utf-8", newline="") as file:
        lines = _Lines(reading)
        while piece := text.read(_HEAD):
            lines.feed(piece)
            _refuse_nul_letter(reading, piece)
            file.write(piece)
    return target


def _refuse_nul_letter(reading: Reading, piece: str) -> None:
    if "\x00" in piece:
        raise ReadError("The file holds NUL characters, so it is no text.", "Export it again.", str(reading.source))


@contextmanager
def _decoding_faults(reading: Reading, encoding: str) -> Iterator[None]:
    try:
        yield
    except UnicodeError as fault:
        reason = getattr(fault, "reason", str(fault))
        raise wrong_encoding(reading, f"The file is not {encoding}: {reason}.") from fault
