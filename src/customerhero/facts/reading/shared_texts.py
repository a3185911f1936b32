"""The shared texts of a workbook: written to a file of the work directory, so that memory does not grow with them."""

from __future__ import annotations

import mmap
import os
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO, Final

from customerhero.errors import ReadError
from customerhero.facts.reading.cells import unescaped
from customerhero.facts.reading.package import Attributes, Package
from customerhero.facts.reading.reading import LONGEST_CELL, Reading
from customerhero.facts.reading.xml_stream import fed, local, new_parser

MOST_TEXTS: Final = 10_000_000


class SharedTexts:
    """Texts by their number."""

    def __init__(self, texts: bytes | mmap.mmap, ends: array[int], too_long: frozenset[int]) -> None:
        self._texts = texts
        self._ends = ends
        self._too_long = too_long

    def __len__(self) -> int:
        return len(self._ends)

    def is_too_long(self, number: int) -> bool:
        """Whether the text has more letters than a cell can hold; then it is not kept."""
        return number in self._too_long

    def text(self, number: int) -> str:
        """The text of this number, from 0."""
        begin = self._ends[number - 1] if number else 0
        return self._texts[begin : self._ends[number]].decode()


@contextmanager
def shared_texts(package: Package, reading: Reading) -> Iterator[SharedTexts]:
    """The shared texts of a workbook, as long as it is being read."""
    part = package.shared_texts()
    if part is None:
        yield SharedTexts(b"", array("Q"), frozenset())
        return
    if package.size(part) > reading.options.most_shared_text_bytes:
        raise ReadError(
            f"The workbook's shared texts unpack to {package.size(part):,} bytes, which is too much for a table.",
            "Save the sheet as CSV: that is read however large it is.",
            str(reading.source),
        )
    table = _Table(reading)
    parser = new_parser(reading)
    parser.StartElementHandler, parser.EndElementHandler = table.start, table.end
    parser.CharacterDataHandler = table.take
    target = reading.work / "shared-texts"
    with target.open("wb") as file, closing(package.open(part)) as stream:
        for _ in fed(parser, stream, reading):
            file.write(table.taken())
    with target.open("rb") as written, _mapped(written) as texts:
        yield SharedTexts(texts, table.ends, frozenset(table.too_long))


@contextmanager
def _mapped(file: BinaryIO) -> Iterator[bytes | mmap.mmap]:
    if not os.fstat(file.fileno()).st_size:
        yield b""  # no file of nothing can be mapped
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as texts:
        yield texts


class _Table:
    """Where in the table the parser is; a text is what stands in its `t`, but for how it is pronounced."""

    def __init__(self, reading: Reading) -> None:
        self.ends: array[int] = array("Q")
        self.too_long: set[int] = set()
        self._reading = reading
        self._end = 0
        self._ready: list[bytes] = []
        self._text: list[str] = []
        self._letters = 0
        self._takes = self._pronounced = False

    def taken(self) -> bytes:
        """The bytes of the texts that came since the last call."""
        ready, self._ready = self._ready, []
        return b"".join(ready)

    def start(self, tag: str, _: Attributes) -> None:
        name = local(tag)
        if name == "t":
            self._takes = not self._pronounced
        elif name == "rPh":
            self._pronounced = True

    def take(self, text: str) -> None:
        if self._takes:
            self._letters += len(text)
            if self._letters <= LONGEST_CELL:
                self._text.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "t":
            self._takes = False
        elif name == "rPh":
            self._pronounced = False
        elif name == "si":
            self._close()

    def _close(self) -> None:
        if self._letters > LONGEST_CELL:
            self.too_long.add(len(self.ends))
        text = unescaped("".join(self._text)).encode(errors="replace")
        self._ready.append(text)
        self._end += len(text)
        self.ends.append(self._end)
        self._text, self._letters = [], 0
        if len(self.ends) > MOST_TEXTS:
            raise ReadError(
                f"The workbook has more than {MOST_TEXTS:,} shared texts.",
                "Save the sheet as CSV: that is read however large it is.",
                str(self._reading.source),
            )
