"""The number of a row within an address: never one that no database can hold."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 2**63 - 1
"""The largest number a column of the database holds."""


class RowNumber:
    """A row's number; an address with a larger one is the address of no page."""

    regex = "[0-9]{1,19}"

    def to_python(self, text: str) -> int:
        """The number."""
        number = int(text)
        if number > LARGEST:
            raise ValueError(text)  # Django goes on to the next line of the URL table
        return number

    def to_url(self, number: int) -> str:
        """The number within an address."""
        return str(int(number))
