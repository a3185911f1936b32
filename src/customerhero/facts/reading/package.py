"""What an XLSX file is packed from: a zip archive with a workbook, its sheets, its styles and its shared texts."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast
from xml.parsers import expat

from customerhero.errors import ReadError
from customerhero.facts.reading.reading import Reading
from customerhero.facts.reading.workbook_dates import (
    BUILT_IN_DATES,
    BUILT_IN_DAYS,
    BUILT_IN_DURATIONS,
    shows_a_date,
    shows_a_duration,
    shows_a_time,
)
from customerhero.facts.reading.xml_stream import fed, local, new_parser

Attributes = dict[str, str]

DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    ValueError,
)
"""What reading a damaged workbook raises."""
_MOST_DIRECTORY: Final = 4 * 2**20
_MOST_SMALL_PART: Final = 64 * 2**20
_LONGEST_FORMAT: Final = 1_000
_ROOT: Final = "_rels/.rels"
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def opened_package(reading: Reading, file: Path) -> Iterator[tuple[Package, Callable[[], int]]]:
    """The package in a file, and how far in the file the reading of it is."""
    with _SmallReads(file, reading) as small, zipfile.ZipFile(cast("IO[bytes]", small)) as archive:
        yield Package(archive, reading), small.tell


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells: its name and the part of the package that holds it."""

    name: str
    part: str
    is_hidden: bool = False


@dataclass
class Styles:
    """Which styles of cells are dates or durations."""

    dates: set[int] = field(default_factory=set)
    durations: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)
    """Those of the dates that show no time of day."""


class Package:
    """An opened workbook file."""

    def __init__(self, archive: zipfile.ZipFile, reading: Reading) -> None:
        self._reading = reading
        self._zip = archive
        self._parts = {part.filename.lower(): part for part in self._zip.infolist()}
        self._check()
        found = self._related(_ROOT, "officeDocument")
        self._workbook = next(iter(found), "xl/workbook.xml")
        if not self.holds(self._workbook):
            raise self._refused("The file is a zip archive and no XLSX workbook.", "Unpack it, give a file of it.")
        self.since_1904 = False

    def holds(self, part: str) -> bool:
        """Whether the package has a part of this name."""
        return part.lower() in self._parts

    def size(self, part: str) -> int:
        """How many bytes a part says it unpacks to; never more come out of it."""
        return self._parts[part.lower()].file_size

    def open(self, part: str) -> IO[bytes]:
        """The unpacked bytes of a part."""
        found = self._parts[part.lower()]
        if found.flag_bits & 1:
            raise self._refused("The workbook is encrypted.", "Save it as .xlsx without a password.")
        if found.compress_type not in _METHODS:  # the others unpack a bomb in one gulp
            raise self._refused(f"The workbook's part {part} is not packed as XLSX is.", "Save it again as .xlsx.")
        return self._zip.open(found)

    def sheets(self) -> list[Sheet]:
        """The sheets of cells, in the order of the workbook."""
        listed: list[tuple[str, str, bool]] = []

        def start(tag: str, attributes: Attributes) -> None:
            name = local(tag)
            if name == "sheet":
                key = next((value for each, value in attributes.items() if each.endswith(":id")), "")
                hidden = attributes.get("state", "visible") in ("hidden", "veryHidden")
                listed.append((attributes.get("name", ""), key, hidden))
            elif name == "workbookPr":
                self.since_1904 = attributes.get("date1904", "") in ("1", "true")

        self._look_through(self._workbook, start)
        parts = self._relations(_relations_of(self._workbook))
        found = [(name, hidden, *parts.get(key, ("", ""))) for name, key, hidden in listed]
        return [Sheet(name, part, hid) for name, hid, kind, part in found if kind == "worksheet" and self.holds(part)]

    def shared_texts(self) -> str | None:
        """The part with the shared texts, if there is one."""
        found = self._related(_relations_of(self._workbook), "sharedStrings")
        return next((part for part in found if self.holds(part)), None)

    def styles(self) -> Styles:
        """The styles that make a number a date."""
        styles, codes, seen = Styles(), {}, 0
        within = False

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal within, seen
            name = local(tag)
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
            elif name == "cellXfs":
                within = True
            elif name in ("cellStyles", "dxfs"):
                within = False
            elif name == "xf" and within:
                _sort_in(styles, seen, attributes.get("numFmtId", "0"), codes)
                seen += 1

        for part in self._related(_relations_of(self._workbook), "styles"):
            if self.holds(part):
                self._look_through(part, start)
        return styles

    def _check(self) -> None:
        unpacked, most = sum(part.file_size for part in self._parts.values()), self._reading.options.most_workbook_bytes
        if "xl/workbook.bin" in self._parts:
            raise self._refused("The file is a binary workbook (.xlsb).", "Save it as .xlsx.")
        if unpacked > most:
            raise self._refused(
                f"The workbook unpacks to {unpacked:,} bytes, which is too much to be taken for a table.",
                "Save the sheet as CSV: that is read however large it is.",
            )

    def _related(self, part: str, kind: str) -> list[str]:
        return [target for each, target in self._relations(part).values() if each == kind]

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """By their key: the kind of each related part and its name."""
        found: dict[str, tuple[str, str]] = {}
        folder = posixpath.dirname(posixpath.dirname(part))

        def start(tag: str, attributes: Attributes) -> None:
            if local(tag) == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (posixpath.basename(attributes.get("Type", "")), target.lstrip("/"))

        if self.holds(part):
            self._look_through(part, start)
        return found

    def _look_through(self, part: str, start: Callable[[str, Attributes], None]) -> None:
        if self.size(part) > _MOST_SMALL_PART:
            raise self._refused(f"The workbook's part {part} is too large.", "Save the sheet as CSV.")
        parser = new_parser(self._reading)
        parser.StartElementHandler = start
        with closing(self.open(part)) as stream:
            for _ in fed(parser, stream, self._reading):
                pass

    def _refused(self, what: str, remedy: str) -> ReadError:
        return ReadError(what, remedy, str(self._reading.source))


class _SmallReads(io.FileIO):
    """The file, read in small pieces only: a zip's list of contents, read at once, may be as large as the file."""

    def __init__(self, file: Path, reading: Reading) -> None:
        super().__init__(file)
        self._reading = reading

    def read(self, size: int | None = -1, /) -> bytes:
        most = _MOST_DIRECTORY + 1
        asked = most if size is None or size < 0 else min(size, most)
        found = super().read(asked) or b""
        if len(found) == most:
            raise ReadError(
                "The zip archive lists far too many parts for a workbook.",
                "Open it and save it again as .xlsx, or as CSV.",
                str(self._reading.source),
            )
        return found


def _relations_of(part: str) -> str:
    return f"{posixpath.dirname(part)}/_rels/{posixpath.basename(part)}.rels"


def _sort_in(styles: Styles, number: int, key: str, codes: dict[str, str]) -> None:
    code, built_in = codes.get(key), int(key) if key.isdecimal() and len(key) < 6 else -1
    if shows_a_date(code) if code else built_in in BUILT_IN_DATES:
        styles.dates.add(number)
        if shows_a_duration(code) if code else built_in in BUILT_IN_DURATIONS:
            styles.durations.add(number)
        elif not shows_a_time(code) if code else built_in in BUILT_IN_DAYS:
            styles.days.add(number)
