"""XML read as it streams: piece by piece, in memory that does not grow, with no tag too long and nothing too deep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat

from customerhero.errors import ReadError
from customerhero.facts.reading.reading import DEEPEST, Reading

LONGEST_TAG: Final = 4 * 2**20
"""Bytes of one tag or comment, which the parser holds as a whole."""
_CHUNK: Final = 2**16


def local(tag: str) -> str:
    """The name of a tag without its namespace's prefix."""
    return tag.rpartition(":")[2] if ":" in tag else tag


def new_parser(reading: Reading) -> expat.XMLParserType:
    """A parser that refuses a document type, where entity bombs and outside files would come from."""
    # expat itself, and not a tree: what is read is a few small calls, and nothing of it is kept
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = lambda *_: _refuse_doctype(reading)
    return parser


def fed(parser: expat.XMLParserType, stream: IO[bytes], reading: Reading) -> Iterator[int]:
    """Give the parser all of the stream; after each piece, with the bytes done, the caller may take what was read."""
    given = waiting = 0
    while piece := stream.read(max(_CHUNK, waiting)):  # as much again as waits: or a long tag would cost its square
        parser.Parse(piece, False)
        given += len(piece)
        waiting = given - max(0, parser.CurrentByteIndex)
        if waiting > min(LONGEST_TAG, reading.options.most_line_bytes):
            raise ReadError(
                f"A tag or comment is longer than {min(LONGEST_TAG, reading.options.most_line_bytes):,} bytes.",
                "The file may be damaged: export it again.",
                str(reading.source),
            )
        yield given
    parser.Parse(b"", True)
    yield given


def too_deep(reading: Reading) -> ReadError:
    """Elements, lists or objects within each other beyond what an export has."""
    return ReadError(
        f"Something is nested more than {DEEPEST} deep.", "Flatten it, or export it again.", str(reading.source)
    )


def _refuse_doctype(reading: Reading) -> None:
    raise ReadError(
        "The XML declares a document type, which no export does and which may hide an entity bomb.",
        "Take the DOCTYPE out, or export the file again.",
        str(reading.source),
    )
