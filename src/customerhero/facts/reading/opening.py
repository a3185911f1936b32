"""The bytes of a source, plain or gzipped, with every storage fault told as a ReadError."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from customerhero.errors import ReadError
from customerhero.facts.reading.reading import Reading

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 4 * 2**20
_GZIP_MARK = b"\x1f\x8b"


def checked_size(source: Path) -> int:
    """The size of a file that exists, is a file and holds something; ReadError otherwise."""
    name = str(source)
    try:
        name.encode()
    except UnicodeEncodeError as fault:
        raise ReadError("The name of the file is not UTF-8.", "Rename it, with plain letters.", name) from fault
    if source.is_dir():
        raise ReadError("This is a directory, not a file.", "Give one of the files in it.", name)
    if not source.exists():
        raise ReadError("There is no such file.", "Check the path.", name)
    size = source.stat().st_size
    if size == 0:
        raise ReadError("The file is empty.", "Export it again, with its header.", name)
    return size


def is_gzip(source: Path) -> bool:
    """Whether the file begins as gzip does; a .gz that does not is refused."""
    with source.open("rb") as file:
        marked = file.read(2) == _GZIP_MARK
    if source.suffix.lower() == ".gz" and not marked:
        raise ReadError(
            "The name ends in .gz, but the file is not gzip.",
            "If it is plain text, take .gz off its name; otherwise fetch it again.",
            str(source),
        )
    return marked


def open_source(reading: Reading) -> IO[bytes]:
    """The unpacked bytes of the source as a stream."""
    return cast("IO[bytes]", io.BufferedReader(_SourceBytes(reading), buffer_size=2**18))


def chunks(reading: Reading, size: int = CHUNK) -> Iterator[bytes]:
    """The unpacked bytes of the source, piece by piece."""
    with open_source(reading) as stream:
        while piece := stream.read(size):
            yield piece


def head_of(reading: Reading, size: int) -> bytes:
    """The first unpacked bytes of the source."""
    with open_source(reading.quiet()) as stream:
        return stream.read(size)


def plain_file(reading: Reading, name: str) -> Path:
    """The source itself, or its unpacked copy in the work directory when it is gzipped."""
    if not is_gzip(reading.source):
        return reading.source
    target = reading.work / name
    with target.open("wb") as file:
        for piece in chunks(reading):
            file.write(piece)
    return target


@contextmanager
def storage_faults(source: Path) -> Iterator[None]:
    """Tell a fault of the disk or of permissions as a ReadError."""
    try:
        yield
    except OSError as fault:
        raise ReadError(
            f"The file cannot be read or staged: {fault.strerror or fault}.",
            "Check permissions and the free space of the work directory.",
            str(source),
        ) from fault


class _SourceBytes(io.RawIOBase):
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._file = reading.source.open("rb")
        self._unpacked: IO[bytes] = (
            cast("IO[bytes]", gzip.GzipFile(fileobj=self._file)) if is_gzip(reading.source) else self._file
        )
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with _gzip_faults(self._reading):
            count = cast("io.BufferedReader", self._unpacked).readinto(buffer)
        self._count += count
        if self._count > self._reading.options.most_unpacked_bytes:
            raise ReadError(
                f"The file unpacks to more than {self._reading.options.most_unpacked_bytes:,} bytes.",
                "Split it, or raise most_unpacked_bytes if it is right.",
                str(self._reading.source),
            )
        self._reading.tell(self._file.tell())
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def _gzip_faults(reading: Reading) -> Iterator[None]:
    try:
        yield
    except EOFError as fault:
        raise ReadError("The gzip file is cut short.", "Fetch or export it again.", str(reading.source)) from fault
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise ReadError("The gzip file is damaged.", "Fetch or export it again.", str(reading.source)) from fault
