"""A customer's number within an address, whatever signs the source gave it."""

from __future__ import annotations

from urllib.parse import quote, unquote


class CustomerNumber:
    """Written twice over, so that a slash stays within its part of the address: web servers undo it once."""

    regex = "[^/]+"

    def to_python(self, text: str) -> str:
        """The number the source knows."""
        return unquote(text)

    def to_url(self, number: str) -> str:
        """The number within an address."""
        return quote(str(number), safe="").replace(".", "%2E")
