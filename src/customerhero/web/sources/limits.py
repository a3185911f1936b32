"""How much a file that somebody brought may ask of the machine."""

from __future__ import annotations

from typing import Final

from customerhero.facts.reading import ReadOptions

READING: Final = ReadOptions(
    most_unpacked_bytes=32 * 2**30, most_workbook_bytes=2**30, most_shared_text_bytes=128 * 2**20, memory_limit="768MB"
)
"""For an import: a packed file that grows beyond these is refused as a bomb."""

LOOKING: Final = ReadOptions(
    most_unpacked_bytes=4 * 2**30, most_workbook_bytes=2**30, most_shared_text_bytes=64 * 2**20, memory_limit="256MB"
)
"""For a first look, which somebody waits for."""

IMPORT_MEMORY: Final = "1GB"
LOOK_SECONDS: Final = 45
LOOK_CPU_SECONDS: Final = 60
LOOK_MEMORY_BYTES: Final = 4 * 2**30
"""Of addresses, much of which the libraries only set aside."""
LOOK_DISK_BYTES: Final = 2 * 2**30
ROWS_SHOWN: Final = 8
ROWS_TRIED: Final = 1_000
LOOKS_AT_ONCE: Final = 1
UPLOADS_AT_ONCE: Final = 2
UPLOADS_OF_ONE: Final = 1
"""At once, of one person: the next waits until the one before is there."""
