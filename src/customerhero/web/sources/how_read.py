"""How a file is read where it does not tell itself: its sheet, delimiter and encoding, as somebody chose them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Final

from customerhero.facts.reading import ReadOptions


@dataclass(frozen=True)
class HowRead:
    """What somebody chose; what is empty is found out from the file."""

    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether anything was chosen."""
        return self != FOUND_OUT

    def options(self, within: ReadOptions) -> ReadOptions:
        """The options of a reader: these limits, and what was chosen."""
        return replace(
            within, sheet=self.sheet or None, delimiter=self.delimiter or None, encoding=self.encoding or None
        )

    def plain(self) -> dict[str, str]:
        """As plain data."""
        return asdict(self)


FOUND_OUT: Final = HowRead()
_OF_THE_COMMAND_LINE: Final = re.compile(r"[;:] --\w[^;]*$")
"""What a note says about an option, which a page shows as a choice."""


def told_here(notes: Iterable[str]) -> list[str]:
    """Notes of a reading as a page tells them."""
    return [_OF_THE_COMMAND_LINE.sub("", note) for note in notes]
